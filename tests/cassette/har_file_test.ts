import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { Client, ReadError } from "../../mod.ts";
import type { Har } from "../../src/features/har/mod.ts";
import { parseHar, readHar } from "../../src/testing/cassette/har_file.ts";
import { CassetteTransport } from "../../src/testing/mod.ts";
import { test } from "../checked.ts";

const GOOD = {
  request: { method: "GET", url: "http://a.example/", headers: [] },
  response: { status: 200, headers: [], content: { size: 1, mimeType: "text/plain", text: "a" } },
};

/** Puts a value in the place of another: `"response.status"`. */
function change(path: string, value: unknown): unknown {
  const [first = "", second = ""] = path.split(".");
  const entry: Record<string, unknown> = structuredClone(GOOD);
  if (!second) return { ...entry, [first]: value };
  return { ...entry, [first]: { ...Object(entry[first]), [second]: value } };
}

test("what is wrong is named by its path", () => {
  const rows: readonly (readonly [string, unknown, string])[] = [
    ["request", undefined, "log.entries[1].request is not an object"],
    ["request.method", 1, "log.entries[1].request.method is not a text"],
    ["request.url", "/x", "log.entries[1].request.url is not an absolute URL"],
    ["request.headers", {}, "log.entries[1].request.headers is not a list"],
    ["request.headers", [{ name: "a" }], "log.entries[1].request.headers[0].value is not a text"],
    ["request.postData", "a", "log.entries[1].request.postData is not an object"],
    ["request.postData", { text: 1 }, "log.entries[1].request.postData.text is not a text"],
    ["request.postData", { text: "?", _encoding: "base64" }, "postData.text is not base64"],
    ["response", null, "log.entries[1].response is not an object"],
    ["response.status", "200", "log.entries[1].response.status is not a number"],
    ["response.status", 99, "log.entries[1].response.status is not a status"],
    ["response.status", 200.5, "log.entries[1].response.status is not a status"],
    ["response.headers", undefined, "log.entries[1].response.headers is not a list"],
    ["response.content", [], "log.entries[1].response.content is not an object"],
    ["response.content", { text: "%", encoding: "base64" }, "response.content.text is not base64"],
    ["response.content", { text: "%", encoding: "hex" }, 'content.encoding is not "base64"'],
  ];
  for (const [path, value, message] of rows) {
    const har = { log: { entries: [GOOD, change(path, value)] } };
    assertThrows(() => readHar(har, "x.har"), TypeError, message);
    assertThrows(() => parseHar(JSON.stringify(har), "x.har"), TypeError, message);
  }
  for (
    const [value, message] of [
      [null, "it is not an object"],
      [[], "it is not an object"],
      [{}, "log is not an object"],
      [{ log: {} }, "log.entries is not a list"],
      [{ log: { entries: [1] } }, "log.entries[0] is not an object"],
    ] as const
  ) {
    assertThrows(() => readHar(value, "x.har"), TypeError, `file x.har: ${message}`);
  }
});

/** Plays a file as a browser writes it. */
async function play(response: object, request: object = {}): Promise<{
  text: string;
  headers: [string, string][];
}> {
  const har = {
    log: {
      entries: [{
        request: { ...GOOD.request, ...request },
        response: { ...GOOD.response, ...response },
      }],
    },
  };
  const transport = new CassetteTransport(JSON.parse(JSON.stringify(har)));
  await using client = new Client({ transport, followRedirects: false });
  const answer = await client.get("http://a.example/");
  return { text: await answer.text(), headers: [...answer.headers] };
}

test("files of Chrome: pseudo headers, decoded bodies, base64, cookies a line each", async () => {
  const content = { size: 3, mimeType: "text/html", text: "YWJj", encoding: "base64" };
  const played = await play({
    httpVersion: "h3",
    headers: [
      { name: ":status", value: "200" },
      { name: "Content-Encoding", value: "br" },
      { name: "Content-Type", value: "text/html" },
      { name: "set-cookie", value: "a=1; Path=/\nb=2" },
      { name: "bad name", value: "x" },
      { name: "bad-value", value: "☃" },
    ],
    content,
  }, {
    headers: [{ name: ":authority", value: "a.example" }, { name: ":method", value: "GET" }],
    httpVersion: "h3",
  });
  assertEquals(played.text, "abc");
  assertEquals(played.headers, [
    ["content-type", "text/html"],
    ["set-cookie", "a=1; Path=/"],
    ["set-cookie", "b=2"],
  ]);
});

test("a text in windows-1252 gets its bytes back", async () => {
  const content = { size: 1, mimeType: "text/plain", text: "ä" };
  const headers = [{ name: "content-type", value: "text/plain; charset=iso-8859-1" }];
  assertEquals((await play({ headers, content })).text, "ä");
});

test("a body that the browser did not keep is a ReadError, an empty one is empty", async () => {
  await assertRejects(
    () => play({ content: { size: 10, mimeType: "text/plain" } }),
    ReadError,
    "the cassette has no body for this answer",
  );
  assertEquals((await play({ content: { size: 0, mimeType: "" } })).text, "");
  assertEquals((await play({ content: undefined })).text, "");
});

test("a redirect without its Location leads to redirectURL", async () => {
  const played = await play({ status: 301, redirectURL: "http://b.example/", content: undefined });
  assertEquals(played.headers, [["location", "http://b.example/"]]);
});

test("failures of browsers are errors of ours", async () => {
  const rows = [
    ["net::ERR_NAME_NOT_RESOLVED", "DnsError"],
    ["net::ERR_CERT_DATE_INVALID", "TlsError"],
    ["net::ERR_SSL_PROTOCOL_ERROR", "TlsError"],
    ["net::ERR_CONNECTION_REFUSED", "ConnectError"],
    ["net::ERR_CONNECTION_TIMED_OUT", "ConnectTimeoutError"],
    ["net::ERR_TIMED_OUT", "ReadTimeoutError"],
    ["net::ERR_TUNNEL_CONNECTION_FAILED", "ProxyError"],
    ["net::ERR_INVALID_HTTP_RESPONSE", "ProtocolError"],
    ["net::ERR_CONNECTION_RESET", "ReadError"],
    ["NS_ERROR_UNKNOWN_HOST", "DnsError"],
    ["NS_ERROR_CONNECTION_REFUSED", "ConnectError"],
    ["ERR_READ_TIMEOUT", "ReadTimeoutError"],
    [undefined, "ReadError"],
  ] as const;
  for (const [code, name] of rows) {
    const error = await assertRejects(() => play({ status: 0, _error: code, content: undefined }));
    assertEquals(error instanceof Error && error.name, name, code);
  }
});

test("params stand for a form that has no text", async () => {
  const har: Har = JSON.parse(JSON.stringify({
    log: {
      entries: [{
        ...GOOD,
        request: {
          ...GOOD.request,
          method: "POST",
          postData: {
            mimeType: "application/x-www-form-urlencoded",
            params: [{ name: "a b", value: "1" }, { name: "password", value: "x" }],
          },
        },
      }],
    },
  }));
  await using client = new Client({ transport: new CassetteTransport(har, { match: "strict" }) });
  await client.post("http://a.example/", { data: { "a b": "1", password: "other" } });
});
