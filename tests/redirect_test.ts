import { FEATURES } from "../src/features.ts";
import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { InvalidUrlError, UnsupportedProtocolError } from "../src/core/errors.ts";
import {
  type BodySource,
  type HeaderRecord,
  PreparedRequest,
} from "../src/core/request/prepared.ts";
import {
  decodeLocation,
  redirectHeaders,
  redirectMethod,
  redirectRequest,
  redirectTarget,
} from "../src/core/redirect.ts";
import { HttpResponse } from "../src/core/response/response.ts";
import { resolveBody } from "../src/core/request/body.ts";
import { test } from "./checked.ts";

interface Sent {
  readonly method?: string;
  readonly headers?: HeaderRecord;
  readonly body?: BodySource | undefined;
}

function ask(url: string, { method = "GET", headers = {}, body }: Sent = {}): PreparedRequest {
  return new PreparedRequest(method, new URL(url), headers, body);
}

function answer(
  request: PreparedRequest,
  location: string | readonly string[] | undefined,
  status = 302,
) {
  const headers = new Headers();
  for (const line of [location ?? []].flat()) headers.append("location", line);
  const raw = { status, fields: headers, headers, reasonPhrase: "", source: undefined };
  return new HttpResponse({ request, elapsed: 0, raw, content: new Uint8Array() });
}

function targetOf(from: string, location: string): string | undefined {
  const request = ask(from);
  return redirectTarget(answer(request, location), request)?.href;
}

test("the method after a redirect", () => {
  const table: readonly (readonly [number, string, string])[] = [
    [301, "POST", "GET"],
    [302, "POST", "GET"],
    [303, "POST", "GET"],
    [307, "POST", "POST"],
    [308, "POST", "POST"],
    [301, "PUT", "PUT"],
    [302, "DELETE", "DELETE"],
    [303, "PUT", "GET"],
    [303, "DELETE", "GET"],
    [303, "PROPFIND", "GET"],
    [303, "HEAD", "HEAD"],
    [301, "HEAD", "HEAD"],
    [302, "GET", "GET"],
    [307, "PATCH", "PATCH"],
  ];
  for (const [status, method, expected] of table) {
    assertEquals(redirectMethod(status, method), expected, `${status} ${method}`);
  }
});

test("a Location in UTF-8 is read so, other bytes stay the bytes they are", () => {
  assertEquals(decodeLocation("/plain"), "/plain");
  assertEquals(decodeLocation("/caf\xc3\xa9"), "/café");
  assertEquals(decodeLocation("\xc3\xa9"), "é");
  assertEquals(decodeLocation("/\xf0\x9f\x98\x80"), "/😀");
  assertEquals(decodeLocation("/caf\xe9"), "/caf%E9");
  assertEquals(decodeLocation("/\xc3\xa9\xff"), "/%C3%A9%FF");
  assertEquals(decodeLocation("/%C3%A9"), "/%C3%A9");
  assertEquals(decodeLocation("\xef\xbb\xbf/x"), "\ufeff/x");
});

test("a Location is resolved against the request", () => {
  const from = "http://h:8080/a/b?c=d#e";
  const table: readonly (readonly [string, string])[] = [
    ["x", "http://h:8080/a/x#e"],
    ["/x", "http://h:8080/x#e"],
    ["?y", "http://h:8080/a/b?y#e"],
    ["//o/x", "http://o/x#e"],
    ["https://o", "https://o/#e"],
    ["../../../x", "http://h:8080/x#e"],
    ["x#f", "http://h:8080/a/x#f"],
    ["x#", "http://h:8080/a/x#"],
    ["#f", "http://h:8080/a/b?c=d#f"],
    ["http:x", "http://h:8080/a/x#e"],
    ["HTTP://O/X", "http://o/X#e"],
    ["http://user:pass@o/x", "http://o/x#e"],
    ["\\\\o\\x", "http://o/x#e"],
    ["x y", "http://h:8080/a/x%20y#e"],
  ];
  for (const [location, expected] of table) {
    assertEquals(targetOf(from, location), expected, location);
  }
});

test("what is no redirect has no target", () => {
  const request = ask("http://h/");
  for (const status of [200, 201, 300, 304, 305, 306, 399, 400]) {
    assertEquals(redirectTarget(answer(request, "/x", status), request), undefined);
  }
  assertEquals(redirectTarget(answer(request, undefined), request), undefined);
  assertEquals(redirectTarget(answer(request, ""), request), undefined);
  assertEquals(redirectTarget(answer(request, "  "), request), undefined);
});

test("a Location that leads nowhere is an error with the response", () => {
  for (
    const location of [
      "http://",
      "http://[::1",
      "http://h:99999/",
      "//ho st/",
      "http://caf\xe9\xff/",
    ]
  ) {
    const request = ask("http://h/");
    const response = answer(request, location);
    const error = assertThrows(() => redirectTarget(response, request), InvalidUrlError);
    assertEquals(error.response, response);
    assertEquals(error.phase, "redirect");
  }
});

test("several Locations that differ are an error; a comma within one is not", () => {
  const request = ask("http://h/dir/");
  const rows = [
    ["http://a.test/", "http://b.test/"],
    ["/a", "http+x.1-y://b.test/"],
    ["/a", "h://b/"],
    ["/a", "/b"],
    ["/a", "?b"],
    ["/a", "#b"],
    ["/a", ""],
    ["", "/b"],
    ["", "b"],
  ] as const;
  for (const locations of rows) {
    const response = answer(request, locations);
    const [, other] = locations;
    assertThrows(() => redirectTarget(response, request), InvalidUrlError, "several", other);
  }
  assertEquals(targetOf("http://h/dir/", "/a, b"), "http://h/a,%20b");
  assertEquals(targetOf("http://h/dir/", "/a,/b"), "http://h/a,/b");
  assertEquals(targetOf("http://h/dir/", "/a, b:"), "http://h/a,%20b:");
});

test("a chain keeps where it began, and that it went over https", () => {
  const first = redirectRequest(answer(ask("http://a/"), "https://a/1"), ask("http://a/"), []);
  assertEquals([first?.chain?.url.href, first?.chain?.isSecure], ["http://a/", false]);
  if (!first) return;
  const second = redirectRequest(answer(first, "http://a/2"), first, []);
  assertEquals([second?.chain?.url.href, second?.chain?.isSecure], ["http://a/", true]);
  if (!second) return;
  const third = redirectRequest(answer(second, "http://a/3"), second, []);
  assertEquals([third?.chain?.url.href, third?.chain?.isSecure], ["http://a/", true]);
});

test("another scheme is an UnsupportedProtocolError with the response", () => {
  for (
    const location of [
      "ftp://h/",
      "data:,x",
      "javascript:alert(1)",
      "file:///etc/passwd",
      "mailto:a@b",
      "about:blank",
      "ws://h/",
    ]
  ) {
    const request = ask("http://h/");
    const response = answer(request, location);
    const error = assertThrows(() => redirectTarget(response, request), UnsupportedProtocolError);
    assertEquals(error.response, response);
    const [scheme] = location.split(":");
    assertStringIncludes(error.message, `leads to the scheme ${scheme}, not`);
  }
});

const SECRETS = {
  authorization: "Basic x",
  cookie: "a=1",
  "proxy-authorization": "Basic y",
  host: "virtual",
  "x-api-key": "k",
  "x-plain": "p",
};

function keptBy(from: string, to: string): string[] {
  const request = ask(from, { headers: SECRETS });
  const change = { dropBody: false, sensitive: ["x-api-key"] };
  return Object.keys(redirectHeaders(request, new URL(to), change)).sort();
}

test("credentials stay with their origin", () => {
  const all = Object.keys(SECRETS).sort();
  assertEquals(keptBy("http://h/a", "http://h/b"), all);
  assertEquals(keptBy("https://h/a", "https://h:443/b"), all);
  for (
    const to of ["http://o/", "http://h:81/", "http://sub.h/", "https://h:8443/", "http://h./"]
  ) {
    assertEquals(keptBy("http://h/", to), ["x-plain"], to);
  }
  assertEquals(keptBy("http://h/", "https://h/"), ["authorization", "x-plain"]);
  assertEquals(keptBy("https://h/", "http://h/"), ["x-plain"]);
  assertEquals(keptBy("http://h:8080/", "https://h/"), ["x-plain"]);
});

test("the headers of a body go with it", () => {
  const headers = {
    "content-length": "1",
    "content-type": "a/b",
    "content-encoding": "gzip",
    "content-language": "en",
    "content-location": "/x",
    "transfer-encoding": "chunked",
    expect: "100-continue",
    "content-disposition": "inline",
    accept: "*/*",
  };
  const request = ask("http://h/", { headers });
  const target = new URL("http://h/x");
  const kept = (dropBody: boolean) =>
    Object.keys(redirectHeaders(request, target, { dropBody, sensitive: [] }));
  assertEquals(kept(true), ["content-disposition", "accept"]);
  assertEquals(kept(false), Object.keys(headers));
  assertEquals(Object.keys(request.headers), Object.keys(headers), "it was changed");
});

test("the request after a redirect has the body or not", () => {
  const body = resolveBody({ body: "x" }, { features: FEATURES });
  const headers = { "content-type": "text/plain", "content-language": "en" };
  const next = (status: number, method: string, sent = body) => {
    const request = ask("http://h/", { method, headers, body: sent });
    const made = redirectRequest(answer(request, "/x", status), request, []);
    return [
      made?.method,
      made?.body === body && body !== undefined,
      Object.keys(made?.headers ?? {}).length,
    ];
  };
  assertEquals(next(301, "POST"), ["GET", false, 0]);
  assertEquals(next(303, "PUT"), ["GET", false, 0]);
  assertEquals(next(307, "POST"), ["POST", true, 2]);
  assertEquals(next(308, "PATCH"), ["PATCH", true, 2]);
  assertEquals(next(302, "PUT"), ["PUT", true, 2]);
  assertEquals(next(303, "GET"), ["GET", false, 0]);
  // Fetch standard: a 303 leaves GET and HEAD, and their headers, alone.
  const request = ask("http://h/", { headers });
  const made = redirectRequest(answer(request, "/x", 303), request, []);
  assertEquals(made?.headers, headers);
});
