/**
 * Where a download goes.
 *
 * @module
 */

import type { HttpResponse } from "../../core/response/response.ts";
import type { ExpectedDigest } from "./digest.ts";
import type { SavedPart, Version } from "./file_version.ts";

/** How what was saved is checked. */
export interface Check {
  /** The digests that it must have. */
  readonly digests: readonly ExpectedDigest[];
  /** The caller's signal. */
  readonly signal: AbortSignal | null | undefined;
}

/** Takes the bytes of a download; disposing of it lets go of everything. */
export interface Sink extends AsyncDisposable {
  /** How many bytes there are. */
  readonly bytes: number;
  /** What can be gone on from. */
  readonly held: SavedPart | undefined;
  /** Starts over with a version; throws if it cannot. */
  begin(version: Version): Promise<void>;
  /** Adds the body of a response. */
  save(response: HttpResponse): Promise<void>;
  /** Says which digest is wrong, if one is. */
  mismatch(check: Check): Promise<string | undefined>;
  /** Gives up what was saved. */
  drop(): Promise<void>;
  /** Ends it: everything is there. */
  keep(response: HttpResponse): Promise<string | undefined>;
}
