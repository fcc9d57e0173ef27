/**
 * Words for a POSIX shell.
 *
 * @module
 */

/** Quotes a word: nothing in it means anything to a shell. It must not hold a NUL. */
export function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/**
 * Tells whether a text can be shown and copied as it is: no control characters but tabs and newlines, nothing unseen.
 */
export function isPlain(text: string): boolean {
  return !/[^\P{C}\t\n]|[\p{Zl}\p{Zp}]/u.test(text);
}

/** Writes bytes as a command that prints them: octal escapes are all that every shell's `printf` knows. */
export function toPrintf(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (const byte of bytes) parts.push(ESCAPED[byte] ?? "");
  return `printf '${parts.join("")}'`;
}

/** A dash may stand for an option, a quote ends the word. */
const ESCAPED: readonly string[] = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  if (character === "%") return "%%";
  if (character === "\n") return "\\n";
  const isPrintable = byte >= 0x20 && byte <= 0x7e && !"'\\-".includes(character);
  return isPrintable ? character : `\\${byte.toString(8).padStart(3, "0")}`;
});
