/**
 * What tests of programs that use Ferry need: a transport that answers from a table, one that plays what was
 * recorded, and a bad line in front of any.
 *
 * @example Test a function that takes a client
 * ```ts
 * import { Client } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * async function countUsers(client: Client): Promise<number> {
 *   const response = await client.get("https://api.example/users");
 *   return (await response.json<unknown[]>()).length;
 * }
 *
 * const mock = new MockTransport({ "GET /users": { json: [{ id: 1 }, { id: 2 }] } });
 * using client = new Client({ transport: mock });
 * assertEquals(await countUsers(client), 2);
 * ```
 *
 * @module
 */

export { type CacheStoreRule, cacheStoreRules } from "./cache_store.ts";
export { CassetteTransport } from "./cassette/cassette.ts";
export type { CassetteMatcher } from "./cassette/match.ts";
export type { CassetteMode, CassetteOptions } from "./cassette/options.ts";
export { type Fault, FaultTransport } from "./fault.ts";
export type { FaultKind, FaultOptions } from "./fault/options.ts";
export { type MockRoutes, MockTransport, type MockTransportOptions } from "./mock.ts";
export type { MockCall, MockCallResponse } from "./mock/call.ts";
export { MockCalls } from "./mock/calls.ts";
export type { FailureName } from "./mock/failure.ts";
export type {
  MockAnswer,
  MockReply,
  MockReplyFunction,
  MockResponseInit,
  RouteMatch,
} from "./mock/reply.ts";
export type { RouteMatcher } from "./mock/matcher.ts";
export type { UrlMatcher, UrlParams } from "./mock/url_matcher.ts";
export type { Transport, TransportContext } from "../core/fetch/transport.ts";
export type { ResolvedTimeout } from "../core/options/timeout.ts";
