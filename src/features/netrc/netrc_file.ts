/**
 * The format of netrc files, in which user names and passwords are kept by host.
 *
 * @module
 */

/** One entry of a netrc file; what is not given is `""`. */
export interface NetrcEntry {
  /** The host in lower case, an IPv6 address without brackets; `undefined` for `default`. */
  readonly machine: string | undefined;
  /** The user name. */
  readonly login: string;
  /** The account, which HTTP has no use for. */
  readonly account: string;
  /** The password. */
  readonly password: string;
}

/** What a netrc file holds. */
export interface Netrc {
  /** The entries in the order of the file. */
  readonly entries: readonly NetrcEntry[];
  /** The lines of each macro, without their ends. */
  readonly macros: ReadonlyMap<string, readonly string[]>;
}

/** The words that begin a new part of the file. */
const PARTS: readonly string[] = ["machine", "default", "macdef"];

/** The words after which a value stands, and what that is. */
const FIELDS: ReadonlyMap<string, "login" | "account" | "password"> = new Map([
  ["login", "login"],
  ["user", "login"],
  ["account", "account"],
  ["password", "password"],
]);

/**
 * Reads a netrc file.
 *
 * Words are separated by white space; one in double quotes may contain it, and a backslash takes the character
 * after it literally. Where a keyword could stand, `#` begins a comment. A macro ends with an empty line.
 *
 * @param text The content of the file.
 * @param name What the file is called in an error.
 * @throws {SyntaxError} With the number of the line, but nothing of what stands there: it may be a password.
 */
export function parseNetrc(text: string, name = "the netrc file"): Netrc {
  const words = new Words(text, name);
  const entries: NetrcEntry[] = [];
  const macros = new Map<string, readonly string[]>();
  for (let word = words.keyword(); word; word = words.keyword()) {
    if (word === "machine") entries.push(takeEntry(words, takeHost(words)));
    else if (word === "default") entries.push(takeEntry(words, undefined));
    else if (word === "macdef") macros.set(takeName(words), takeMacro(words));
    else throw words.error("machine, default or macdef is missing");
  }
  return { entries, macros };
}

function takeEntry(words: Words, machine: string | undefined): NetrcEntry {
  const entry = { machine, login: "", account: "", password: "" };
  while (true) {
    const start = words.position;
    const word = words.keyword();
    const field = FIELDS.get(word);
    if (field) {
      entry[field] = words.next();
    } else if (word === "" || PARTS.includes(word)) {
      words.position = start;
      return entry;
    } else {
      throw words.error("login, account or password is missing");
    }
  }
}

function takeHost(words: Words): string {
  return toHost(takeName(words));
}

function takeName(words: Words): string {
  const name = words.next();
  if (name === "") throw words.error("a name is missing");
  return name;
}

function takeMacro(words: Words): string[] {
  const start = words.position;
  words.line();
  const lines: string[] = [];
  for (let line = words.line(); line !== ""; line = words.line()) {
    if (line === undefined) {
      words.position = start;
      throw words.error("a macro does not end with an empty line");
    }
    lines.push(line);
  }
  return lines;
}

function toHost(name: string): string {
  return name.toLowerCase().replace(/^\[(.*)\]$/, "$1");
}

/** A text that is read word by word, each character once. */
class Words {
  readonly #text: string;
  readonly #name: string;
  /** Where the next word begins, or the space before it. */
  position = 0;

  constructor(text: string, name: string) {
    this.#name = name;
    this.#text = text.replace(/^\uFEFF/, "");
  }

  /** Reads a word that is no value, past comments; `""` at the end. */
  keyword(): string {
    this.#skipSpace();
    while (this.#text[this.position] === "#") {
      this.line();
      this.#skipSpace();
    }
    return this.next();
  }

  /** Reads a word; `""` at the end. */
  next(): string {
    this.#skipSpace();
    return this.#text[this.position] === '"' ? this.#takeQuoted() : this.#takeUntil(isSpace);
  }

  /** Reads the rest of the line; `undefined` at the end of the text. */
  line(): string | undefined {
    if (this.position >= this.#text.length) return undefined;
    const end = this.#text.indexOf("\n", this.position);
    const line = this.#text.slice(this.position, end < 0 ? undefined : end);
    this.position = end < 0 ? this.#text.length : end + 1;
    return line.replace(/\r$/, "");
  }

  /** Makes an error that says where it was. */
  error(reason: string): SyntaxError {
    const line = this.#text.slice(0, this.position).trimEnd().split("\n").length;
    return new SyntaxError(
      `Cannot parse ${this.#name}: ${reason} (line ${line})`,
    );
  }

  #skipSpace(): void {
    while (isSpace(this.#text.charAt(this.position))) this.position++;
  }

  #takeQuoted(): string {
    const start = this.position++;
    const word = this.#takeUntil((character) => character === '"');
    if (this.position >= this.#text.length) {
      this.position = start + 1;
      throw this.error("a quote is not closed");
    }
    this.position++;
    return word;
  }

  #takeUntil(isEnd: (character: string) => boolean): string {
    let word = "";
    while (
      this.position < this.#text.length &&
      !isEnd(this.#text.charAt(this.position))
    ) {
      if (this.#text[this.position] === "\\") this.position++;
      word += this.#text.charAt(this.position++);
    }
    return word;
  }
}

function isSpace(character: string): boolean {
  return character !== "" && " \t\r\n".includes(character);
}

/**
 * Finds the entry for a host: the first that names it exactly, else `default`, wherever that stands.
 *
 * @param netrc The content of the file.
 * @param host The host as `URL.hostname` gives it.
 * @param login Passes over entries with another user name.
 * @returns The entry, unless it has neither user name nor password.
 */
export function lookupNetrc(
  netrc: Netrc,
  host: string,
  login?: string,
): NetrcEntry | undefined {
  const name = toHost(host);
  const candidates = netrc.entries.filter((entry) =>
    login === undefined || entry.login === "" || entry.login === login
  );
  const entry = candidates.find(({ machine }) => machine === name) ??
    candidates.find(({ machine }) => machine === undefined);
  return entry && (entry.login || entry.password) ? entry : undefined;
}
