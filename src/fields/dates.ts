/**
 * Dates as HTTP writes them.
 *
 * @module
 */

const MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec";
const DAYS = "mon|tue|wed|thu|fri|sat|sun";
const LONG_DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday";
const TIME = "(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)";

/** IMF-fixdate, and the two obsolete forms that every recipient must read. */
const FORMS: readonly RegExp[] = [
  `(?:${DAYS}), (?<day>\\d\\d) (?<month>${MONTHS}) (?<year>\\d{4}) ${TIME} gmt`,
  `(?:${LONG_DAYS}), (?<day>\\d\\d)-(?<month>${MONTHS})-(?<year>\\d\\d) ${TIME} gmt`,
  `(?:${DAYS}) (?<month>${MONTHS}) (?<day>\\d\\d| \\d) ${TIME} (?<year>\\d{4})`,
].map((form) => new RegExp(`^${form}$`, "i"));

const HALF_A_CENTURY = 50;

/**
 * Reads an HTTP date in one of its three forms (RFC 9110 section 5.6.7); only letter case is free.
 *
 * The name of the day is not compared with the date: servers get it wrong, and it says nothing more.
 *
 * @param text The whole value.
 * @param now The present in milliseconds since 1970, which settles a year of two digits.
 * @returns Milliseconds since 1970 in UTC, or `undefined` for what is no such date.
 */
export function parseHttpDate(text: string, now: number = Date.now()): number | undefined {
  for (const form of FORMS) {
    const groups = form.exec(text)?.groups;
    if (groups) return toTimestamp(groups, now);
  }
  return undefined;
}

function toTimestamp(
  { day = "", month = "", year = "", hour = "", minute = "", second = "" }: Readonly<
    Record<string, string>
  >,
  now: number,
): number | undefined {
  // 60 is a leap second.
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  const index = MONTHS.split("|").indexOf(month.toLowerCase());
  const fullYear = year.length === 2 ? toFullYear(Number(year), now) : Number(year);
  const date = new Date(0);
  date.setUTCFullYear(fullYear, index, Number(day));
  if (date.getUTCDate() !== Number(day)) return undefined;
  return date.setUTCHours(Number(hour), Number(minute), Number(second));
}

/** What would be more than 50 years ahead is the past; the year that is nearest, then. */
function toFullYear(year: number, now: number): number {
  const present = new Date(now).getUTCFullYear();
  const full = present - present % 100 + year;
  if (full > present + HALF_A_CENTURY) return full - 100;
  return full < present - HALF_A_CENTURY ? full + 100 : full;
}
