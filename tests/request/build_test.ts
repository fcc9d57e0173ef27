import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import {
  type AuthFlow,
  BodyUsedError,
  Client,
  type ClientOptions,
  InvalidUrlError,
  type RequestOptions,
} from "../../mod.ts";
import type { SimpleAuth } from "../../src/core/auth/auth.ts";
import { fromText } from "../../src/core/request/content.ts";
import { toEntries } from "../../src/core/request/form.ts";
import { type BodySource, PreparedRequest } from "../../src/core/request/prepared.ts";
import { adoptRequest } from "../../src/core/request/request.ts";
import { test } from "../checked.ts";
import { record } from "../recording.ts";

const basic = (pair: string) => `Basic ${btoa(pair)}`;

/** Credentials that say whose they are. */
class Named implements SimpleAuth {
  constructor(readonly name: string) {}

  authorize(request: PreparedRequest): PreparedRequest {
    return request.withHeader("authorization", this.name);
  }

  async *flow(request: Request): AuthFlow {
    request.headers.set("authorization", this.name);
    yield await Promise.resolve(request);
  }
}

/** Credentials that know others for a user of the URL. */
class ForUsers extends Named {
  forUser = ({ username }: { readonly username: string }) => new Named(`${username}'s`);
}

/** So called, but no function. */
class NotForUsers extends Named {
  forUser = "bob";
}

/** Whose credentials go out, by what the client has, the URL and the request say. */
const CREDENTIALS: readonly (readonly [
  client: ClientOptions,
  url: string,
  request: RequestOptions,
  sent: string | undefined,
])[] = [
  [{}, "http://u:p@h/", {}, basic("u:p")],
  [{}, "http://u:p@h/", { headers: { authorization: "own" } }, "own"],
  [{}, "http://u:p@h/", { auth: ["a", "b"] }, basic("a:b")],
  [{}, "http://u:p@h/", { auth: null }, undefined],
  [{}, "http://bob@h/", { auth: new ForUsers("nobody's") }, "bob's"],
  [{}, "http://h/", { auth: new ForUsers("nobody's") }, "nobody's"],
  [{}, "http://bob@h/", { auth: new NotForUsers("nobody's") }, "nobody's"],
  [{ auth: ["c", "d"] }, "http://u:p@h/", {}, basic("c:d")],
  [{ baseUrl: "http://x:y@h/" }, "a", {}, basic("x:y")],
  [{ baseUrl: "http://x:y@h/" }, "http://other/", {}, undefined],
  [{ baseUrl: "http://h/", auth: ["c", "d"] }, "http://h/a", {}, basic("c:d")],
  [{ baseUrl: "http://h/", auth: ["c", "d"] }, "http://other/", {}, undefined],
  [{ baseUrl: "http://h/", auth: ["c", "d"] }, "http://u:p@other/", {}, basic("u:p")],
  [{ baseUrl: "http://h/", auth: null }, "http://u:p@other/", {}, undefined],
];

test("credentials are those that are said closest to the request, and the client's are for its base", async () => {
  for (const [options, url, request, sent] of CREDENTIALS) {
    const app = record();
    using client = new Client({ ...options, transport: app.transport });
    await client.get(url, request);
    assertEquals(app.last.headers["authorization"], sent, `${url} ${JSON.stringify(options)}`);
    const built = client.buildRequest("GET", url, request);
    await client.send(built);
    assertEquals(app.last.headers["authorization"], sent, `built ${url}`);
  }
});

test("headers for the base alone stay there; null sends none", async () => {
  const app = record();
  using client = new Client({
    transport: app.transport,
    baseUrl: "http://h/",
    headers: { host: "virtual", authorization: "a", cookie: "c=1", "x-key": "k", "x-all": "1" },
    sensitiveHeaders: ["X-Key"],
  });
  const ofBase = client.buildRequest("GET", "a").headers;
  const foreign = client.buildRequest("GET", "http://other/").headers;
  for (const name of ["host", "authorization", "cookie", "x-key"]) {
    assertEquals([ofBase.has(name), foreign.has(name)], [true, false], name);
  }
  assertEquals([ofBase.get("x-all"), foreign.get("x-all")], ["1", "1"]);
  await client.get("a", { headers: null });
  assertEquals(app.last.headers, {});
});

test("a built request has what was said of it, and the client's own auth only when it is sent", () => {
  using client = new Client({ auth: ["u", "p"] });
  const build = (options: RequestOptions, method = "POST") =>
    client.buildRequest(method, "http://h/", options);
  const cookies = [
    build({ cookies: { a: "1" } }),
    build({ headers: { cookie: "b=2" } }),
    build({ cookies: { a: "1" }, headers: { cookie: "b=2" } }),
    build({}),
  ].map(({ headers }) => headers.get("cookie"));
  assertEquals(cookies, ["a=1", "b=2", "a=1; b=2", null]);
  assertEquals(build({}).headers.has("authorization"), false);
  assertEquals(build({ auth: null }).headers.has("authorization"), false);
  const json = build({ json: 1, headers: { "Content-Type": "application/x" } });
  assertEquals(json.headers.get("content-type"), "application/x");
  const form = { body: new FormData(), headers: { "content-type": "a/b" } };
  assertThrows(() => build(form), TypeError, "content-type");
  assertThrows(() => build({ body: "x" }, "GET"), TypeError, "body for GET");
  assertThrows(() => build({ body: "x" }, "HEAD"), TypeError, "a body with HEAD");
  assertThrows(() => client.buildRequest("PUT", "x"), InvalidUrlError, "Cannot PUT");
  assertThrows(() => Reflect.apply(client.buildRequest, client, ["GET", "http://h/", null]));
  assertThrows(() => build({}, "G ET"), TypeError, 'Cannot use "G ET" as method');
  const odd = () => Reflect.apply(client.buildRequest, client, [5, "http://h/"]);
  assertThrows(odd, TypeError, "Cannot use a number as method");
});

test("what a web request cannot carry is left out of it, and it is made once", async () => {
  const body = fromText("text");
  for (const [method, text] of [["GET", ""], ["HEAD", ""], ["POST", "text"]] as const) {
    const prepared = new PreparedRequest(method, new URL("http://h/"), {}, body);
    const request = prepared.toRequest();
    assertStrictEquals(prepared.toRequest(), request);
    assertEquals(await request.text(), text, method);
  }
});

test("a prepared request shows neither its headers nor secrets of its URL", () => {
  const url = new URL("http://u:secret@h/?token=secret");
  const request = new PreparedRequest("GET", url, { authorization: "secret" }, undefined);
  for (const shown of [Deno.inspect(request), JSON.stringify(request)]) {
    assert(shown.includes("GET http://") && !shown.includes("secret"), shown);
  }
});

/** A body that waits for its preparation, and what becomes of it. */
class Watched implements BodySource {
  readonly size = undefined;
  readonly contentType = undefined;
  readonly replayable = true;
  readonly prepared: PromiseWithResolvers<void> = Promise.withResolvers<void>();
  opened = 0;
  discarded = 0;
  cancelled = 0;

  prepare(): Promise<void> {
    return this.prepared.promise;
  }

  open(): ReadableStream<Uint8Array<ArrayBuffer>> {
    this.opened++;
    return new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(1)),
      cancel: () => void this.cancelled++,
    });
  }

  discard(): Promise<void> {
    this.discarded++;
    return Promise.resolve();
  }
}

test("a body is opened when somebody reads the web request, once it is prepared, and let go of", async () => {
  const readerOf = (body: BodySource) => {
    const prepared = new PreparedRequest("POST", new URL("http://h/"), {}, body);
    const reader = prepared.toRequest().body?.getReader();
    assert(reader);
    return reader;
  };
  const turn = () => new Promise((resolve) => setTimeout(resolve, 0));
  const read = new Watched();
  const first = readerOf(read);
  await turn();
  const pending = first.read();
  await turn();
  assertEquals(read.opened, 0);
  read.prepared.resolve();
  assertEquals((await pending).value?.length, 1);
  await first.cancel();
  assertEquals([read.opened, read.cancelled, read.discarded], [1, 1, 0]);
  const unread = new Watched();
  const second = readerOf(unread);
  const never = second.read();
  await turn();
  await second.cancel();
  unread.prepared.resolve();
  assertEquals((await never).done, true);
  await turn();
  assertEquals([unread.opened, unread.discarded], [0, 1]);
});

test("the body of a web request of somebody else is sent once, and let go of if it is not", async () => {
  let cancelled = 0;
  const make = () => {
    const body = new ReadableStream({ cancel: () => void cancelled++ });
    return new Request("http://h/", { method: "POST", body, ...{ duplex: "half" } });
  };
  await PreparedRequest.from(make()).body?.discard();
  assertEquals(cancelled, 1);
  const web = new Request("http://h/", { method: "POST", body: "text" });
  const { body } = PreparedRequest.from(web);
  assertInstanceOf(body?.open(), ReadableStream);
  assertEquals(await web.text(), "text");
  assertThrows(() => body?.open(), BodyUsedError, "again");
  await body?.discard();
});

test("what a hook gives in the place of a request has its own body, unless it cannot have one", async () => {
  const body = fromText("first");
  const url = "http://h/";
  const rows: readonly (readonly [original: string, web: Request, body: string | undefined])[] = [
    ["GET", new Request(url), "first"],
    ["HEAD", new Request(url, { method: "HEAD" }), "first"],
    ["GET", new Request(url, { method: "HEAD" }), undefined],
    ["POST", new Request(url), undefined],
    ["POST", new Request(url, { method: "POST" }), undefined],
    ["POST", new Request(url, { method: "POST", body: "second" }), "second"],
  ];
  for (const [method, web, expected] of rows) {
    const adopted = adoptRequest(web, new PreparedRequest(method, new URL(url), {}, body));
    const text = adopted.body && await new Response(adopted.body.open()).text();
    assertEquals(text, expected, `${method}, then ${web.method}`);
  }
  const original = new PreparedRequest("GET", new URL(url), {}, undefined);
  for (const [headers, sent] of [[{}, basic("u:p")], [{ authorization: "own" }, "own"]] as const) {
    const adopted = adoptRequest(new Request("http://u:p@h/", { headers }), original);
    assertEquals([adopted.headers.authorization, adopted.url.href], [sent, url]);
  }
});

class Odd {
  a = 1;
}

/** What is no form, and whether it is something that goes out as it is. */
const NO_FIELDS: readonly (readonly [value: unknown, isContent: boolean])[] = [
  [null, false],
  [5, false],
  [["a"], false],
  [Object.assign(() => {}, { a: 1 }), false],
  [Object.assign(Object.create({ then() {} }), new Odd()), false],
  [new Uint8Array(1), false],
  [new Blob(["x"]), true],
  [new ReadableStream(), true],
  [Object.assign(Object.create({ readable: true }), new Odd()), true],
  [Object.create({ open() {} }), true],
  [(async function* () {})(), true],
];

test("what is no form is refused, and content is told where it belongs", () => {
  for (const [value, isContent] of NO_FIELDS) {
    const file = "pass it as body, or as one of the files";
    const says = isContent ? file : "pa";
    const error = assertThrows(() => toEntries(value, "data"), TypeError, says);
    assertEquals(error.message.includes(file), isContent, Deno.inspect(value));
    const param = assertThrows(() => toEntries(value, "params"), TypeError, "params");
    assert(param.message.startsWith("Cannot ") && !param.message.includes(file));
  }
  const iterable = {
    *[Symbol.iterator]() {
      yield ["a", 1];
    },
  };
  assertEquals(toEntries(iterable, "data"), [["a", 1]]);
  assertEquals(toEntries(new Odd(), "data"), [["a", 1]]);
  using client = new Client();
  const wrong = { data: new Blob(["x"]), ...{} };
  assertThrows(
    () => Reflect.apply(client.buildRequest, client, ["POST", "http://h/", wrong]),
    TypeError,
    "Cannot read data from a Blob",
  );
});
