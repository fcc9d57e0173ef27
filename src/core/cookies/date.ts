/** The date of a cookie's `Expires`, read by the cookie standard's own algorithm. */

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
 * const date = parseCookieDate("Wednesday, 09-Nov-99 23:12:40 GMT");
 * assertEquals(date, Date.UTC(1999, 10, 9, 23, 12, 40));
 * ```
 * @category Cookies
 */
export function parseCookieDate(text: string): number | undefined {
  return USUAL.test(text) ? Date.parse(text) : toTimestamp(findParts(text));
}

/** The parts of a date as they are written; what was not found is not there. */
interface DateParts {
  readonly day?: string | undefined;
  readonly month?: string | undefined;
  readonly year?: string | undefined;
  /** Hours, minutes and seconds. */
  readonly time?: readonly string[] | undefined;
}

/** What nearly every server writes; the runtime reads it alike, but for days that not every month has. */
const USUAL =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?:0[1-9]|1[0-9]|2[0-8]) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (?:1[7-9]|[2-9][0-9])[0-9]{2} (?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9] GMT$/;

/** HTAB, and all printable ASCII but digits, letters and the colon. */
const DELIMITERS = /[\t\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+/;

const TIME = /^([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?![0-9])/;
const DAY = /^[0-9]{1,2}(?![0-9])/;
const MONTH = /^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/i;
const YEAR = /^[0-9]{2,4}(?![0-9])/;

/** Gives each token to the first part that still lacks one and can read it, in the standard's order. */
function findParts(text: string): DateParts {
  let { day, month, year, time }: DateParts = {};
  for (const token of text.split(DELIMITERS)) {
    const found = time ? undefined : TIME.exec(token)?.slice(1);
    if (found) time = found;
    else if (day === undefined && DAY.test(token)) day = DAY.exec(token)?.[0];
    else if (month === undefined && MONTH.test(token)) month = token.slice(0, 3);
    else if (year === undefined) year = YEAR.exec(token)?.[0];
  }
  return { day, month, year, time };
}

/** Puts the parts together, if there are all of them and the calendar has such a day. */
function toTimestamp({ day, month, year, time }: DateParts): number | undefined {
  if (day === undefined || month === undefined || year === undefined || !time) return undefined;
  const [hours = 0, minutes = 0, seconds = 0] = time.map(Number);
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const written = Number(year);
  const fullYear = written >= 100 ? written : written + (written >= 70 ? 1900 : 2000);
  const monthIndex = MONTHS.indexOf(month.toLowerCase());
  if (fullYear < 1601 || monthIndex < 0) return undefined;
  const at = Date.UTC(fullYear, monthIndex, Number(day), hours, minutes, seconds);
  // `Date.UTC` rolls 30 February over into March; the standard wants no date then.
  return new Date(at).getUTCDate() === Number(day) ? at : undefined;
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
