import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { BodyUsedError, Client, HandlerTransport, toCurl } from "../../mod.ts";
import { test } from "../checked.ts";

const transport = new HandlerTransport(async (request) => new Response(await request.text()));

/** Both are among what a client sends by itself. */
const COMMON = { accept: "*/*", "user-agent": "t" } as const;
const OURS = "-H 'accept: */*' -H 'user-agent: t'";

const COMMANDS: readonly (readonly [Request, string])[] = [
  [new Request("http://h/", { headers: COMMON }), `curl 'http://h/' ${OURS} --compressed`],
  [
    new Request("http://h/", { headers: COMMON, method: "HEAD" }),
    `curl --head 'http://h/' ${OURS} --compressed`,
  ],
  [
    new Request("http://h/#part", { headers: COMMON, method: "DELETE" }),
    `curl -X DELETE 'http://h/' ${OURS} --compressed`,
  ],
  [
    new Request("http://h/?a[]=1", { headers: COMMON, method: "POST" }),
    `curl --globoff 'http://h/?a[]=1' ${OURS} -H 'content-type:' --data-raw '' --compressed`,
  ],
  [
    new Request("http://h/", { headers: { ...COMMON, range: "bytes=1-" } }),
    `curl 'http://h/' -H 'accept: */*' -H 'range: bytes=1-' -H 'user-agent: t'`,
  ],
  [
    new Request("http://h/"),
    `curl 'http://h/' -H 'accept:' -H 'user-agent:' --compressed`,
  ],
  [
    new Request("http://h/", {
      method: "POST",
      headers: { ...COMMON, "content-type": "x/y" },
      body: "it's\0",
    }),
    `printf 'it\\047s\\000' | curl 'http://h/' -H 'accept: */*' -H 'content-type: x/y' ` +
    `-H 'user-agent: t' --data-binary @- --compressed`,
  ],
];

test("commands", async () => {
  for (const [request, command] of COMMANDS) assertEquals(await toCurl(request), command);
});

test("secrets are left out unless one wants them", async () => {
  const headers = {
    authorization: "Bearer hunter2",
    "proxy-authorization": "hunter2",
    cookie: "a=hunter2",
    "x-api-key": "hunter2",
    "x-csrf-token": "hunter2",
  };
  const request = new Request("http://h/?q=1&token=hunter2", { headers });
  const command = await toCurl(request);
  assertEquals(command.includes("hunter2"), false);
  for (
    const part of [
      "'authorization: Bearer REDACTED'",
      "'cookie: REDACTED'",
      "'http://h/?q=1&token=REDACTED'",
    ]
  ) {
    assertStringIncludes(command, part);
  }
  assertEquals((await toCurl(request, { redact: false })).split("hunter2").length, 7);
});

test("the request can be sent afterwards, and written again", async () => {
  using client = new Client({ transport });
  const stream = () => new Blob(["text"]).stream();
  const requests = [
    client.buildRequest("POST", "http://h/", { body: "text" }),
    client.buildRequest("POST", "http://h/", { body: stream }),
    new Request("http://h/", { method: "POST", body: "text" }),
    new Request("http://h/", { method: "POST", body: stream() }),
  ];
  for (const request of requests) {
    assertStringIncludes(await toCurl(request), "--data-raw 'text'");
    assertStringIncludes(await toCurl(request), "--data-raw 'text'");
    const response = await client.send(request);
    assertEquals(await response.text(), "text");
  }
});

test("the request of a response can be written, after redirects and with credentials", async () => {
  using client = new Client({ transport, auth: ["user", "hunter2"] });
  const { request } = await client.post("http://h/", { json: { a: 1 } });
  const command = await toCurl(request);
  assertStringIncludes(command, "'authorization: Basic REDACTED'");
  assertStringIncludes(command, `--data-raw '{"a":1}'`);
});

test("a body that cannot be had is an error, and is left as it is", async () => {
  using client = new Client({ transport });
  let pulled = 0;
  const once = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled++;
      controller.enqueue(new TextEncoder().encode("once"));
      controller.close();
    },
  }, { highWaterMark: 0 });
  const files = { file: { content: once, size: 4 } };
  const request = client.buildRequest("POST", "http://h/", { files });
  await assertRejects(() => toCurl(request), BodyUsedError, "pass a function");
  assertEquals(pulled, 0);
  assertStringIncludes(await (await client.send(request)).text(), "once");

  const used = new Request("http://h/", { method: "POST", body: "text" });
  await used.text();
  await assertRejects(() => toCurl(used), BodyUsedError, "read already");
});

test("what is no request, or no option, is a TypeError", async () => {
  const wrong = JSON.parse('{"url":"http://h/"}');
  await assertRejects(() => toCurl(wrong), TypeError, "give a Request");
  const request = new Request("http://h/");
  for (const options of ['{"redakt":true}', '{"redact":1}', "[]", "null"]) {
    await assertRejects(() => toCurl(request, JSON.parse(options)), TypeError, "Cannot");
  }
  assert((await toCurl(request, { redact: undefined })).startsWith("curl "));
});

test("headers that are secrets by the word of the client or of the caller are left out", async () => {
  const sensitiveHeaders = ["X-Team"];
  using client = new Client({
    transport,
    headers: { "x-team": "s3cret", "x-own": "0wn" },
    sensitiveHeaders,
  });
  const built = client.buildRequest("GET", "http://h.example/");
  const hooked: Request[] = [];
  client.hooks.request.push((request) => void hooked.push(request));
  const { request } = await client.get("http://h.example/");
  const { request: sent } = await client.send(new Request(built));
  const withCopy = { hooks: { request: [(request: Request) => new Request(request)] } };
  const { request: copied } = await client.get("http://h.example/", withCopy);
  assertEquals(hooked.length, 2);
  for (const each of [built, request, sent, copied, ...hooked]) {
    const command = await toCurl(each);
    assertStringIncludes(command, "x-team: REDACTED");
    assertStringIncludes(command, "x-own: 0wn");
    assertStringIncludes(await toCurl(each, { sensitiveHeaders: ["X-Own"] }), "x-own: REDACTED");
    assertStringIncludes(await toCurl(each, { redact: false }), "s3cret");
  }
  const wrong = JSON.parse('{ "sensitiveHeaders": "x" }');
  await assertRejects(() => toCurl(built, wrong), TypeError, "sensitiveHeaders");
});
