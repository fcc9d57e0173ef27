/** The name that somebody may have meant, so that a refusal can say it. */

/**
 * Says which of the names that there are is meant by one that there is not, as a part of a sentence.
 *
 * @returns ` (is verify meant?)`; empty if none is near.
 */
export function suggest(unknown: string, known: readonly string[]): string {
  const wanted = unknown.toLowerCase();
  const ranked = known.map((name) => ({ name, distance: measure(wanted, name.toLowerCase()) }));
  const [best] = ranked.filter(({ distance }) => distance <= FARTHEST)
    .sort((a, b) => a.distance - b.distance);
  return best ? ` (is ${best.name} meant?)` : "";
}

/** Says it as {@link suggest} does, for what the core has less of than `@ferry/http`. */
export function suggestInCore(unknown: string, known: readonly string[]): string {
  return suggest(unknown, known) || " in @ferry/http/core; @ferry/http has more";
}

/** How many changes lead from one word to another that is still near. */
const FARTHEST = 2;

/**
 * A word that goes on where the other ends is as near as one that is a letter away; one that ends as is said, such as
 * `contentType` for `type`, is still near.
 */
function measure(a: string, b: string): number {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length > 1 && long.startsWith(short)) return a === b ? 0 : 1;
  if (a.length > FARTHEST && b.endsWith(a)) return FARTHEST;
  return short.length > FARTHEST ? countChanges(a, b) : Infinity;
}

/** The distance of Levenshtein: letters put in, left out or replaced. */
function countChanges(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const letter of a) {
    const next = [(row[0] ?? 0) + 1];
    for (let column = 1; column <= b.length; column++) {
      const replaced = (row[column - 1] ?? 0) + Number(letter !== b[column - 1]);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
