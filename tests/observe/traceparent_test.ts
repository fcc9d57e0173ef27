import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { Client } from "../../mod.ts";
import type { TraceContextInput } from "../../src/features/observe/mod.ts";
import {
  openTraceContext,
  parseTraceparent,
  toTraceparent,
} from "../../src/features/observe/traceparent.ts";
import { test } from "../checked.ts";
import { record, redirectTo } from "../recording.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT = "00f067aa0ba902b7";

/** A `traceparent`, and the flags that go on; `undefined` for one that is invalid. */
const CASES: readonly (readonly [traceparent: string, flags: number | undefined])[] = [
  [`00-${TRACE}-${PARENT}-01`, 1],
  [`00-${TRACE}-${PARENT}-00`, 0],
  [`00-${TRACE}-${PARENT}-03`, 3],
  [`00-${TRACE}-${PARENT}-ff`, 3],
  [`00-${TRACE}-${PARENT}-fc`, 0],
  [`01-${TRACE}-${PARENT}-03`, 1],
  [`cc-${TRACE}-${PARENT}-01-what-the-future-brings`, 1],
  [`fe-${TRACE}-${PARENT}-00`, 0],
  [`cc-${TRACE}-${PARENT}-01-`, 1],
  [`cc-${TRACE}-${PARENT}-01.x`, undefined],
  [`cc-${TRACE}-${PARENT}-012`, undefined],
  [`00-${TRACE}-${PARENT}-01-more`, undefined],
  [`00-${TRACE}-${PARENT}-01-`, undefined],
  [`ff-${TRACE}-${PARENT}-01`, undefined],
  [`00-${"0".repeat(32)}-${PARENT}-01`, undefined],
  [`00-${TRACE}-${"0".repeat(16)}-01`, undefined],
  [`00-${TRACE.toUpperCase()}-${PARENT}-01`, undefined],
  [`00-${TRACE}-${PARENT.toUpperCase()}-01`, undefined],
  [`0A-${TRACE}-${PARENT}-01`, undefined],
  [`00-${TRACE}-${PARENT}-0A`, undefined],
  [`00-${TRACE}-${PARENT}-1`, undefined],
  [`00-${TRACE}-${PARENT}`, undefined],
  [`00-${TRACE.slice(1)}-${PARENT}-01`, undefined],
  [`00-${TRACE}g-${PARENT}-01`, undefined],
  [`00-${TRACE.slice(1)}g-${PARENT}-01`, undefined],
  [`00_${TRACE}_${PARENT}_01`, undefined],
  [` 00-${TRACE}-${PARENT}-01`, undefined],
  [`00-${TRACE}-${PARENT}-01\n`, undefined],
  ["", undefined],
];

test("traceparent is read by the rules of its version", () => {
  for (const [traceparent, flags] of CASES) {
    const expected = flags === undefined ? undefined : { traceId: TRACE, flags, tracestate: "a=b" };
    assertEquals(parseTraceparent(traceparent, "a=b"), expected, traceparent);
  }
});

test("what goes out is of version 00", () => {
  const context = parseTraceparent(`cc-${TRACE}-${PARENT}-01-x`);
  assert(context);
  assertEquals(toTraceparent(context, "b7ad6b7169203331"), `00-${TRACE}-b7ad6b7169203331-01`);
});

test("an incoming context comes in every shape; an invalid or missing one begins a new trace", () => {
  const traceparent = `00-${TRACE}-${PARENT}-01`;
  const headers = new Headers({ traceparent, tracestate: "a=1" });
  headers.append("tracestate", "b=2");
  const request = new Request("http://h/", { headers });
  const shapes: readonly TraceContextInput[] = [request, headers, () => request, () => headers];
  for (const shape of shapes) {
    assertEquals(openTraceContext(shape), { traceId: TRACE, flags: 1, tracestate: "a=1, b=2" });
  }
  const bare = { traceId: TRACE, flags: 1, tracestate: undefined };
  assertEquals(openTraceContext(` ${traceparent} `), bare);
  assertEquals(openTraceContext({ traceparent, tracestate: " " }), bare);
  assertEquals(openTraceContext({ traceparent, tracestate: "a=1\r\nx: y" }), bare);
  assertEquals(openTraceContext(() => undefined), undefined);
  const fresh: readonly TraceContextInput[] = [true, "", new Headers(), new Request("http://h/"), {
    traceparent: "nonsense",
    tracestate: "a=1",
  }];
  const ids = fresh.map((input) => {
    const context = openTraceContext(input);
    assertMatch(context?.traceId ?? "", /^[\da-f]{32}$/);
    assertEquals([context?.flags, context?.tracestate], [3, undefined]);
    return context?.traceId;
  });
  assertEquals(new Set(ids).size, fresh.length);
});

test("what cannot hold a context is a TypeError before anything is sent", () => {
  const wrong = [{ traceparent: 1 }, { tracestate: "a=1" }, { traceparent: "x", tracestate: 1 }, 7];
  for (const traceContext of wrong) {
    const options = JSON.parse(JSON.stringify({ traceContext }));
    assertThrows(() => new Client(options), TypeError, "Cannot use the traceContext");
  }
  assertThrows(() => openTraceContext(JSON.parse.bind(undefined, "7")), TypeError, "traceContext");
});

test("every hop and try is a span of its own in the same trace", async () => {
  const app = record(({ url }, index) => {
    if (url.endsWith("/a")) return redirectTo("/b");
    return new Response(null, { status: index === 1 ? 503 : 200 });
  });
  const spans: unknown[] = [];
  using client = new Client({
    transport: app.transport,
    retries: { total: 1, backoff: { base: 0 } },
    logger: (_line, { traceId, spanId }) => spans.push([traceId, spanId]),
  });
  const incoming = new Headers({ traceparent: `00-${TRACE}-${PARENT}-01`, tracestate: "a=1" });
  const response = await client.get("http://h/a", { traceContext: incoming });
  const sent = app.seen.map(({ headers }) => headers["traceparent"]?.split("-") ?? []);
  assertEquals(sent.map(([version, trace, , flags]) => [version, trace, flags]), [
    ["00", TRACE, "01"],
    ["00", TRACE, "01"],
    ["00", TRACE, "01"],
  ]);
  assertEquals(new Set([...sent.map(([, , span]) => span), PARENT]).size, 4);
  assertEquals(app.seen.map(({ headers }) => headers["tracestate"]), ["a=1", "a=1", "a=1"]);
  assertEquals(spans, sent.map(([, trace, span]) => [trace, span]));
  assertEquals(response.request.headers.get("traceparent"), app.last.headers["traceparent"]);
});

test("tracestate stays with the origin that was asked, traceparent goes on", async () => {
  const app = record(({ url }) =>
    url.startsWith("http://a/") ? redirectTo("http://b/") : new Response()
  );
  const traceContext = { traceparent: `00-${TRACE}-${PARENT}-01`, tracestate: "a=1" };
  using client = new Client({ transport: app.transport, traceContext });
  await client.get("http://a/");
  assertEquals(app.seen.map(({ headers }) => headers["tracestate"]), ["a=1", undefined]);
  const first = await client.get("http://a/", { followRedirects: false });
  await first.next();
  assertEquals(app.last.headers["tracestate"], undefined);
  assertMatch(app.last.headers["traceparent"] ?? "", new RegExp(TRACE));
});

test("each call asks anew; next() goes on with the trace of its call", async () => {
  const app = record(({ url }) => url.endsWith("/a") ? redirectTo("/b") : new Response());
  using client = new Client({ transport: app.transport, traceContext: true });
  await client.get("http://h/b");
  const response = await client.get("http://h/a", { followRedirects: false });
  await response.next();
  const [first, second, third] = app.seen.map(({ headers }) =>
    headers["traceparent"]?.split("-")[1]
  );
  assert(first !== second);
  assertEquals(second, third);
});

test("a header that was set by hand stays, as does a request without a context", async () => {
  const app = record();
  const ids: unknown[] = [];
  using client = new Client({
    transport: app.transport,
    traceContext: () => null,
    trace: (event) => ids.push(event.traceId),
  });
  await client.get("http://h/");
  assertEquals(app.last.headers["traceparent"], undefined);
  const headers = { traceparent: "by hand" };
  await client.get("http://h/", { headers, traceContext: true });
  assertEquals(app.last.headers["traceparent"], "by hand");
  assertEquals(new Set(ids), new Set([undefined]));
  await client.get("http://h/", { traceContext: true, headers: { tracestate: "mine=1" } });
  assertEquals(app.last.headers["tracestate"], "mine=1");
});

test("a function that throws or gives nonsense fails the call before anything is sent", async () => {
  const app = record();
  using client = new Client({ transport: app.transport });
  const mine = new Error("mine");
  const traceContext = () => {
    throw mine;
  };
  assertEquals(await client.get("http://h/", { traceContext }).catch((error) => error), mine);
  const nonsense = JSON.parse.bind(undefined, "7");
  await assertRejects(() => client.get("http://h/", { traceContext: nonsense }), TypeError);
  assertEquals([app.seen.length, client.stats.active], [0, 0]);
});
