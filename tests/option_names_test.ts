import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { Client, CookieJar, FetchTransport, OAuth2ClientCredentials } from "../mod.ts";
import { HarRecorder } from "../src/features/har/mod.ts";
import { SocketTransport } from "../src/transports/socket/mod.ts";
import { suggest } from "../src/core/options/suggestion.ts";
import { test } from "./checked.ts";
import { readPem } from "./wire/over_sockets.ts";

const pem = readPem("ca.pem");
const key = readPem("client.key");
const proxy = "http://p.test:1";
const oauth = { tokenUrl: "http://t.test/", clientId: "i", clientSecret: "s3cret" };

/** Makes something of wrong options, which the compiler would refuse. */
const make = (constructor: typeof Client | typeof CookieJar, ...options: unknown[]) => () =>
  Reflect.construct(constructor, options);

/** Options with an unknown part, and what is said of it. */
const UNKNOWN: readonly (readonly [options: object, says: string])[] = [
  [{ verify: { caCert: pem } }, "verify.caCert: no such option (is caCerts meant?)"],
  [{ verify: { ca: pem } }, "verify.ca: no such option (is caCerts meant?)"],
  [
    { verify: { fingerprint: "00" } },
    "verify.fingerprint: no such option (is fingerprint256 meant?)",
  ],
  [{ verify: { rejectUnauthorized: false } }, "verify.rejectUnauthorized: no such option"],
  [{ cert: { cert: pem, key, pass: "x" } }, "cert.pass: no such option (is passphrase meant?)"],
  [{ proxy: { uri: proxy } }, "proxy.uri: no such option (is url meant?)"],
  [{ proxy: { url: proxy, caCert: pem } }, "proxy.caCert: no such option (is caCerts meant?)"],
  [
    { proxy: { url: proxy, username: "u" } },
    "proxy.username: no such option (there are url, auth, caCerts)",
  ],
  [
    { limits: { maxConnection: 1 } },
    "limits.maxConnection: no such option (is maxConnections meant?)",
  ],
  [{ timeout: { reed: 1 } }, "timeout.reed: no such option (is read meant?)"],
  [{ timeout: { connection: 1 } }, "timeout.connection: no such option (is connect meant?)"],
  [{ retries: { totals: 1 } }, "retries.totals: no such option (is total meant?)"],
  [
    { retries: { backoff: { maximum: 1 } } },
    "retries.backoff.maximum: no such option (is max meant?)",
  ],
  [
    { retries: { budget: { ration: 1 } } },
    "retries.budget.ration: no such option (is ratio meant?)",
  ],
  [{ rateLimit: { request: 1, per: 1 } }, "rateLimit.request: no such option (is requests meant?)"],
  [
    { circuitBreaker: { failure: 1 } },
    "circuitBreaker.failure: no such option (is failures meant?)",
  ],
  [{ hooks: { requests: [] } }, "hooks.requests: no such option (is request meant?)"],
  [
    { blockPrivateNetworks: { allowed: [] } },
    "blockPrivateNetworks.allowed: no such option (is allow meant?)",
  ],
  [
    { timeout: { request: 1 } },
    "timeout.request: no such option (there are connect, read, write, pool, total)",
  ],
  [
    { rateLimit: { limit: 1, interval: 1 } },
    "rateLimit.limit: no such option (there are requests, per, perHost)",
  ],
  [{ hooks: { beforeRequest: [] } }, "hooks.beforeRequest: no such option (there are request, "],
  [{ transport: fetch }, "the transport: it has no send(): give new HandlerTransport(function)"],
  [{ header: {} }, "the option header: a client has no such option (is headers meant?)"],
];

test("an unknown part of an option is refused, and the right one is named", () => {
  for (const [options, says] of UNKNOWN) {
    const error = assertThrows(make(Client, options), TypeError);
    assertStringIncludes(error.message, says);
    assertEquals(error.message.includes("-----"), false);
  }
});

test("so it is for what is given to transports and others", () => {
  const wrong: Readonly<Record<string, () => unknown>> = {
    "prxy": () => Reflect.construct(FetchTransport, [{ prxy: proxy }]),
    "verfy": () => Reflect.construct(SocketTransport, [{ verfy: false }]),
    "limits.maxByte": make(CookieJar, {}, { limits: { maxByte: 1 } }),
    "redacted in the options of a HarRecorder: no such option": () =>
      Reflect.construct(HarRecorder, [{ redacted: false }]),
    "scopes": () => Reflect.construct(OAuth2ClientCredentials, [{ ...oauth, scopes: "a" }]),
  };
  for (const [name, run] of Object.entries(wrong)) {
    const { message } = assertThrows(run, TypeError);
    assertStringIncludes(message, name);
    assert(!message.includes("s3cret"));
  }
});

/** Values that are not of a known form. */
const ODD: readonly object[] = [
  { verify: [pem] },
  { verify: [] },
  { verify: 1 },
  { verify: null },
  { verify: "/etc/ssl/ca.pem" },
  { verify: "" },
  { verify: { caCerts: "/etc/ssl/ca.pem" } },
  { verify: { caCerts: [] } },
  { verify: { caCerts: [pem, "/etc/ssl/ca.pem"] } },
  { verify: { caCerts: 5 } },
  { verify: { caCerts: new TextEncoder().encode(pem) } },
  { verify: { fingerprint256: 5 } },
  { verify: () => true },
  { cert: [pem, key] },
  { cert: pem },
  { cert: true },
  { cert: { cert: pem } },
  { cert: { cert: "/a.pem", key: "/a.key" } },
  { cert: { cert: pem, key, passphrase: 5 } },
  { proxy: [proxy] },
  { proxy: 5 },
  { proxy: true },
  { proxy: {} },
  { proxy: { url: proxy, auth: "user:pass" } },
  { proxy: { url: proxy, auth: ["user"] } },
  { proxy: { url: proxy, auth: ["user", 5] } },
  { proxy: { url: "https://p.test", caCerts: "/a.pem" } },
  { limits: [] },
  { timeout: [] },
  { retries: [] },
  { hooks: [] },
  { rateLimit: [] },
  { lookup: "127.0.0.1" },
  { lookup: {} },
];

test("lists and other values of the wrong form are refused", () => {
  for (const options of ODD) {
    const { message } = assertThrows(
      make(Client, options),
      TypeError,
      "Cannot use",
      Deno.inspect(options),
    );
    assert(!/BEGIN|\[object|\/etc/.test(message), message);
  }
});

test("a path where PEM text is wanted is told apart", () => {
  for (const options of [{ verify: "/etc/ca.pem" }, { cert: { cert: "/c", key: "/k" } }]) {
    assertThrows(make(Client, options), TypeError, "not");
  }
  assertThrows(make(Client, { verify: "/etc/ca.pem" }), TypeError, "not its path");
});

test("every form that is known is taken", () => {
  for (const verify of [true, pem, { caCerts: pem }, { caCerts: [pem, pem] }, {}]) {
    using client = new Client({ verify, proxy: new URL(proxy), cert: { cert: pem, key } });
    assertEquals(client.path, "sockets");
  }
});

/** What somebody says, what there is, and what is suggested; "" for nothing. */
const NEAR: readonly (readonly [said: string, known: readonly string[], meant: string])[] = [
  ["VERIFY", ["verify", "cert"], "verify"],
  ["varify", ["verify", "cert"], "verify"],
  ["certs", ["caCerts", "cert"], "cert"],
  ["caCrets", ["verify", "caCerts"], "caCerts"],
  ["certz", ["verts", "cert"], "cert"],
  ["certz", ["cert", "verts"], "cert"],
  ["CERT", ["certs", "cert"], "cert"],
  ["up", ["url"], ""],
  ["up", ["setup"], ""],
  ...["", "c", "x", "xyz", "agent", "verification of all"].map((far) =>
    [far, ["verify", "cert", "caCerts"], ""] as const
  ),
];

test("only what is near is suggested, the nearest first", () => {
  for (const [said, known, meant] of NEAR) {
    assertEquals(suggest(said, known), meant && ` (is ${meant} meant?)`, said);
  }
});
