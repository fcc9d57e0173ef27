import { assertEquals, assertStrictEquals } from "@std/assert";
import { BasicAuth, CookieJar, HttpResponse, type Stage } from "../core.ts";
import type { Call } from "../src/core/call.ts";
import { Client } from "../src/core/client.ts";
import { Dispatcher } from "../src/core/dispatcher.ts";
import type { Carry, Feature, FeatureSubject, MadeAnswer } from "../src/core/feature.ts";
import { FeatureSet } from "../src/core/feature_set.ts";
import { sendOver } from "../src/core/fetch/adapter.ts";
import type { ClientOptions } from "../src/core/options/client_options.ts";
import type { PreparedRequest } from "../src/core/request/prepared.ts";
import { test } from "./checked.ts";
import { RawServer } from "./transports/socket/wire.ts";
import { until } from "./until.ts";

/** A client of the core with one feature more. */
function clientWith(install: Feature["install"] & object, options: ClientOptions = {}): Client {
  return new Client(options, new Dispatcher(options, new FeatureSet([{ install }])));
}

const answering = { send: () => Promise.resolve(new Response("sent")) };

test("a feature is told of the client that it is for", () => {
  const subjects: FeatureSubject[] = [];
  const cookies = new CookieJar();
  for (const options of [{ cookies, baseUrl: "http://h.example/" }, { cookies: null }]) {
    using _ = clientWith((subject) => (subjects.push(subject), undefined), options);
  }
  const [withJar, without] = subjects;
  assertStrictEquals(withJar?.jar, cookies);
  assertEquals(withJar?.base?.href, "http://h.example/");
  assertEquals([without?.jar, without?.base], [undefined, undefined]);
});

test("a feature that carries requests does so in the place of the core", async () => {
  const carried: string[] = [];
  const carry: Carry = async (transport, request, context) => {
    carried.push(request.url.href);
    assertStrictEquals(transport, answering);
    return await sendOver(transport, request, context);
  };
  using client = clientWith(() => ({ carry }), { transport: answering });
  assertEquals(await client.get("http://h.example/a").text(), "sent");
  assertEquals(carried, ["http://h.example/a"]);
});

test("a feature sees what a stage made, and nothing else", async () => {
  const seen: string[] = [];
  const made = ({ response, request }: MadeAnswer) => {
    seen.push(`${request.url.pathname} ${response.status}`);
    return Promise.resolve(response);
  };
  const making: Stage = (next) => (request, context) =>
    request.url.pathname === "/made"
      ? Promise.resolve(HttpResponse.from(new Response("made", { status: 203 })))
      : next(request, context);
  using client = clientWith(() => ({ made }), { transport: answering, stages: [making] });
  assertEquals(await client.get("http://h.example/made").text(), "made");
  assertEquals(await client.get("http://h.example/sent").text(), "sent");
  assertEquals(seen, ["/made 203"]);
});

test("a feature is told when a call begins, also of one that outlives another", async () => {
  const begun: string[] = [];
  const begin = (_: Call, { headers }: PreparedRequest) => {
    begun.push("x-late" in headers ? "late" : "first");
    return undefined;
  };
  const asking: Stage = (next) => async (request, context) => {
    const response = await next(request, context);
    const late = next(request.withHeader("x-late", "1"), context.detach());
    late.then((response) => response.close());
    return response;
  };
  using client = clientWith(() => ({ begin }), { transport: answering, stages: [asking] });
  assertEquals(await client.get("http://h.example/").text(), "sent");
  await until(() => begun.length === 2);
  assertEquals(begun, ["first", "late"]);
});

test("a call that goes on with several requests begins once", async () => {
  const begun: string[] = [];
  const begin = (call: Call, { headers }: PreparedRequest) => {
    begun.push("x-late" in headers ? "late" : "first");
    call.listener = { step() {}, fail() {}, end() {} };
    return undefined;
  };
  const answers: string[] = [];
  const asking: Stage = (next) => async (request, context) => {
    const late = request.withHeader("x-late", "1");
    const detached = context.detach();
    for (const _ of [1, 2]) {
      next(late, detached).then(async (response) => answers.push(await response.text()));
    }
    return await next(request, context);
  };
  using client = clientWith(() => ({ begin }), { transport: answering, stages: [asking] });
  await client.get("http://h.example/").text();
  await until(() => answers.length === 2);
  assertEquals([begun, answers], [["first", "late"], ["sent", "sent"]]);
});

test("a call waits until a feature has begun to follow it", async () => {
  const { promise: begun, resolve } = Promise.withResolvers<void>();
  let sent = 0;
  const transport = { send: () => (sent++, Promise.resolve(new Response("sent"))) };
  using client = clientWith(() => ({ begin: () => begun }), { transport });
  const asking = client.get("http://h.example/").text();
  await new Promise((resolve) => setTimeout(resolve, 5));
  assertEquals(sent, 0);
  resolve();
  assertEquals([await asking, sent], ["sent", 1]);
});

test("the credentials of a feature are for what nobody else signs", async () => {
  const seen: (string | null)[] = [];
  const transport = {
    send({ headers }: Request) {
      seen.push(headers.get("authorization"));
      return Promise.resolve(new Response("sent"));
    },
  };
  const auth = new BasicAuth("feature", "secret");
  using client = clientWith(() => ({ auth }), { transport });
  for (const own of [undefined, new BasicAuth("own", "secret")]) {
    await client.get("http://h.example/", { auth: own });
  }
  assertEquals(seen.map((value) => atob(value?.slice(6) ?? "")), ["feature:secret", "own:secret"]);
});

test("the credentials of a feature go along with redirects, but never back to http", async () => {
  const leads: Readonly<Record<string, string>> = {
    "https://a.example/": "https://b.example/",
    "https://b.example/": "http://c.example/",
  };
  const seen: [string, boolean][] = [];
  const transport = {
    send({ url, headers }: Request) {
      seen.push([url, headers.has("authorization")]);
      const location = leads[url];
      return Promise.resolve(
        location
          ? new Response(null, { status: 302, headers: { location } })
          : new Response("sent"),
      );
    },
  };
  const auth = new BasicAuth("feature", "secret");
  using client = clientWith(() => ({ auth }), { transport, allowInsecureRedirects: true });
  await client.get("https://a.example/");
  assertEquals(seen, [
    ["https://a.example/", true],
    ["https://b.example/", true],
    ["http://c.example/", false],
  ]);
});

test("the limits of a client of the core hold for the connections that it keeps", async () => {
  for (const [kept, connections] of [[0, 3], [5, 1]] as const) {
    await using server = new RawServer(async (peer) => {
      while (await peer.request()) {
        await peer.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
      }
    });
    using client = new Client({ limits: { maxKeepaliveConnections: kept } });
    for (let count = 0; count < 3; count++) await client.get(server.url).text();
    assertEquals(server.accepted, connections, `${kept} are kept`);
  }
});
