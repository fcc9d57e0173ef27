/**
 * What a mock answers with.
 *
 * @module
 */

import { checkKnown } from "../known_names.ts";
import {
  bytesBefore,
  checkFailure,
  cutBody,
  type FailureEvidence,
  type FailureName,
  isUnsent,
  toError,
} from "./failure.ts";
import { sleep } from "./sleep.ts";
import type { UrlParams } from "./url_matcher.ts";

/**
 * An answer in parts; at most one of `json`, `text`, `body` and `error`.
 *
 * @example Half of an answer, then nothing more
 * ```ts
 * import { Client, ReadError } from "@ferry/http";
 * import { type MockResponseInit, MockTransport } from "@ferry/http/testing";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const half: MockResponseInit = { text: "0123456789", fails: "ReadError", afterBytes: 5 };
 * using client = new Client({ transport: new MockTransport({ "*": half }) });
 * await using response = await client.stream("GET", "http://example.org/");
 * const chunks = response.iterText();
 * assertEquals((await chunks.next()).value, "01234");
 * assert(ReadError.is(await chunks.next().catch((error: unknown) => error)));
 * ```
 * @category Testing
 */
export interface MockResponseInit {
  /** The status code; 200 if left out. */
  readonly status?: number | undefined;
  /** The reason phrase. */
  readonly statusText?: string | undefined;
  /** The headers. */
  readonly headers?: HeadersInit | undefined;
  /** A body that is sent as JSON. */
  readonly json?: unknown;
  /** A body of text. */
  readonly text?: string | undefined;
  /** Any other body; a stream lasts for one call. */
  readonly body?: BodyInit | null | undefined;
  /** What is thrown instead of an answer. */
  readonly error?: Error | undefined;
  /**
   * The error of Ferry's to fail with, as a real transport would: `"DnsError"`, `"ReadTimeoutError"`. It comes at once,
   * also where it tells of a timeout, or after `delay`. Where no connection was made, the request's body is not read.
   */
  readonly fails?: FailureName | undefined;
  /** With `fails`: how many bytes of the body come first; if left out, nothing of the answer does. */
  readonly afterBytes?: number | undefined;
  /** Milliseconds until the answer or the error. */
  readonly delay?: number | undefined;
}

/**
 * One answer: a response (cloned for every call), a status, an error to throw, or the parts of a response.
 *
 * @example One answer after the other
 * ```ts
 * import { Client } from "@ferry/http";
 * import { type MockAnswer, MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const answers: MockAnswer[] = [503, { json: { id: 7 } }, new Error("enough")];
 * using client = new Client({ transport: new MockTransport({ "*": answers }) });
 * assertEquals((await client.get("http://api.example/")).status, 503);
 * assertEquals(await (await client.get("http://api.example/")).json(), { id: 7 });
 * ```
 * @category Testing
 */
export type MockAnswer = Response | number | Error | MockResponseInit;

/**
 * What a reply function knows beside the request.
 *
 * @example An answer that counts
 * ```ts
 * import { Client } from "@ferry/http";
 * import { MockTransport, type RouteMatch } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = (_request: Request, { count, params }: RouteMatch) => ({
 *   json: { count, params },
 * });
 * using client = new Client({ transport: new MockTransport({ "/users/:id": answer }) });
 * await client.get("http://api.example/users/7");
 * const response = await client.get("http://api.example/users/8");
 * assertEquals(await response.json(), { count: 1, params: { id: "8" } });
 * ```
 * @category Testing
 */
export interface RouteMatch {
  /** What the pattern took out of the URL. */
  readonly params: UrlParams;
  /** Where the request goes. */
  readonly url: URL;
  /** How often the route was asked before: 0 for the first call. */
  readonly count: number;
}

/**
 * Makes an answer for every call.
 *
 * @example A server that remembers
 * ```ts
 * import { Client } from "@ferry/http";
 * import { type MockReplyFunction, MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const users: unknown[] = [];
 * const reply: MockReplyFunction = async (request) => {
 *   if (request.method === "POST") users.push(await request.json());
 *   return { json: users };
 * };
 * using client = new Client({ transport: new MockTransport(reply) });
 * await client.post("http://api.example/users", { json: { name: "Ada" } });
 * assertEquals(await (await client.get("http://api.example/users")).json(), [{ name: "Ada" }]);
 * ```
 * @category Testing
 */
export type MockReplyFunction = (
  request: Request,
  match: RouteMatch,
) => MockAnswer | Promise<MockAnswer>;

/**
 * What a route answers with: one thing for every call, or a list, one after the other, of which the last one repeats.
 *
 * @example Busy at first
 * ```ts
 * import { Client } from "@ferry/http";
 * import { type MockAnswer, type MockReply, MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const busyAtFirst = (then: MockAnswer): MockReply => [503, then];
 * const transport = new MockTransport({ "*": busyAtFirst({ text: "hi" }) });
 * using client = new Client({ transport });
 * const statuses = [await client.get("http://a.example/"), await client.get("http://a.example/")];
 * assertEquals(statuses.map(({ status }) => status), [503, 200]);
 * ```
 * @category Testing
 */
export type MockReply =
  | MockAnswer
  | MockReplyFunction
  | readonly (MockAnswer | MockReplyFunction)[];

/** Gives the answer to one call. */
export interface Reply {
  /** Whether it fails before anything of the request is sent. */
  readonly unsent: boolean;
  /** Gives it, or fails. */
  give(evidence: FailureEvidence, match: RouteMatch): Promise<Response>;
}

/** The longest delay of `setTimeout`; anything longer would fire at once. */
const LONGEST = 2 ** 31 - 1;

/** The fields of an answer in parts. */
const FIELDS: readonly string[] = [
  "status",
  "statusText",
  "headers",
  "json",
  "text",
  "body",
  "error",
  "fails",
  "afterBytes",
  "delay",
];

/** The fields that exclude each other. */
const BODIES = ["json", "text", "body", "error"] as const;

/** What would come after a failure that leaves no answer. */
const ANSWER = ["status", "statusText", "headers", ...BODIES] as const;

/**
 * Settles what a route answers with.
 *
 * @param replies One reply, or several in their order; none is an empty 200.
 * @throws {TypeError} If one is not a reply.
 * @throws {RangeError} If a status or a delay is out of range.
 */
export function toReplies(replies: readonly MockReply[]): readonly Reply[] {
  const list = replies.length === 0 ? [200] : replies.flat();
  if (list.length === 0) {
    throw new TypeError("Cannot reply with an empty list");
  }
  return list.map(toReply);
}

function toReply(reply: MockAnswer | MockReplyFunction): Reply {
  if (typeof reply === "function") {
    const give: Reply["give"] = async (evidence, match) =>
      await toResponse(await reply(evidence.request, match), evidence);
    return { unsent: false, give };
  }
  checkAnswer(reply);
  if (!(reply instanceof Response)) {
    return { unsent: failsUnsent(reply), give: (evidence) => toResponse(reply, evidence) };
  }
  if (reply.bodyUsed) {
    throw new TypeError("Cannot reply with a Response that was read");
  }
  return { unsent: false, give: () => Promise.resolve(reply.clone()) };
}

function failsUnsent(answer: number | Error | MockResponseInit): boolean {
  return typeof answer === "object" && "fails" in answer && answer.fails !== undefined &&
    isUnsent(answer.fails);
}

/** Wrong parts are found when the route is made, not when it is asked. */
function checkAnswer(answer: MockAnswer): void {
  if (answer instanceof Response || answer instanceof Error) return;
  if (typeof answer === "number") {
    build({ status: answer });
    return;
  }
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) {
    throw new TypeError(
      `Cannot reply with ${
        answer === null ? "null" : `a value of type ${typeof answer}`
      }: give a Response, a status, an Error, a function or { status, headers, json, … }`,
    );
  }
  checkFields(answer);
}

function checkFields(answer: MockResponseInit): void {
  checkKnown(answer, FIELDS, (name) => `Cannot reply with ${name}: no such field`);
  const bodies = BODIES.filter((field) => answer[field] !== undefined);
  if (bodies.length > 1) {
    throw new TypeError(`Cannot reply with ${bodies.join(" and ")}: give one`);
  }
  checkFailing(answer);
  const { delay = 0, error } = answer;
  if (!(typeof delay === "number" && delay >= 0 && delay <= LONGEST)) {
    throw new RangeError(
      `Cannot reply after ${delay} ms: give 0 to ${LONGEST}`,
    );
  }
  if (error !== undefined && !(error instanceof Error)) {
    throw new TypeError("Cannot reply with an error that is not an Error");
  }
  if (!(answer.body instanceof ReadableStream)) build(answer);
}

function checkFailing(answer: MockResponseInit): void {
  const { fails, afterBytes } = answer;
  if (fails === undefined) {
    if (afterBytes === undefined) return;
    throw new TypeError("Cannot fail after some bytes: say with what by fails");
  }
  checkFailure({ fails, afterBytes });
  if (answer.error) throw new TypeError("Cannot reply with error and fails: give one");
  const parts = ANSWER.filter((field) => answer[field] !== undefined);
  if (bytesBefore({ fails, afterBytes }) !== undefined || parts.length === 0) return;
  throw new TypeError(`Cannot reply with ${parts[0]} and fail with ${fails}: give afterBytes, too`);
}

async function toResponse(answer: MockAnswer, evidence: FailureEvidence): Promise<Response> {
  checkAnswer(answer);
  if (answer instanceof Error) throw answer;
  if (answer instanceof Response) return answer;
  if (typeof answer === "number") return build({ status: answer });
  if (answer.delay) await sleep(answer.delay, evidence.request.signal);
  if (answer.error) throw answer.error;
  const { fails } = answer;
  if (fails === undefined) return build(answer);
  const afterBytes = bytesBefore({ fails, afterBytes: answer.afterBytes });
  const fail = () => toError({ fails, afterBytes }, evidence);
  if (afterBytes === undefined) throw fail();
  const whole = build(answer);
  return new Response(cutBody(whole.body, { afterBytes, fail }), whole);
}

function build({ json, text, body, ...answer }: MockResponseInit): Response {
  const { status = 200, statusText = "", headers = {} } = answer;
  const init = { status, statusText, headers };
  if (json !== undefined) return Response.json(json, init);
  const content = text ?? body ?? null;
  if (content instanceof ReadableStream && content.locked) {
    throw new TypeError(
      "Cannot reply again with a stream: give a function that makes one for every call",
    );
  }
  return new Response(content, init);
}
