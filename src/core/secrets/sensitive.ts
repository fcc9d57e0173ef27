/** The headers that are secrets by a client's word, kept beside the requests that it made. */

const known = new WeakMap<object, readonly string[]>();

/** Keeps the names, in lower case, with a request in whichever form. */
export function markSensitive(request: object, names: readonly string[]): void {
  if (names.length > 0) known.set(request, names);
}

/** Gives the names that are kept with a request. */
export function sensitiveOf(request: object): readonly string[] {
  return known.get(request) ?? [];
}
