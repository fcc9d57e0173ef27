/**
 * The entries of a cassette, and which of them were played.
 *
 * @module
 */

import type { HarRequest } from "../../features/har/har.ts";
import type { RecordedEntry } from "./har_file.ts";
import { type Comparison, explainMiss, hasSameBody } from "./match.ts";

/** An entry with its request as it is compared. */
interface ComparableEntry {
  readonly recorded: RecordedEntry;
  readonly request: HarRequest;
}

/** Gives the entry that answers a request. */
export class RecordedEntries {
  readonly #entries: readonly ComparableEntry[];
  readonly #comparison: Comparison;
  readonly #played = new Set<ComparableEntry>();

  /**
   * Puts it together.
   *
   * @param recorded The entries, in the order of the file.
   * @param comparison How requests are compared.
   * @param redact Gives a recorded request without its secrets.
   */
  constructor(
    recorded: readonly RecordedEntry[],
    comparison: Comparison,
    redact: (request: HarRequest) => HarRequest,
  ) {
    this.#comparison = comparison;
    this.#entries = recorded.map((one) => ({ recorded: one, request: redact(one.request) }));
  }

  /** The entries, in the order of the file. */
  get recorded(): readonly RecordedEntry[] {
    return this.#entries.map(({ recorded }) => recorded);
  }

  /** What was not played yet: method and URL. */
  get pending(): readonly string[] {
    return this.#entries.filter((entry) => !this.#played.has(entry))
      .map(({ request }) => `${request.method} ${request.url}`);
  }

  /** Gives the entry that answers a request, which counts as played then; `undefined` if none does. */
  play(request: HarRequest): RecordedEntry | undefined {
    const entry = this.#comparison.isOrdered ? this.#findNext(request) : this.#findAny(request);
    if (entry) this.#played.add(entry);
    return entry?.recorded;
  }

  get #next(): ComparableEntry | undefined {
    return this.#entries.find((entry) => !this.#played.has(entry));
  }

  #findNext(request: HarRequest): ComparableEntry | undefined {
    const next = this.#next;
    return next && this.#fits(request, next) ? next : undefined;
  }

  /** One that was not played goes first, then one with the same body; of those played the last. */
  #findAny(request: HarRequest): ComparableEntry | undefined {
    const fitting = this.#entries.filter((entry) => this.#fits(request, entry));
    const fresh = fitting.filter((entry) => !this.#played.has(entry));
    const isSame = (entry: ComparableEntry) => hasSameBody(request, entry.request);
    return fresh.find(isSame) ?? fresh[0] ?? fitting.findLast(isSame) ?? fitting.at(-1);
  }

  #fits(request: HarRequest, entry: ComparableEntry): boolean {
    return this.#comparison.findDifference(request, entry.request) === undefined;
  }

  /** Says why no entry answers a request. */
  explain(request: HarRequest): string {
    const { length } = this.#entries;
    if (length === 0) return "it is empty";
    if (!this.#comparison.isOrdered) {
      return explainMiss(request, this.#entries.map((entry) => entry.request), this.#comparison);
    }
    const next = this.#next;
    if (!next) return `all of its ${length} entries were played`;
    const miss = explainMiss(request, [next.request], this.#comparison);
    return `it is the turn of entry ${this.#entries.indexOf(next)}; ${miss}`;
  }

  /** Starts from the beginning. */
  rewind(): void {
    this.#played.clear();
  }
}
