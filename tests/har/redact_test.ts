import { assert, assertEquals } from "@std/assert";
import { Client, DigestAuth, HandlerTransport } from "../../mod.ts";
import { HarRecorder } from "../../src/features/har/mod.ts";
import { redactEntry } from "../../src/features/har/redact.ts";
import { test } from "../checked.ts";
import { assertHar } from "./schema.ts";

const SECRET = "s3cr3t";

/** A server that answers secrets wherever one can stand. */
function answer(request: Request): Response {
  const { pathname } = new URL(request.url);
  if (pathname === "/digest" && !request.headers.has("authorization")) {
    const challenge = `Digest realm="r", nonce="n", qop="auth"`;
    return new Response(null, { status: 401, headers: { "www-authenticate": challenge } });
  }
  if (pathname === "/redirect") {
    const location = `http://u:${SECRET}@other.example/?access_token=${SECRET}#id_token=${SECRET}`;
    return new Response(null, { status: 302, headers: { location } });
  }
  const response = Response.json({ access_token: SECRET, token_type: "Bearer", n: 1 });
  response.headers.append("set-cookie", `sid=${SECRET}; Path=/; HttpOnly`);
  response.headers.append("set-cookie", `${SECRET}`);
  response.headers.append("link", `</next?sig=${SECRET}&page=2>; rel="next"`);
  response.headers.append("x-mine", SECRET);
  return response;
}

/** Sends every kind of secret. */
async function sendAll(recorder: HarRecorder): Promise<void> {
  await using client = new Client({
    recorder,
    transport: new HandlerTransport(async (request) => {
      await request.clone().text();
      return answer(request);
    }),
    sensitiveHeaders: ["x-mine"],
  });
  const url = "http://app.example/";
  await client.get(`${url}?token=${SECRET}&code=${SECRET}&key=${SECRET}&page=1`, {
    headers: {
      authorization: `Bearer ${SECRET}`,
      "proxy-authorization": `Basic ${SECRET}`,
      cookie: `a=${SECRET}; b=${SECRET}`,
      "x-mine": SECRET,
      "x-api-key": SECRET,
      referer: `http://x.example/?signature=${SECRET}`,
    },
  });
  await client.get(`${url}digest`, { auth: new DigestAuth("user", SECRET) });
  await client.get(`${url}redirect`);
  await client.post(url, { json: { user: "u", password: SECRET, deep: { apiKey: [SECRET] } } });
  await client.post(url, { body: JSON.stringify({ client_secret: SECRET }) });
  await client.post(url, { data: { user: "u", passwd: SECRET, code: SECRET } });
  await client.post(url, { data: `user=u&password=${SECRET}` });
  const files = { file: new Uint8Array([255, 0]), secret: new Blob([SECRET]) };
  await client.post(url, { data: { user: "u", password: SECRET }, files });
  await client.post(url, { data: { user: "u", password: `${SECRET}ü` }, files: {} });
}

test("a URL within the query or a form has no secrets in a HAR file", async () => {
  const recorder = new HarRecorder();
  await using client = new Client({
    recorder,
    transport: new HandlerTransport(async (request) => new Response(await request.text())),
  });
  const next = `https://ada:${SECRET}@h.example/cb?token=${SECRET}&x=1`;
  await client.get("http://app.example/", { params: { next } });
  await client.post("http://app.example/", { data: { next } });
  await client.post("http://app.example/", { data: { next }, files: { f: "text" } });
  const { entries } = recorder.toJSON().log;
  const shown = "https://h.example/cb?token=REDACTED&x=1";
  assertEquals(entries[0]?.request.queryString, [{ name: "next", value: shown }]);
  for (const { request } of entries.slice(1)) {
    assertEquals(request.postData?.params?.[0], { name: "next", value: shown });
  }
  assertEquals(JSON.stringify(entries.map(({ request }) => request)).includes(SECRET), false);
});

test("nothing secret is in a HAR file", async () => {
  const recorder = new HarRecorder();
  await sendAll(recorder);
  const har = recorder.toJSON();
  assertHar(har);
  for (const entry of har.log.entries) {
    const text = JSON.stringify(entry, undefined, 1);
    assert(!text.includes(SECRET), text);
    const body = entry.request.postData;
    assert(!(body?._encoding && atob(body.text ?? "").includes(SECRET)), "in base64");
  }
  const [first] = har.log.entries;
  const header = (name: string) => first?.request.headers.find((one) => one.name === name)?.value;
  assertEquals(header("authorization"), "REDACTED");
  assertEquals(header("cookie"), "a=REDACTED; b=REDACTED");
  assertEquals(
    first?.request.url,
    "http://app.example/?token=REDACTED&code=REDACTED&key=REDACTED&page=1",
  );
  assertEquals(
    first?.response.content.text,
    '{"access_token":"REDACTED","token_type":"Bearer","n":1}',
  );
  assertEquals(
    first?.response.headers.filter(({ name }) => name === "set-cookie").map(({ value }) => value),
    ["sid=REDACTED; Path=/; HttpOnly", "REDACTED"],
  );
  assertEquals(
    har.log.entries.find(({ request }) => request.postData?.mimeType === "application/json")
      ?.request.postData?.text,
    '{"user":"u","password":"REDACTED","deep":{"apiKey":["REDACTED"]}}',
  );
});

test("JSON that is no UTF-8 loses its secrets, and keeps its bytes", async () => {
  for (const type of ["application/json", "text/plain", ""]) {
    const recorder = new HarRecorder();
    const bytes = new Uint8Array([...new TextEncoder().encode('{"a":"_","token":"x"}')]);
    bytes[6] = 0xe4;
    const headers = { ...(type && { "content-type": type }) };
    const transport = new HandlerTransport(() => new Response(bytes, { headers }));
    await using client = new Client({ transport, recorder });
    await client.get("http://app.example/");
    const { content } = recorder.entries[0]?.response ?? {};
    assertEquals(content?.encoding, "base64");
    assertEquals(atob(content?.text ?? ""), '{"a":"\xe4","token":"REDACTED"}');
  }
});

test("redact: false keeps everything", async () => {
  const recorder = new HarRecorder({ redact: false });
  await sendAll(recorder);
  assertHar(recorder.toJSON());
  assert(JSON.stringify(recorder).split(SECRET).length > 25);
});

test("a function goes over what was redacted, once for each entry", async () => {
  let calls = 0;
  const recorder = new HarRecorder({
    redact: (entry) => {
      calls++;
      return { ...entry, comment: `${entry.request.headers.length > 0}` };
    },
  });
  await sendAll(recorder);
  assertEquals(calls, 0, "only when somebody asks");
  assert(!JSON.stringify(recorder).includes(SECRET));
  assertEquals(JSON.stringify(recorder), JSON.stringify(recorder));
  assertEquals(calls, recorder.entries.length);
  assertEquals(recorder.entries[0]?.comment, "true");
});

test("what was redacted before stays as it is", async () => {
  const recorder = new HarRecorder();
  await sendAll(recorder);
  for (const entry of recorder.entries) assertEquals(redactEntry(entry), entry);
});
