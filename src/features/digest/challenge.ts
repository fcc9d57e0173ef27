/**
 * The challenges of a `WWW-Authenticate` or `Proxy-Authenticate` header (RFC 9110 section 11).
 *
 * @module
 */

import { Scanner } from "../../fields/scanner.ts";

/** What a server asks for: a scheme, with parameters or a token. */
export interface Challenge {
  /** The scheme in lower case, such as "basic". */
  readonly scheme: string;
  /** The parameters by name in lower case, unquoted; of several with one name the last counts. */
  readonly params: ReadonlyMap<string, string>;
  /** The token of schemes that have one instead of parameters. */
  readonly token68?: string;
  /** What is wrong with it, if it is malformed. */
  readonly problem?: string;
}

/** A challenge while it is read. */
interface OpenChallenge {
  scheme: string;
  params: Map<string, string>;
  token68?: string;
  problem?: string;
}

/** What stands between two commas or spaces: a word and the equals signs that follow it. */
interface Element {
  readonly word: string;
  readonly equals: number;
  /** Whether a comma comes next, so that there is no value. */
  readonly isLast: boolean;
}

const SPACE = "\t ";
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const TOKEN68 = /^[-._~+/0-9A-Za-z]+=*$/;

/**
 * Reads the challenges of a header, or of several that were joined by commas.
 *
 * Nothing is thrown: a challenge that breaks the grammar carries a `problem`, the others stay usable.
 *
 * @param header The value, as `Headers.get()` gives it.
 * @returns The challenges in the order of the server, which is that of its preference.
 */
export function parseChallenges(header: string): Challenge[] {
  // With a comma at the end only a string without its closing quote can reach the end of the text.
  const scanner = new Scanner(`${header},`);
  const challenges: OpenChallenge[] = [];
  let mayBeToken = false;
  scanner.skip(`${SPACE},`);
  while (!scanner.isAtEnd) {
    const element = takeElement(scanner);
    const challenge = challenges.at(-1);
    if (mayBeToken && challenge && isToken68(element)) {
      challenge.token68 = element.word + "=".repeat(element.equals);
      mayBeToken = false;
    } else if (element.word !== "" && element.equals === 0) {
      challenges.push(toChallenge(element.word));
      mayBeToken = !element.isLast;
    } else {
      takeParam(scanner, element, challenge);
      mayBeToken = false;
    }
    scanner.skip(`${SPACE},`);
  }
  return challenges;
}

function takeElement(scanner: Scanner): Element {
  const word = scanner.takeUntil(`"=,${SPACE}`);
  scanner.skip(SPACE);
  let equals = 0;
  while (scanner.take("=")) equals++;
  scanner.skip(SPACE);
  return { word, equals, isLast: scanner.next === "," };
}

function isToken68({ word, equals, isLast }: Element): boolean {
  return isLast && TOKEN68.test(word + "=".repeat(equals));
}

function toChallenge(word: string): OpenChallenge {
  const challenge = { scheme: word.toLowerCase(), params: new Map() };
  return TOKEN.test(word) ? challenge : { ...challenge, problem: "its scheme is not a token" };
}

/** Parameters in front of the first scheme belong to nobody and are dropped. */
function takeParam(
  scanner: Scanner,
  { word, equals, isLast }: Element,
  challenge: OpenChallenge | undefined,
): void {
  if (!TOKEN.test(word) || equals !== 1) {
    scanner.takeUnquotedUntil(",");
    if (challenge) challenge.problem ??= "there is no parameter between commas";
    return;
  }
  const isQuoted = scanner.next === '"';
  const value = isQuoted ? scanner.takeQuoted() : isLast ? "" : scanner.takeUntil(`",${SPACE}`);
  if (!challenge) return;
  if (isQuoted && scanner.isAtEnd) {
    challenge.problem ??= "a quote is not closed";
  }
  challenge.params.set(word.toLowerCase(), value);
}

/**
 * Reads a list of parameters alone, such as `Authentication-Info` has (RFC 7615).
 *
 * @param header The value, as `Headers.get()` gives it.
 * @returns The parameters by name in lower case.
 */
export function parseAuthParams(header: string): ReadonlyMap<string, string> {
  return parseChallenges(`of ${header}`)[0]?.params ?? new Map();
}
