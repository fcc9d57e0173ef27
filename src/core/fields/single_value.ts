/**
 * Fields that have one value (RFC 9110 section 5.5) although a server sent them twice, which `Headers` joins to a list.
 */

/** Gives the value of a field that is no list: lines that say the same count as one, others stay joined. */
export function singleValue(headers: Pick<Headers, "get">, name: string): string | null {
  const value = headers.get(name);
  return value?.includes(SEPARATOR) ? withoutCopies(value) : value;
}

/** What `Headers` puts between two lines. */
const SEPARATOR = ", ";

/** A date has a comma of its own, so a line may be several parts. */
function withoutCopies(value: string): string {
  const parts = value.split(SEPARATOR);
  for (let size = 1; size <= parts.length / 2; size++) {
    const isCopied = parts.length % size === 0 &&
      parts.every((part, at) => part === parts[at % size]);
    if (isCopied) return parts.slice(0, size).join(SEPARATOR);
  }
  return value;
}
