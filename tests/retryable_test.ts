import { assertEquals } from "@std/assert";
import * as errors from "../src/core/errors.ts";
import { isOfKind, kindsOf, listKinds } from "../src/core/errors/kinds.ts";
import { mayRepeat, type Retryability, retryabilityOf } from "../src/core/errors/retryability.ts";
import { fromText, OneShotContent } from "../src/core/request/content.ts";
import { PreparedRequest } from "../src/core/request/prepared.ts";
import { readBytes } from "../src/core/bytes/chunks.ts";
import { test } from "./checked.ts";

const cause = new Error("below");
const causeOf = (message: string, name = "Error") => Object.assign(new Error(message), { name });

/** Errors, and what sending again can do about them. */
const ROWS: readonly (readonly [error: Error, expected: Retryability])[] = [
  [new errors.ConnectError("x"), "unsent"],
  [new errors.ConnectTimeoutError("x"), "unsent"],
  [new errors.DnsError("x"), "unsent"],
  [new errors.TlsError("x"), "unsent"],
  [new errors.TlsError("x", { reason: "expired" }), "none"],
  [Object.assign(new errors.ConnectError("x"), { reason: "expired" }), "unsent"],
  [new errors.ReadError("x"), "broken"],
  [new errors.ReadTimeoutError("x"), "broken"],
  [new errors.WriteError("x"), "broken"],
  [new errors.WriteTimeoutError("x"), "broken"],
  [new errors.ProxyError("x"), "broken"],
  [new errors.TransportError("x"), "broken"],
  [new errors.NetworkError("x"), "later"],
  [new errors.NetworkError("x", { cause }), "broken"],
  [new errors.TotalTimeoutError("x"), "none"],
  [new errors.PoolTimeoutError("x"), "none"],
  [new errors.ProtocolError("x"), "none"],
  [new errors.StatusError(503, "x", { body: "" }), "status"],
  [new errors.DecodeError("x"), "none"],
  [new errors.HttpError("x"), "none"],
  [new Error("x"), "none"],
];

/** What the platform says below, and whether the program may not do it. */
const CAUSES: readonly (readonly [cause: Error, isForbidden: boolean])[] = [
  [causeOf("x", "NotCapable"), true],
  [causeOf("x", "PermissionDenied"), true],
  [causeOf("Requires net access to x"), true],
  [causeOf("fetch: NotCapable"), true],
  [causeOf("PermissionDenied: x"), true],
  [causeOf("getaddrinfo EPERM x"), true],
  [causeOf("port 25 are blocked"), true],
  [causeOf("some ports 6000 are blocked"), true],
  [causeOf("bad port"), true],
  [new Error("fetch failed", { cause: causeOf("bad port") }), true],
  [causeOf("bad ports"), false],
  [causeOf("a bad port"), false],
  [causeOf("no getaddrinfo EPERM"), false],
  [causeOf("getaddrinfo EPERMIT"), false],
  [causeOf("UnNotCapable"), false],
  [causeOf("PermissionDeniedly"), false],
  [causeOf("sports 25 are blocked"), false],
  [causeOf("refused"), false],
];

test("one table says what sending again can do about an error", () => {
  for (const [error, expected] of ROWS) {
    assertEquals(retryabilityOf(error), expected, `${error.name}: ${error.message}`);
  }
  for (const [cause, isForbidden] of CAUSES) {
    const error = new errors.ConnectError("x", { cause });
    assertEquals(retryabilityOf(error), isForbidden ? "none" : "unsent", cause.message);
  }
});

test("an error is retryable where its request may be sent again", () => {
  const url = new URL("http://h.example/");
  const once = new OneShotContent(readBytes(new Uint8Array(1)), "a stream");
  const [get, post, keyed, used] = [
    new PreparedRequest("GET", url, {}, undefined),
    new PreparedRequest("POST", url, {}, fromText("x")),
    new PreparedRequest("POST", url, { "idempotency-key": "1" }, fromText("x")),
    new PreparedRequest("PUT", url, {}, once),
  ];
  const allowed = (retryability: Retryability, status?: number) =>
    [get, post, keyed, used, undefined].map((request) =>
      mayRepeat(retryability, { request, status })
    );
  assertEquals(allowed("unsent"), [true, true, true, false, true]);
  assertEquals(allowed("broken"), [true, false, true, false, false]);
  for (const status of [408, 425, 429, 500, 502, 503, 504]) {
    assertEquals(allowed("status", status), [true, false, true, false, false], `${status}`);
    assertEquals(allowed("later", status), Array(5).fill(false));
  }
  for (const status of [undefined, 200, 404, 501]) {
    assertEquals(allowed("status", status), Array(5).fill(false), `${status}`);
  }
  assertEquals(new errors.ReadError("x", { request: get }).retryable, true);
  assertEquals(new errors.ReadError("x", { request: post }).retryable, false);
});

test("an error tells its classes, from its own to the root", () => {
  class Mine extends errors.ReadError {}
  const above = ["NetworkError", "TransportError", "HttpError"];
  assertEquals(kindsOf(new errors.ReadError("x")), ["ReadError", ...above]);
  assertEquals(kindsOf(new Mine("x")), ["Mine", "ReadError", ...above]);
  // A bundler may give a class another name than it says.
  class a extends errors.ReadError {
    override get name() {
      return "Own";
    }
  }
  assertEquals(kindsOf(new a("x")), ["Own", "ReadError", ...above]);
  for (const other of [5, null, {}, new Error("x")]) assertEquals(kindsOf(other), []);
  assertEquals(listKinds(errors.HttpError.prototype, Error.prototype), []);
  assertEquals([isOfKind([], []), isOfKind(["a"], []), isOfKind(["a", "b"], ["b"])], [
    ...[false, false, true],
  ]);
});

test("the words of an error are exact", () => {
  class ErrorRateError extends errors.HttpError {
    override get name() {
      return "ErrorRateError";
    }
  }
  assertEquals(new ErrorRateError("x").code, "ERR_ERROR_RATE");
  assertEquals(new errors.HttpError("it Cannot be").toJSON(), {
    ...{ name: "HttpError", code: "ERR_HTTP" },
    message: "Cannot complete the request: it Cannot be",
    ...{ phase: undefined, method: undefined, url: undefined, elapsed: undefined, attempts: [] },
  });
  const rows = [
    [undefined, ""],
    [{ type: "x", title: "Not Found", detail: "no such\nthing" }, ": no such thing"],
    [{ type: "x", title: "404", detail: "" }, ": 404"],
    [{ type: "x", title: "No credit", detail: "30 left" }, ": No credit: 30 left"],
  ] as const;
  for (const [problem, said] of rows) {
    const { message } = new errors.StatusError(404, "Not Found", { body: "", problem });
    assertEquals(message, `Cannot complete the request: the server answered 404 Not Found${said}`);
  }
});
