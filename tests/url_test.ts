import { assert, assertEquals, assertFalse, assertThrows } from "@std/assert";
import { InvalidUrlError, UnsupportedProtocolError } from "../src/core/errors.ts";
import { appendQuery, resolveBaseUrl, resolveUrl } from "../src/core/request/url.ts";
import { copyUrl } from "../src/features/urls/copy_url.ts";
import { test } from "./checked.ts";

/** The table of docs/urls-and-params.md, row by row: base, what is asked for, where it goes. */
const BASE_TABLE: readonly (readonly [string, string, string])[] = [
  ["https://h/v1", "/users", "https://h/v1/users"],
  ["https://h/v1", "users", "https://h/v1/users"],
  ["https://h/v1/", "/users", "https://h/v1/users"],
  ["https://h/v1/", "users", "https://h/v1/users"],
  ["https://h", "users", "https://h/users"],
  ["https://h/", "/users", "https://h/users"],
  ["https://h/v1", "users/", "https://h/v1/users/"],
  ["https://h/v1", "", "https://h/v1"],
  ["https://h/v1/", "", "https://h/v1/"],
  ["https://h/v1", "/", "https://h/v1/"],
  ["https://h/v1", "?q=1", "https://h/v1?q=1"],
  ["https://h/v1", "#top", "https://h/v1#top"],
  ["https://h/v1", "users?q=1#top", "https://h/v1/users?q=1#top"],
  ["https://h/v1?key=k", "users", "https://h/v1/users?key=k"],
  ["https://h/v1?key=k", "users?q=1", "https://h/v1/users?key=k&q=1"],
  ["https://h/v1#part", "users", "https://h/v1/users"],
  ["https://h/v1", "../users", "https://h/users"],
  ["https://h/v1", "https://h/v2/users", "https://h/v2/users"],
  ["https://h/v1", "https://other/users", "https://other/users"],
  ["https://h/v1", "//other/users", "https://other/users"],
  ["http://h:8080/v1", "//other/users", "http://other/users"],
  ["https://h/v1", "a%2Fb c", "https://h/v1/a%2Fb%20c"],
];

test("a URL is resolved against the base row by row", () => {
  for (const [base, input, expected] of BASE_TABLE) {
    const { url } = resolveUrl(input, resolveBaseUrl(base).url);
    assertEquals(url.href, expected, `${base} + ${input}`);
  }
});

test("no path can leave the host of the base", () => {
  const base = resolveBaseUrl("https://h/v1").url;
  const paths = [
    "\\\\evil/x",
    "/\\evil/x",
    "\\/evil",
    "@evil/",
    ".evil.com",
    ":8080/x",
    ":80@evil/",
    "/..//evil/x",
    "%2f%2fevil",
    "?@evil",
    "#@evil",
    "/%09/evil",
    "\u2028//evil",
    "../../../../x",
  ];
  for (const path of paths) {
    assertEquals(resolveUrl(path, base).url.host, "h", path);
  }
});

test("blanks and control characters around a URL are dropped, as the URL standard does", () => {
  const base = resolveBaseUrl("https://h/v1").url;
  for (const input of [" https://o/x ", "\thttps://o/x\n", "ht\ntps://o/\rx"]) {
    assertEquals(resolveUrl(input, base).url.href, "https://o/x");
  }
  // A tab cannot hide that a URL leads to another host.
  assertEquals(resolveUrl("/\t/o/x", base).url.href, "https://o/x");
  assertEquals(resolveUrl(" users\0", base).url.href, "https://h/v1/users");
});

test("userinfo is taken out and percent-decoded", () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ["http://user:pass@h/", "user", "pass"],
    ["http://user@h/", "user", ""],
    ["http://:pass@h/", "", "pass"],
    ["http://us%40er:p%3Aa%2Fss@h/", "us@er", "p:a/ss"],
    ["http://%C3%BC:%E2%82%AC@h/", "ü", "€"],
    ["http://a:b:c@h/", "a", "b:c"],
    ["http://a@b@h/", "a@b", ""],
    ["http://%FF:%zz@h/", "%FF", "%zz"],
  ];
  for (const [input, username, password] of cases) {
    const { url, userinfo } = resolveUrl(input, undefined);
    assertEquals(url.href, "http://h/", input);
    assertEquals(userinfo, { username, password }, input);
  }
});

test("an empty userinfo is none, and the host stands behind the last @", () => {
  assertEquals(resolveUrl("http://@h/", undefined).userinfo, undefined);
  assertEquals(resolveUrl("http://:@h/", undefined).userinfo, undefined);
  assertEquals(resolveUrl("http://good@evil/", undefined).url.host, "evil");
  assertEquals(
    resolveUrl("http://good.com\\@evil/", undefined).url.host,
    "good.com",
  );
});

test("hosts are normalised as the URL standard says", () => {
  const host = (input: string) => resolveUrl(input, undefined).url.host;
  assertEquals(host("http://bücher.example/"), "xn--bcher-kva.example");
  assertEquals(host("http://BÜCHER.example/"), "xn--bcher-kva.example");
  assertEquals(host("http://EXAMPLE.org:80/"), "example.org");
  assertEquals(host("http://0x7f.1/"), "127.0.0.1");
  assertEquals(host("http://[::1]:8080/"), "[::1]:8080");
  assertEquals(host("http://例え.テスト/"), "xn--r8jz45g.xn--zckzah");
});

test("what is no URL is an InvalidUrlError", () => {
  const inputs = [
    "",
    " ",
    "example.org",
    "/path",
    "?q",
    "//example.org/",
    "http://",
    "http:///",
    "https://?q",
    "http://ho st/",
    "http://h:99999/",
    "http://h:port/",
    "http://[::1/",
    "http://%zz/",
    "http://a\0b/",
    "http://a<b/",
    "http://\u00ad/",
  ];
  for (const input of inputs) {
    const error = assertThrows(
      () => resolveUrl(input, undefined),
      InvalidUrlError,
      "Cannot send to ",
      JSON.stringify(input),
    );
    assertEquals(error.code, "ERR_INVALID_URL");
    assertEquals(error.phase, "build");
  }
});

test("the message has the method where it is known", () => {
  for (const input of ["/x", "gopher://h/"]) {
    assertThrows(() => resolveUrl(input, undefined, { method: "PUT" }), Error, "Cannot PUT ");
  }
});

test("a scheme that is missing is told", () => {
  assertThrows(
    () => resolveUrl("example.org/x", undefined),
    InvalidUrlError,
    "it has no scheme: write https:// in front, or give the client a baseUrl",
  );
});

test("a baseUrl that is none is called so, and not told to have one", () => {
  const message = assertThrows(() => resolveBaseUrl("api.example/v1"), InvalidUrlError).message;
  const says = 'Cannot set baseUrl to "api.example/v1": it has no scheme: write https:// in front';
  assertEquals(message, `${says} (phase: build)`);
  assertThrows(() => resolveBaseUrl("localhost:8000"), Error, "write http://localhost:8000");
});

test("another scheme is an UnsupportedProtocolError", () => {
  const inputs: readonly (string | URL)[] = [
    "ftp://h/",
    "file:///etc/passwd",
    "data:,x",
    "javascript:alert(1)",
    "java\nscript:alert(1)",
    "ws://h/",
    "blob:http://h/x",
    "about:blank",
    "mailto:a@b",
    "localhost:8080",
    "example.org:443/x",
    "httpx://h/",
    new URL("ftp://h/"),
  ];
  for (const input of inputs) {
    const error = assertThrows(
      () => resolveUrl(input, resolveBaseUrl("http://h").url),
      UnsupportedProtocolError,
      "the scheme is neither http nor https",
      String(input),
    );
    assertEquals(error.code, "ERR_UNSUPPORTED_PROTOCOL");
  }
});

test("the message says what was meant", () => {
  const base = resolveBaseUrl("http://h").url;
  const messageOf = (input: string, from: URL | undefined) =>
    assertThrows(() => resolveUrl(input, from), UnsupportedProtocolError)
      .message;
  assert(
    messageOf("localhost:8080", undefined).includes("http://localhost:8080"),
  );
  assert(messageOf("users:batch", base).endsWith("write /users:batch (phase: build)"));
  assertFalse(messageOf("users:batch", undefined).includes("/users:batch"));
});

test("no message has the credentials of a URL", () => {
  const inputs = [
    "http://user:secret@ho st/",
    "http:/user:secret@ho st/",
    "http:user:secret@ho st/",
    "http:\\\\user:secret@ho st/",
    "http://user:sec/secret@ho st/",
    "http://user:sec?secret@ho st/",
    "http://user:sec#secret@ho st/",
    "http://user:a@secret@ho st/",
    "\n\thttp://user:secret@ho st/",
    "ht\ntp://user:secret@ho st/",
    "user:secret@host",
    "user:5secret@host",
    "user:secret@host/path?q#f",
    "//user:secret@h/",
    "ftp://user:secret@h/",
    "foo:user:secret@h/",
    "http://user:secret@h:99999/",
    "https://user:secret@[::1",
  ];
  for (const input of inputs) {
    const { message } = assertThrows(() => resolveUrl(input, undefined), Error);
    assertFalse(message.includes("secret"), message);
    assertFalse(message.includes("user"), message);
  }
});

test("a URL object is copied, never changed", () => {
  const input = new URL("http://u:p@h/x?y#z");
  const { url } = resolveUrl(input, undefined);
  appendQuery(url, "a=1");
  assertEquals(input.href, "http://u:p@h/x?y#z");
  assertEquals(url.href, "http://h/x?y&a=1#z");
});

test("what is neither a string nor a URL is a TypeError", () => {
  for (const input of [undefined, null, 5, {}, ["http://h/"], Symbol("x")]) {
    assertThrows(
      () => Reflect.apply(resolveUrl, undefined, [input, undefined]),
      TypeError,
      "Cannot use ",
    );
  }
});

test("a base must be absolute and http", () => {
  assertThrows(() => resolveBaseUrl("/v1"), InvalidUrlError);
  assertThrows(() => resolveBaseUrl(""), InvalidUrlError);
  assertThrows(() => resolveBaseUrl("//h/v1"), InvalidUrlError);
  assertThrows(() => resolveBaseUrl("ftp://h/v1"), UnsupportedProtocolError);
  assertEquals(resolveBaseUrl("http://u:p@h/v1#x").url.href, "http://h/v1");
});

test("a query that is there already stays byte for byte", () => {
  const queries = [
    "?a=1",
    "?a=x%20y",
    "?a=x+y",
    "?a=%7e~!*()",
    "?a&b=&=c",
    "?a=1&",
    "?%zz=%",
    "?a;b",
    "?%e4%F6",
    "?a=b=c?d/e",
  ];
  for (const query of queries) {
    const url = new URL(`http://h/${query}#f`);
    assertEquals(url.search, query);
    appendQuery(url, "new=x+y");
    assertEquals(url.href, `http://h/${query}&new=x+y#f`);
  }
});

test("copyUrl replaces parts and leaves the original", () => {
  const url = new URL("https://u:p@h:8443/a?b#c");
  assertEquals(
    copyUrl(url, { hostname: "i", port: "", pathname: "/z" }).href,
    "https://u:p@i/z?b#c",
  );
  assertEquals(copyUrl(url.href, { search: "", hash: "" }).href, "https://u:p@h:8443/a");
  assertEquals(url.href, "https://u:p@h:8443/a?b#c");
  assertThrows(() => copyUrl("/a", {}), TypeError);
});

test("a scheme that cannot be sent to is named", () => {
  for (
    const url of [
      "mailto:ada@example.org",
      "MAILTO:ada@example.org",
      "sip:ada@example.org",
      "xmpp:ada@a.example",
    ]
  ) {
    const scheme = url.slice(0, url.indexOf(":")).toLowerCase();
    assertThrows(() => resolveUrl(url, undefined), UnsupportedProtocolError, `${scheme}:ada@`);
  }
  const hidden = assertThrows(() => resolveUrl("mailto:ada:hunter2@example.org", undefined));
  assertEquals(String(hidden).includes("hunter2"), false);
  const user = assertThrows(() => resolveUrl("ada:hunter2@example.org", undefined));
  assertEquals(String(user).includes("hunter2"), false);
});

/** Why a URL is refused, behind what cannot be done. */
function reasonOf(input: unknown, base?: URL): string {
  const error = assertThrows(() => Reflect.apply(resolveUrl, undefined, [input, base]), Error);
  return error.message.replace(/^.*?(: it| as URL|: the)/, "$1").replace(/^: /, "");
}

test("what is refused is refused with the reason that holds for it", () => {
  const base = resolveBaseUrl("http://h").url;
  assertEquals(reasonOf("http://ho st/"), "it cannot be parsed (phase: build)");
  assertEquals(reasonOf("//ho st/", base), "it cannot be parsed (phase: build)");
  assert(reasonOf("//ho st/").startsWith("it has no scheme"));
  assertEquals(reasonOf(new Request("http://h/")), " as URL: send it by client.send(request)");
  assertEquals(reasonOf({}), " as URL: give a string or a URL");
  const scheme = "the scheme is neither http nor https (phase: build)";
  // None of them is the path that a hint could be for.
  for (const input of ["a+b:c", "a+b:80", "javascript:alert(1)", "ftp://h/"]) {
    assertEquals(reasonOf(input, base), scheme);
  }
  const error = assertThrows(() => resolveUrl("ftp://h/", base), UnsupportedProtocolError);
  assertEquals(error.phase, "build");
});

test("blanks on one side are dropped as well, also before the query of the base", () => {
  const base = resolveBaseUrl("https://h/v1?key=k").url;
  for (const input of ["  users  ", "users ", " users", "users"]) {
    assertEquals(resolveUrl(input, base).url.href, "https://h/v1/users?key=k");
  }
  assertEquals(resolveUrl(" https://o/x", base).url.href, "https://o/x");
});
