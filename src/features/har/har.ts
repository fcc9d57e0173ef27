/**
 * The HTTP Archive format, version 1.2 (http://www.softwareishard.com/blog/har-12-spec/), as far as it is written or
 * read here. Names that begin with `_` are additions, which the format allows.
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

/**
 * A HAR file.
 *
 * @example Read a file that a browser saved
 * ```ts
 * import { Client, ConnectError } from "@ferry/http";
 * import type { Har } from "@ferry/http/har";
 * import { CassetteTransport } from "@ferry/http/testing";
 * import { assert } from "@std/assert";
 *
 * const text = '{"log":{"version":"1.2","creator":{"name":"Browser","version":"1"},"entries":[]}}';
 * const har: Har = JSON.parse(text);
 * using client = new Client({ transport: new CassetteTransport(har) });
 * const error: unknown = await client.get("http://example.org/").catch((error) => error);
 * assert(ConnectError.is(error)); // there is no entry for it
 * ```
 * @category Observability
 */
export interface Har {
  /** All that is in it. */
  readonly log: HarLog;
}

/**
 * The log of a HAR file.
 *
 * @example How long all of it took
 * ```ts
 * import { Client, HandlerTransport } from "@ferry/http";
 * import { type HarLog, HarRecorder } from "@ferry/http/har";
 * import { assert } from "@std/assert";
 *
 * const total = ({ entries }: HarLog) => entries.reduce((sum, { time }) => sum + time, 0);
 * const recorder = new HarRecorder();
 * const transport = new HandlerTransport(() => new Response("a"));
 * using client = new Client({ recorder, transport });
 * await client.get("http://example.org/");
 * assert(total(recorder.toJSON().log) > 0);
 * ```
 * @category Observability
 */
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

/**
 * The program that made a HAR file.
 *
 * @example Who wrote a file
 * ```ts
 * import { type HarCreator, HarRecorder } from "@ferry/http/har";
 * import { assertMatch } from "@std/assert";
 *
 * const { creator } = new HarRecorder().toJSON().log;
 * const describe = ({ name, version }: HarCreator) => `${name} ${version}`;
 * assertMatch(describe(creator), /^ferry \d/);
 * ```
 * @category Observability
 */
export interface HarCreator {
  /** Its name. */
  readonly name: string;
  /** Its version. */
  readonly version: string;
}

/**
 * One exchange: a hop, a try, an answer to a challenge each are one.
 *
 * @example Only the failures
 * ```ts
 * import { Client } from "@ferry/http";
 * import { type HarEntry, HarRecorder } from "@ferry/http/har";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const hasFailed = ({ response }: HarEntry) => response.status === 0 || response.status >= 400;
 * const recorder = new HarRecorder();
 * using client = new Client({ recorder, transport: new MockTransport().get("*", 200, 500) });
 * await client.get("http://example.org/a");
 * await client.get("http://example.org/b");
 * assertEquals(recorder.entries.filter(hasFailed).map(({ request }) => request.url), [
 *   "http://example.org/b",
 * ]);
 * ```
 * @category Observability
 */
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

/**
 * Milliseconds of each phase; -1 for one that was not needed or is not known.
 *
 * @example What took the time
 * ```ts
 * import type { HarTimings } from "@ferry/http/har";
 * import { assertEquals } from "@std/assert";
 *
 * const slowest = ({ send, wait, receive }: HarTimings) =>
 *   Object.entries({ send, wait, receive }).toSorted(([, a], [, b]) => b - a)[0]?.[0];
 * const timings = { blocked: -1, dns: -1, connect: 9, ssl: -1, send: 1, wait: 80, receive: 3 };
 * assertEquals(slowest(timings), "wait");
 * ```
 * @category Observability
 */
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
