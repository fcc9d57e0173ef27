/**
 * The HTTP Archive format, version 1.2 (http://www.softwareishard.com/blog/har-12-spec/), as far as it is written or read
 * here. Names that begin with `_` are additions, which the format allows.
 *
 * @module
 */

import type { HarRequest, HarResponse } from "./har_message.ts";

export type {
  HarContent,
  HarCookie,
  HarPair,
  HarParam,
  HarPostData,
  HarRequest,
  HarResponse,
} from "./har_message.ts";

/** A HAR file. */
export interface Har {
  /** All that is in it. */
  readonly log: HarLog;
}

/** The log of a HAR file. */
export interface HarLog {
  /** The version of the format. */
  readonly version: string;
  /** The program that made it. */
  readonly creator: HarCreator;
  /** Each exchange of a request and its answer, in the order in which they began. */
  readonly entries: readonly HarEntry[];
  /** Anything. */
  readonly comment?: string;
}

/** The program that made a HAR file. */
export interface HarCreator {
  /** Its name. */
  readonly name: string;
  /** Its version. */
  readonly version: string;
}

/** One exchange: a hop, a try, an answer to a challenge each are one. */
export interface HarEntry {
  /** When it began, as ISO 8601. */
  readonly startedDateTime: string;
  /** How many milliseconds it took in all. */
  readonly time: number;
  /** What was sent. */
  readonly request: HarRequest;
  /** What came back; status 0 where nothing did. */
  readonly response: HarResponse;
  /** Nothing: there is no cache. */
  readonly cache: Readonly<Record<string, unknown>>;
  /** How long each phase took. */
  readonly timings: HarTimings;
  /** The address that answered, the proxy's where there is one. */
  readonly serverIPAddress?: string;
  /** The port that answered. */
  readonly connection?: string;
  /** Anything. */
  readonly comment?: string;
}

/** Milliseconds of each phase; -1 for one that was not needed or is not known. */
export interface HarTimings {
  /** Waited for a connection. */
  readonly blocked: number;
  /** Resolved the name; part of `connect` here. */
  readonly dns: number;
  /** Connected, TLS included. */
  readonly connect: number;
  /** Shook hands over TLS. */
  readonly ssl: number;
  /** Sent the request. */
  readonly send: number;
  /** Waited for the answer. */
  readonly wait: number;
  /** Read the answer. */
  readonly receive: number;
}
