/**
 * The entries of a cassette, and which of them were played.
 *
 * @module
 */

import type { HarRequest } from "../../features/har/har.ts";
import type { Take } from "./har_file.ts";
import { type Comparison, explainMiss, hasSameBody } from "./match.ts";

/** An entry with its request as it is compared. */
interface Track {
  readonly take: Take;
  readonly request: HarRequest;
}

/** Gives the entry that answers a request. */
export class Tape {
  readonly #tracks: readonly Track[];
  readonly #comparison: Comparison;
  readonly #played = new Set<Track>();

  /**
   * Puts it together.
   *
   * @param takes The entries, in the order of the file.
   * @param comparison How requests are compared.
   * @param redact Gives a recorded request without its secrets.
   */
  constructor(
    takes: readonly Take[],
    comparison: Comparison,
    redact: (request: HarRequest) => HarRequest,
  ) {
    this.#comparison = comparison;
    this.#tracks = takes.map((take) => ({ take, request: redact(take.request) }));
  }

  /** The entries, in the order of the file. */
  get takes(): readonly Take[] {
    return this.#tracks.map(({ take }) => take);
  }

  /** What was not played yet: method and URL. */
  get pending(): readonly string[] {
    return this.#tracks.filter((track) => !this.#played.has(track))
      .map(({ request }) => `${request.method} ${request.url}`);
  }

  /** Gives the entry that answers a request, which counts as played then; `undefined` if none does. */
  play(request: HarRequest): Take | undefined {
    const track = this.#comparison.isOrdered ? this.#takeNext(request) : this.#takeAny(request);
    if (track) this.#played.add(track);
    return track?.take;
  }

  get #next(): Track | undefined {
    return this.#tracks.find((track) => !this.#played.has(track));
  }

  #takeNext(request: HarRequest): Track | undefined {
    const next = this.#next;
    return next && this.#fits(request, next) ? next : undefined;
  }

  /** One that was not played goes first, then one with the same body; of those played the last. */
  #takeAny(request: HarRequest): Track | undefined {
    const fitting = this.#tracks.filter((track) => this.#fits(request, track));
    const fresh = fitting.filter((track) => !this.#played.has(track));
    const isSame = (track: Track) => hasSameBody(request, track.request);
    return fresh.find(isSame) ?? fresh[0] ?? fitting.findLast(isSame) ?? fitting.at(-1);
  }

  #fits(request: HarRequest, track: Track): boolean {
    return this.#comparison.findDifference(request, track.request) === undefined;
  }

  /** Says why no entry answers a request. */
  explain(request: HarRequest): string {
    const { length } = this.#tracks;
    if (length === 0) return "it is empty";
    if (!this.#comparison.isOrdered) {
      return explainMiss(request, this.#tracks.map((track) => track.request), this.#comparison);
    }
    const next = this.#next;
    if (!next) return `all of its ${length} entries were played`;
    const miss = explainMiss(request, [next.request], this.#comparison);
    return `it is the turn of entry ${this.#tracks.indexOf(next)}; ${miss}`;
  }

  /** Starts from the beginning. */
  rewind(): void {
    this.#played.clear();
  }
}
