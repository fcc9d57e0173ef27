import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { Client, get } from "../mod.ts";
import { Client as CoreClient, get as coreGet } from "../core.ts";
import { FEATURES } from "../src/features.ts";
import { NO_FEATURES } from "../src/core/feature_set.ts";
import { FOREIGN_NAMES } from "../src/core/options/foreign_names.ts";
import { FEATURE_NAMES } from "../src/features/foreign_names.ts";
import { test } from "./checked.ts";

/** An option of somebody else's, and ours. */
const ROWS: readonly (readonly [from: string, theirs: string, ours: string])[] = [
  ["fetch", "redirect", "followRedirects"],
  ["fetch", "credentials", "cookies"],
  ["ky", "searchParams", "params"],
  ["ky", "throwHttpErrors", "throwOnError"],
  ["ky", "retry", "retries"],
  ["axios", "paramsSerializer", "serializeParams"],
  ["axios", "validateStatus", "throwOnError"],
  ["axios", "maxContentLength", "maxResponseBytes"],
  ["axios", "cancelToken", "signal"],
  ["got", "followRedirect", "followRedirects"],
  ["got", "form", "data"],
  ["got", "cookieJar", "cookies"],
  ["got", "username", "auth"],
  ["ofetch", "query", "params"],
  ["ofetch", "retryStatusCodes", "retries.statuses"],
  ["ofetch", "ignoreResponseError", "throwOnError"],
  ["ofetch", "onRequest", "hooks"],
  ["requests", "allow_redirects", "followRedirects"],
  ["httpx", "follow_redirects", "followRedirects"],
  ["httpx", "content", "body"],
  ["httpx", "event_hooks", "hooks"],
];

const CLIENT_ROWS: typeof ROWS = [
  ["ky", "prefixUrl", "baseUrl"],
  ["axios", "baseURL", "baseUrl"],
  ["axios", "socketPath", "unix"],
  ["axios", "adapter", "transport"],
  ["got", "https", "verify"],
  ["got", "dnsCache", "lookup"],
  ["requests", "proxies", "proxy"],
  ["requests", "trust_env", "trustEnv"],
  ["requests", "max_redirects", "maxRedirects"],
  ["httpx", "base_url", "baseUrl"],
  ["httpx", "app", "transport"],
  ["undici", "dispatcher", "proxy"],
  ["others", "middleware", "stages"],
];

const build = (options: object) => () =>
  new Client().buildRequest("POST", "http://a.example/", options);
const make = (options: object) => () => new Client(options);

test("an option of fetch, ky, axios, got, ofetch, requests or httpx is answered with ours", () => {
  for (const [, theirs, ours] of ROWS) {
    const { message } = assertThrows(build({ [theirs]: 1 }), TypeError);
    assertStringIncludes(message, `the option ${theirs}: a request has no such option`);
    assertStringIncludes(message, `(is ${ours} meant?)`);
  }
  for (const [, theirs, ours] of CLIENT_ROWS) {
    const { message } = assertThrows(make({ [theirs]: 1 }), TypeError);
    assertStringIncludes(message, `(is ${ours} meant?)`);
  }
});

test("an option of a client that is given to a request says extend(), and the other way round", () => {
  for (const [theirs, ours] of [["proxy", "proxy"], ["baseURL", "baseUrl"], ["verify", "verify"]]) {
    const { message } = assertThrows(build({ [theirs ?? ""]: 1 }), TypeError);
    assertStringIncludes(message, `client.extend({ ${ours} })`);
  }
  const { message } = assertThrows(make({ json: 1 }), TypeError);
  assertStringIncludes(message, "json is one of a request");
});

test("what is no option here says what to do", () => {
  assertThrows(build({ method: "POST" }), TypeError, "call request(method, url)");
  assertThrows(build({ responseType: "json" }), TypeError, "json(), text()");
  assertThrows(build({ duplex: "half" }), TypeError, "needs nothing more");
  assertThrows(make({ pagination: {} }), TypeError, "paginate()");
});

test("a helper answers for the client that it makes and for its request", async () => {
  const rows = [
    [{ form: {} }, "(is data meant?)"],
    [{ searchParams: {} }, "(is params meant?)"],
    [{ baseURL: "x" }, "(is baseUrl meant?)"],
    [{ method: "POST" }, "call request(method, url)"],
    [{ heders: {} }, "(is headers meant?)"],
    [{ proxi: "x" }, "(is proxy meant?)"],
  ] as const;
  for (const [options, says] of rows) {
    const { message } = await assertRejects(
      async () => await Reflect.apply(get, undefined, ["http://a.example/", options]),
      TypeError,
    );
    assertStringIncludes(message, "a call has no such option");
    assertStringIncludes(message, says);
  }
});

test("every foreign name leads to an option that there is, and is listed once", () => {
  const names = new Set([...FEATURES.namesOf("client"), ...FEATURES.namesOf("request")]);
  const core = new Set([...NO_FEATURES.namesOf("client"), ...NO_FEATURES.namesOf("request")]);
  const seen = new Set<string>();
  for (const [table, known] of [[FOREIGN_NAMES, core], [FEATURE_NAMES, names]] as const) {
    for (const [ours, theirs] of Object.entries(table)) {
      const [option = ours] = ours.split(".");
      assert(
        /[ (]/.test(ours) || (known.has(option) && (known === core) === core.has(option)),
        ours,
      );
      for (const name of theirs.split(" ")) {
        assertEquals(name, name.toLowerCase().replace(/[_-]/g, "") || "no name");
        assert(!names.has(name) && !seen.has(name), name);
        seen.add(name);
      }
    }
  }
});

/** What is said to the core, by whom, and what it answers. */
const CORE_ROWS: readonly (readonly [by: "client" | "request", theirs: string, says: string])[] = [
  ["client", "searchParams", "(is params meant?)"],
  ["client", "baseURL", "(is baseUrl meant?)"],
  ["client", "prefixUrl", "(is baseUrl meant?)"],
  ["client", "adapter", "(is transport meant?)"],
  ["client", "interceptors", "(is hooks meant?)"],
  ["client", "param", "(is params meant?)"],
  ["client", "form", "data is one of a request, such as client.post(url, { data })"],
  ["request", "query", "(is params meant?)"],
  ["request", "throwHttpErrors", "(is throwOnError meant?)"],
  ["request", "redirect", "(is followRedirects meant?)"],
  ["request", "max_content_length", "(is maxResponseBytes meant?)"],
  ["request", "base_url", "client.extend({ baseUrl })"],
  ["request", "method", "call request(method, url)"],
  ...["retries", "retry", "proxy", "proxies", "rateLimit", "progress", "constructor"].map((name) =>
    ["client", name, "a client has no such option in @ferry/http/core; @ferry/http has mo"] as const
  ),
];

test("the core answers for what it has itself, and says where the rest is", async () => {
  for (const [by, theirs, says] of CORE_ROWS) {
    const options: object = { [theirs]: 1 };
    const run = () =>
      by === "client"
        ? new CoreClient(options)
        : new CoreClient().buildRequest("GET", "http://a.example/", options);
    assertStringIncludes(assertThrows(run, TypeError).message, says, theirs);
  }
  const call = async () => await Reflect.apply(coreGet, undefined, ["http://a/", { query: {} }]);
  await assertRejects(call, TypeError, "a call has no such option (is params meant?)");
});

test("other mistakes of beginners say what to do", async () => {
  using client = new Client();
  const url = "http://a.example/";
  const get = (...given: unknown[]) => Reflect.apply(client.request, client, ["GET", ...given]);
  const rows: readonly (readonly [() => unknown, string])[] = [
    [() => get(new Request(url)), "a Request as URL: send it by client.send(request)"],
    [() => get(undefined), "Cannot use undefined as URL: give a string or a URL"],
    [() => get({}), "Cannot use an object as URL"],
    [() => get(url, { auth: { username: "ada", password: "s3cret" } }), "[username, password]"],
    [() => get(url, { timeout: 0.5 }), "0.5 as timeout: it is in milliseconds, so 0.5 s are 500"],
    [() => get(url, { timeout: { read: 0.1 } }), "timeout.read: it is in milliseconds"],
    [() => get(url, { timeout: "5" }), "a string as timeout"],
    [() => get(url, { retries: [] }), "a list as retries"],
    [() => get(url, { retries: { limit: 3 } }), "retries.limit: no such option (is total meant?)"],
    [() => get(url, { retries: { max: 3 } }), "retries.max: no such option (is total meant?)"],
    [() => make({ cookies: { load: () => {} } })(), "the jar that await store.load() gives"],
    [() => get(url, { signal: {} }), "an object as signal"],
    [() => get(url, { maxRedirects: {} }), "an object as maxRedirects"],
    [() => get(url, { data: new Blob(["x"]) }), "a Blob: pass it as body, or as one of the files"],
    [() => get(url, { data: new Error("x") }), "from an Error"],
    [() => get(url, { progress: () => {} }), "onDownloadProgress and onUploadProgress tell of it"],
    [() => get(url, { resume: true }), "call download(url, path)"],
  ];
  for (const [run, says] of rows) {
    const error: unknown = await Promise.try(run).catch((error) => error);
    assert(error instanceof TypeError || error instanceof RangeError, says);
    assertStringIncludes(error.message, says);
    assert(!error.message.includes("s3cret"));
  }
  assertThrows(make({ verify: "/etc/ca.pem" }), TypeError, "await readTextFile(path)");
  using file = await Deno.open(new URL(import.meta.url));
  assertThrows(build({ data: file }), TypeError, "pass it as body, or as one of the files");
});
