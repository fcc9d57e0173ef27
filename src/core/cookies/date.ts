/**
 * The date of a cookie's `Expires`, read by the cookie standard's own algorithm.
 *
 * @module
 */

/**
 * Reads the date of an `Expires` attribute as servers really write them (RFC 6265bis section 5.1.1).
 *
 * @param text The attribute's value, in whatever order and punctuation.
 * @returns Milliseconds since 1970 in UTC, or `undefined` for what is no date.
 *
 * @example Read a date in an old notation
 * ```ts
 * import { parseCookieDate } from "@ferry/http/cookies";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(
 *   parseCookieDate("Wednesday, 09-Nov-99 23:12:40 GMT"),
 *   Date.UTC(1999, 10, 9, 23, 12, 40),
 * );
 * assertEquals(parseCookieDate("tomorrow"), undefined);
 * ```
 * @category Cookies
 */
export function parseCookieDate(text: string): number | undefined {
  const scanner = new DateScanner(text);
  if (!scanner.takeUsual()) { while (scanner.next()); }
  return scanner.toTimestamp();
}

/** Goes through a date token by token; it makes no strings, since a busy jar reads many dates. */
class DateScanner {
  readonly #text: string;
  /** Where the token begins, and where it ends. */
  #start = 0;
  #end = 0;
  /** What has been found so far; -1 stands for nothing yet, and the time is in milliseconds. */
  #day = -1;
  #month = -1;
  #year = -1;
  #time = -1;

  constructor(text: string) {
    this.#text = text;
  }

  /**
   * Takes all of `Wed, 21 Oct 2015 07:28:00 GMT`, which nearly every server writes, by its columns.
   *
   * It tells whether the text is such; what it then finds is what going by tokens would.
   */
  takeUsual(): boolean {
    const text = this.#text;
    if (text.length !== 29) return false;
    if (!USUAL.test(text)) return false;
    this.#start = 8;
    this.#end = 11;
    this.#month = this.#readMonth();
    this.#day = this.#readNumber(5, 2);
    this.#year = this.#readNumber(12, 4);
    this.#start = 17;
    this.#end = 25;
    return this.#takeTime();
  }

  /** Takes the next token and tells whether there was one. */
  next(): boolean {
    const text = this.#text;
    let start = this.#end;
    while (start < text.length && isDelimiter(text.charCodeAt(start))) start++;
    let end = start;
    while (end < text.length && !isDelimiter(text.charCodeAt(end))) end++;
    this.#start = start;
    this.#end = end;
    if (end > start) this.#take();
    return end > start;
  }

  /** Gives the token to the first part that still lacks one and can read it, in the standard's order. */
  #take(): void {
    const digits = this.#countDigits(this.#start);
    if (this.#time === -1 && digits > 0 && this.#takeTime()) return;
    if (this.#day < 0 && (digits === 1 || digits === 2)) {
      this.#day = this.#readNumber(this.#start, digits);
    } else if (this.#month < 0 && digits === 0) {
      this.#month = this.#readMonth();
    } else if (this.#year < 0 && digits >= 2 && digits <= 4) {
      this.#year = this.#readNumber(this.#start, digits);
    }
  }

  #countDigits(from: number): number {
    let at = from;
    while (at < this.#end && isDigit(this.#text.charCodeAt(at))) at++;
    return at - from;
  }

  #readNumber(from: number, digits: number): number {
    let value = 0;
    for (let at = from; at < from + digits; at++) {
      value = value * 10 + this.#text.charCodeAt(at) - 0x30;
    }
    return value;
  }

  /** The first three letters count, whatever their case. */
  #readMonth(): number {
    if (this.#end - this.#start < 3) return -1;
    let letters = 0;
    for (let at = this.#start; at < this.#start + 3; at++) {
      letters = letters * 128 + (this.#text.charCodeAt(at) | 0x20);
    }
    return MONTHS.indexOf(letters);
  }

  /** Takes `hours:minutes:seconds` of one or two digits each, whatever follows. */
  #takeTime(): boolean {
    let at = this.#start;
    let seconds = 0;
    let isInRange = true;
    for (let field = 0; field < 3; field++) {
      const digits = this.#countDigits(at);
      if (digits < 1 || digits > 2) return false;
      const value = this.#readNumber(at, digits);
      if (value > (field === 0 ? 23 : 59)) isInRange = false;
      seconds = seconds * 60 + value;
      at += digits;
      if (field < 2 && (at >= this.#end || this.#text[at++] !== ":")) {
        return false;
      }
    }
    // A time out of range is still the time of this date, which thereby is none.
    this.#time = isInRange ? seconds * 1000 : NaN;
    return true;
  }

  /** Puts the parts together, if there are all of them and the calendar has such a day. */
  toTimestamp(): number | undefined {
    const day = this.#day;
    if (day < 1 || day > 31 || this.#month < 0 || this.#year < 0) {
      return undefined;
    }
    if (!(this.#time >= 0)) return undefined;
    const century = this.#year >= 100 ? 0 : this.#year >= 70 ? 1900 : 2000;
    const year = this.#year + century;
    if (year < 1601) return undefined;
    const midnight = Date.UTC(year, this.#month, day);
    // `Date.UTC` rolls 30 February over into March; the standard wants no date then.
    if (day > 28 && new Date(midnight).getUTCDate() !== day) return undefined;
    return midnight + this.#time;
  }
}

/** The day's name must not be mistaken for a month, so it is spelt out. */
const USUAL =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{2}[ -][A-Za-z]{3}[ -][0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT$/;

/** HTAB, and all printable ASCII but digits, letters and the colon. */
function isDelimiter(code: number): boolean {
  return code === 9 || (code >= 0x20 && code <= 0x2f) ||
    (code >= 0x3b && code <= 0x40) || (code >= 0x5b && code <= 0x60) ||
    (code >= 0x7b && code <= 0x7e);
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** The three letters of each month as one number. */
const MONTHS: readonly number[] = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ").map((
  name,
) => (name.charCodeAt(0) * 128 + name.charCodeAt(1)) * 128 + name.charCodeAt(2));
