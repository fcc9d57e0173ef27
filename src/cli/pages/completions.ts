/**
 * What shells complete, made of the table of options.
 *
 * @module
 */

import type { Shell } from "../command/arguments.ts";
import { allOptions, type Option, type OptionName } from "../command/options.ts";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

/** Gives the completions for a shell. */
export function toCompletions(shell: Shell): string {
  return { bash: toBash, zsh: toZsh, fish: toFish }[shell]();
}

/** Options whose value is the path of a file. */
const FILES: readonly OptionName[] = ["output", "verify", "cert", "key", "unix", "har"];

/** Every way to write an option. */
function wordsOf([name, { short, letters = [], names = [] }]: readonly [OptionName, Option]) {
  const long = name === "json-text" || name === "raw-output" ? [] : [name, ...names];
  return {
    letters: [...short === undefined ? [] : [short], ...letters],
    names: long,
  };
}

function toBash(): string {
  const words = allOptions().flatMap((entry) => {
    const { letters, names } = wordsOf(entry);
    return [...letters.map((letter) => `-${letter}`), ...names.map((name) => `--${name}`)];
  });
  const choices = allOptions().flatMap((entry) => {
    const { choices } = entry[1];
    if (!choices) return [];
    return [`    ${toPattern(entry)}) words="${choices.join(" ")}" ;;`];
  });
  const files = allOptions().filter(([name]) => FILES.includes(name)).map(toPattern);
  return `# Completions of ferry for bash: ferry --completions bash > ~/.local/share/bash-completion/completions/ferry
_ferry() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD - 1]}" words=""
  COMPREPLY=()
  case "$before" in
${choices.join("\n")}
    ${files.join("|")}) COMPREPLY=($(compgen -f -- "$word")); return ;;
  esac
  if [[ -z $words && $word == -* ]]; then
    words="${words.join(" ")}"
  elif [[ -z $words && $COMP_CWORD -eq 1 ]]; then
    words="${METHODS.join(" ")}"
  fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _ferry ferry
`;
}

function toPattern(entry: readonly [OptionName, Option]): string {
  const { letters, names } = wordsOf(entry);
  return [...letters.map((letter) => `-${letter}`), ...names.map((name) => `--${name}`)].join("|");
}

function toZsh(): string {
  const lines = allOptions().flatMap((entry) => {
    const [name, { help, multiple, value, choices }] = entry;
    const action = choices ? `(${choices.join(" ")})` : FILES.includes(name) ? "_files" : "";
    const argument = value === undefined ? "" : `:${escapeZsh(value)}:${action}`;
    const star = multiple ? "*" : "";
    const { letters, names } = wordsOf(entry);
    return [
      ...letters.map((letter) => `-${letter}`),
      ...names.map((name) => `--${name}`),
    ].map((word) => `    '${star}${word}[${escapeZsh(help)}]${argument}'`);
  });
  return `#compdef ferry
# Completions of ferry for zsh: ferry --completions zsh > "\${fpath[1]}/_ferry"
_ferry() {
  _arguments -s -S \\
${lines.join(" \\\n")} \\
    '1:method or URL:(${METHODS.join(" ")})' \\
    '*:request item:_files'
}
if [ "$funcstack[1]" = "_ferry" ]; then _ferry "$@"; else compdef _ferry ferry; fi
`;
}

function escapeZsh(text: string): string {
  return text.replace(/[[\]:\\]/g, "\\$&").replaceAll("'", "'\\''");
}

function toFish(): string {
  const lines = allOptions().map((entry) => {
    const [name, { help, value, choices }] = entry;
    const { letters, names } = wordsOf(entry);
    return [
      "complete -c ferry",
      ...letters.map((letter) => `-s ${letter}`),
      ...names.map((name) => `-l ${name}`),
      ...(value === undefined ? [] : [FILES.includes(name) ? "-r -F" : "-x"]),
      ...(choices ? [`-a '${choices.join(" ")}'`] : []),
      `-d '${help.replaceAll(/['\\]/g, "\\$&")}'`,
    ].join(" ");
  });
  return `# Completions of ferry for fish: ferry --completions fish > ~/.config/fish/completions/ferry.fish
complete -c ferry -n __fish_is_first_token -a '${METHODS.join(" ")}'
${lines.join("\n")}
`;
}
