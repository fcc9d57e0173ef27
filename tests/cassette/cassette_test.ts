import { assert, assertEquals, assertInstanceOf, assertRejects, assertThrows } from "@std/assert";
import {
  Client,
  ConnectError,
  DnsError,
  type HttpResponse,
  ReadError,
  WriteError,
} from "../../mod.ts";
import { type Har, HarRecorder } from "../../src/features/har/mod.ts";
import { SocketTransport } from "../../src/transports/socket/mod.ts";
import { CassetteTransport, MockTransport } from "../../src/testing/mod.ts";
import { test } from "../checked.ts";
import { assertHar } from "../har/schema.ts";
import { respondWith } from "../wire/scripted.ts";

/** Gives a path for a cassette, and removes what was written there. */
async function withPath(run: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await run(`${folder}/deep/er/a.har`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function readHar(path: string): Promise<Har> {
  return JSON.parse(await Deno.readTextFile(path));
}

/** Everything of a response that can be compared. */
async function describe(response: HttpResponse): Promise<unknown> {
  const { status, reasonPhrase, url, httpVersion, history } = response;
  return {
    ...{ status, reasonPhrase, url, httpVersion },
    headers: [...response.headers],
    body: await response.bytes(),
    wire: response.numBytesDownloaded,
    history: await Promise.all(history.map(describe)),
  };
}

const ALL = new Uint8Array(256).map((_, index) => index);

/** A server with an answer of each kind. */
async function answer(request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  switch (pathname) {
    case "/text":
      return new Response("grüße", {
        headers: [["content-type", "text/plain"], ["set-cookie", "a=1"], ["set-cookie", "b=2"]],
      });
    case "/binary":
      return new Response(ALL, { headers: { "content-type": "image/png" } });
    case "/redirect":
      return new Response("moved", { status: 302, headers: { location: `/text${search}` } });
    case "/big":
      return new Response("line of a large body that is worth a coding\n".repeat(5_000), {
        headers: { "content-type": "text/plain" },
      });
    case "/none":
      return new Response(null, { status: 204 });
    case "/missing":
      return new Response("not here", { status: 404 });
    case "/echo":
      return new Response(await request.bytes(), { headers: { "content-type": "text/plain" } });
    default:
      return new Response("");
  }
}

/** Asks for everything, and describes what came. */
async function askAll(client: Client, url: string): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const path of ["text", "binary", "redirect?x=1", "none", "missing", "", "text?a=1&b=2"]) {
    found.push(await describe(await client.get(`${url}/${path}`)));
  }
  for (const coding of ["gzip", "br", "identity"]) {
    const headers = { "accept-encoding": coding };
    found.push(await describe(await client.get(`${url}/big`, { headers, params: { coding } })));
  }
  found.push(await describe(await client.head(`${url}/text`)));
  found.push(await describe(await client.post(`${url}/echo`, { json: { a: "ü" } })));
  found.push(await describe(await client.put(`${url}/echo`, { body: ALL })));
  const files = { file: new Blob([ALL]) };
  found.push((await client.post(`${url}/echo`, { files, data: { a: "b" } })).status);
  const body = () => ReadableStream.from([new Uint8Array([104]), new Uint8Array([105])]);
  found.push(await describe(await client.post(`${url}/echo`, { body })));
  const streamed = await client.stream("GET", `${url}/big?streamed`);
  found.push(await streamed.text());
  return found;
}

const ways: readonly (readonly [string, () => SocketTransport | undefined])[] = [
  ["what a client uses by itself", () => undefined],
  ["sockets", () => new SocketTransport()],
];

for (const [name, open] of ways) {
  for (const match of ["loose", "strict"] as const) {
    test(`recorded over ${name}, played offline, ${match}: the same, byte for byte`, async () => {
      await withPath(async (path) => {
        const server = Deno.serve(
          { hostname: "127.0.0.1", port: 0, onListen: () => {} },
          answer,
        );
        const url = `http://127.0.0.1:${server.addr.port}`;
        let recorded: unknown[];
        {
          const transport = new CassetteTransport(path, {
            mode: "record",
            transport: open(),
            match,
          });
          await using client = new Client({ transport, cookies: {} });
          recorded = await askAll(client, url);
        }
        await server.shutdown();
        assertHar(await readHar(path));
        const cassette = new CassetteTransport(path, { match });
        await using client = new Client({ transport: cassette });
        const played = await askAll(client, url);
        for (const [index, one] of recorded.entries()) {
          assertEquals(played[index], withSecrets(one));
        }
        cassette.assertAllPlayed();
      });
    });
  }
}

/** Values of cookies are in no cassette. */
function withSecrets(value: unknown): unknown {
  if (Array.isArray(value)) {
    const [name, text] = value;
    if (name === "set-cookie") return [name, String(text).replace(/=.*/, "=REDACTED")];
    return value.map(withSecrets);
  }
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withSecrets(part)]));
}

test("failures are the same errors again", async () => {
  await withPath(async (path) => {
    const mock = new MockTransport()
      .get("http://a.example/dns", { error: new DnsError("no such host", { phase: "connect" }) })
      .get("http://a.example/half", () =>
        new Response(
          new ReadableStream({
            pull(controller) {
              controller.enqueue(new TextEncoder().encode("half"));
              controller.error(new Error("broken"));
            },
          }, { highWaterMark: 0 }),
          { headers: { "content-type": "text/plain" } },
        ));
    for (
      const cassette of [
        new CassetteTransport(path, { mode: "record", transport: mock }),
        new CassetteTransport(path),
      ]
    ) {
      await using client = new Client({ transport: cassette });
      const error = await assertRejects(() => client.get("http://a.example/dns"), DnsError);
      assert(error.message.includes("no such host"), error.message);
      assertEquals(error.phase, "connect");
      const broken = await client.stream("GET", "http://a.example/half");
      await assertRejects(() => broken.bytes(), ReadError, "the body of the response failed");
    }
  });
});

test("sockets: a body that breaks off breaks off again, after the same bytes", async () => {
  await withPath(async (path) => {
    const head = "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 9\r\n\r\n";
    const server = await respondWith({ send: `${head}half`, end: "close" });
    const { url } = server;
    for (const mode of ["record", "replay"] as const) {
      const transport = new SocketTransport();
      await using client = new Client({
        transport: new CassetteTransport(path, { mode, transport }),
      });
      const response = await client.stream("GET", url);
      let text = "";
      await assertRejects(
        async () => {
          for await (const chunk of response.iterText()) text += chunk;
        },
        ReadError,
        "the connection broke within the body: it was closed",
      );
      assertEquals(text, "half");
      if (mode === "record") await server[Symbol.asyncDispose]();
    }
  });
});

test("no secret reaches the file, and what is asked with it is still found", async () => {
  await withPath(async (path) => {
    const mock = new MockTransport().post("*", {
      json: { access_token: "s3cr3t", n: 1 },
      headers: { "content-length": "31" },
    });
    for (const [mode, secret] of [["record", "s3cr3t"], ["replay", "0ther"]] as const) {
      const transport = new CassetteTransport(path, {
        mode,
        transport: mock,
        match: "strict",
        matchHeaders: ["x-mine", "Authorization"],
      });
      await using client = new Client({
        transport,
        sensitiveHeaders: ["x-mine"],
        headers: { "x-mine": secret, authorization: `Bearer ${secret}` },
      });
      const url = `http://a.example/?api_key=${secret}`;
      const response = await client.post(url, { data: { password: secret } });
      if (mode === "record") continue;
      assertEquals(await response.json(), { access_token: "REDACTED", n: 1 });
      assertEquals(response.headers.get("content-length"), String(response.content.length));
    }
    assertEquals((await Deno.readTextFile(path)).includes("s3cr3t"), false);
  });
});

test("what is not there is refused, and the nearest entry is named", async () => {
  const har = await recordHar();
  const expectations: readonly (readonly [string, string, string])[] = [
    ["GET", "http://a.example/x?page=2", 'the query is "page=2" and not "page=1"'],
    ["GET", "http://a.example/x", 'the query is empty and not "page=1"'],
    ["PUT", "http://a.example/form", "nearest is"],
    ["GET", "http://b.example/x?page=1", 'the URL is "http://b.example/x" and not'],
  ];
  const cassette = new CassetteTransport(har);
  await using client = new Client({ transport: cassette });
  for (const [method, url, expected] of expectations) {
    const error = await assertRejects(() => client.request(method, url), ConnectError);
    assert(error.message.includes(expected), error.message);
  }
});

/** Two pages, a form twice. */
async function recordHar(): Promise<Har> {
  const recorder = new HarRecorder();
  const transport = new MockTransport((request) =>
    new Response(request.url + recorder.entries.length)
  );
  await using client = new Client({ transport, recorder });
  await client.get("http://a.example/x?page=1");
  await client.post("http://a.example/form", { data: { a: "1" } });
  await client.post("http://a.example/form", { data: { a: "2" } });
  return recorder.toJSON();
}

test("strict: the order of the file, each once, and the body counts", async () => {
  const cassette = new CassetteTransport(await recordHar(), { match: "strict" });
  await using client = new Client({ transport: cassette });
  const early = await assertRejects(() => client.post("http://a.example/form"), ConnectError);
  assert(early.message.includes("turn of entry 0"), early.message);
  await client.get("http://a.example/x?page=1");
  const other = await assertRejects(
    () => client.post("http://a.example/form", { data: { a: "2" } }),
    ConnectError,
  );
  assert(other.message.includes('the body is "a=2" and not "a=1"'), other.message);
  await client.post("http://a.example/form", { data: { a: "1" } });
  assertEquals(cassette.pending, ["POST http://a.example/form"]);
  assertThrows(() => cassette.assertAllPlayed(), Error, "left: POST http://a.example/form");
  await client.post("http://a.example/form", { data: { a: "2" } });
  cassette.assertAllPlayed();
  const over = await assertRejects(() => client.get("http://a.example/x?page=1"), ConnectError);
  assert(over.message.includes("all of its 3 entries were played"), over.message);
  cassette.reset();
  await client.get("http://a.example/x?page=1");
});

test("loose: any order, the same body first, then one after the other, then the last again", async () => {
  const cassette = new CassetteTransport(await recordHar());
  await using client = new Client({ transport: cassette });
  const post = async (a: string) =>
    (await (await client.post("http://a.example/form", { data: { a } })).text()).slice(-1);
  assertEquals(await post("2"), "2");
  assertEquals(await post("3"), "1", "what is left");
  assertEquals(await post("1"), "1", "again, by its body");
  assertEquals(await post("3"), "2", "the last one again");
  await client.get("http://a.example/x?page=1#part");
  cassette.assertAllPlayed();
});

test("loose: the order of parameters does not count, their number does", async () => {
  const recorder = new HarRecorder();
  {
    await using client = new Client({ transport: new MockTransport({ "*": 200 }), recorder });
    await client.get("http://a.example/?a=1&b=2&b=3");
  }
  await using client = new Client({ transport: new CassetteTransport(recorder.toJSON()) });
  await client.get("http://a.example/?b=3&a=1&b=2");
  await assertRejects(() => client.get("http://a.example/?a=1&b=2"), ConnectError);
  await assertRejects(() => client.get("http://a.example/?a=1&b=2&b=3&b=3"), ConnectError);
});

test("a function decides, and sees no secret", async () => {
  const seen: string[] = [];
  const cassette = new CassetteTransport(await recordHar(), {
    match: (request, recorded) => {
      seen.push(JSON.stringify(request));
      return request.method === recorded.method;
    },
  });
  await using client = new Client({ transport: cassette });
  const response = await client.get("http://else.example/?token=s3cr3t");
  assertEquals(await response.text(), "http://a.example/x?page=10");
  assertEquals(seen.some((text) => text.includes("s3cr3t")), false);
  await assertRejects(() => client.delete("http://a.example/"), ConnectError, "by the function");
});

test("auto records what is missing, keeps the rest as it is, and merges", async () => {
  await withPath(async (path) => {
    const mock = new MockTransport((request) => new Response(request.url));
    const ask = async (...urls: string[]) => {
      const cassette = new CassetteTransport(path, { mode: "auto", transport: mock });
      await using client = new Client({ transport: cassette });
      const body = () => ReadableStream.from([new Uint8Array([97])]);
      for (const url of urls) await client.post(`http://a.example/${url}`, { body: body() });
    };
    await ask("1");
    const before = await Deno.readTextFile(path);
    await ask("1");
    assertEquals(await Deno.readTextFile(path), before, "nothing new, nothing written");
    await ask("1", "2", "2");
    assertEquals(mock.calls.map(({ url, body }) => [url.pathname, body.length]), [
      ["/1", 1],
      ["/2", 1],
      ["/2", 1],
    ]);
    const after = await Deno.readTextFile(path);
    assert(after.startsWith(before.slice(0, before.lastIndexOf("    ]")).trimEnd().slice(0, -1)));
    assertHar(JSON.parse(after));
    assertEquals((await readHar(path)).log.entries.length, 3);
    assert(after.endsWith("}\n"));
  });
});

test("record replaces the file; a HAR that was given is never written", async () => {
  await withPath(async (path) => {
    const transport = new MockTransport((request) => new Response(request.url));
    for (const url of ["http://a.example/1", "http://a.example/2"]) {
      const file = path.startsWith("/") ? new URL(`file://${path}`) : path;
      await using client = new Client({
        transport: new CassetteTransport(file, { mode: "record", transport }),
      });
      await client.get(url);
    }
    const { log } = await readHar(path);
    assertEquals(log.entries.map(({ request }) => request.url), ["http://a.example/2"]);
    assertEquals(log.creator.name, "ferry");
    const cassette = new CassetteTransport({ log }, { mode: "auto", transport });
    await using client = new Client({ transport: cassette });
    await client.get("http://a.example/3");
    assertEquals(cassette.toJSON().log.entries.length, 2);
  });
});

test("one cassette for several clients, one after the other, each of which closes it", async () => {
  await withPath(async (path) => {
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      answer,
    );
    const url = `http://127.0.0.1:${server.addr.port}/text`;
    const cassette = new CassetteTransport(path, { mode: "auto" });
    for (const count of [1, 2]) {
      await using client = new Client({ transport: cassette });
      await client.get(`${url}?${count}`);
      await client.post(`${url}?${count}`, { json: count });
      await client[Symbol.asyncDispose]();
      assertEquals((await readHar(path)).log.entries.length, 2 * count);
    }
  });
});

test("a body is not written before it has ended", async () => {
  await withPath(async (path) => {
    const transport = new MockTransport({ "*": { text: "body" } });
    const cassette = new CassetteTransport(path, { mode: "record", transport });
    using client = new Client({ transport: cassette });
    const response = await client.stream("GET", "http://a.example/");
    await cassette.close();
    await assertRejects(() => Deno.stat(path), Deno.errors.NotFound);
    await response.text();
    await Promise.all([cassette.close(), cassette.close()]);
    assertEquals((await readHar(path)).log.entries.length, 1);
  });
});

test("a file that is not there, or is no HAR, is a TypeError that says so", async () => {
  await withPath(async (path) => {
    const ask = async () => {
      await using client = new Client({ transport: new CassetteTransport(path) });
      await client.post("http://a.example/", { body: "x" });
    };
    await assertRejects(ask, TypeError, 'there is no such file; mode: "auto" records it');
    await Deno.mkdir(path.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.writeTextFile(path, "{");
    await assertRejects(ask, TypeError, "it is not JSON");
    await Deno.writeTextFile(path, '\ufeff{"log":{"entries":[]}}');
    await assertRejects(ask, ConnectError, "it is empty");
  });
  assertThrows(() => new CassetteTransport("x.har").assertAllPlayed(), Error, "nothing was asked");
});

test("a stream that fails, and a call that is given up while its body is read", async () => {
  const cassette = new CassetteTransport(await recordHar());
  await using client = new Client({ transport: cassette });
  const failing = new ReadableStream({ pull: () => Promise.reject(new Error("no more")) });
  const error = await assertRejects(
    () => client.post("http://a.example/form", { body: failing }),
    WriteError,
  );
  assertInstanceOf(error.cause, Error);
  let cancelled = false;
  const endless = new ReadableStream<Uint8Array>({ cancel: () => void (cancelled = true) });
  const signal = AbortSignal.timeout(10);
  await assertRejects(
    () => client.post("http://a.example/form", { body: endless, signal }),
    DOMException,
  );
  assert(cancelled);
});

test("it keeps the rules of a client: progress, hooks, limits, web requests", async () => {
  const cassette = new CassetteTransport(await recordHar());
  await using client = new Client({ transport: cassette });
  const sent: number[] = [];
  await client.post("http://a.example/form", {
    data: { a: "1" },
    onUploadProgress: ({ transferred }) => sent.push(transferred),
  });
  assertEquals(sent.at(-1), 3);
  await assertRejects(() => client.get("http://a.example/x?page=1", { maxResponseBytes: 3 }));
  const context = { signal: new AbortController().signal, timeout: client.timeout };
  const response = await cassette.send(new Request("http://a.example/x?page=1"), context);
  assertEquals(await response.text(), "http://a.example/x?page=10");
});

test("wrong options are refused", () => {
  const refuse = (options: unknown, text: string) =>
    assertThrows(() => Reflect.construct(CassetteTransport, ["a.har", options]), TypeError, text);
  refuse({ mode: "play" }, "mode");
  refuse({ match: "exact" }, "match");
  refuse({ matchHeaders: "accept" }, "matchHeaders");
  refuse({ matchHeaders: ["a b"] }, "matchHeaders");
  refuse({ transport: {} }, "no send()");
  refuse({ redact: 1 }, "redact");
  refuse({ modes: 1 }, "no such option");
  assertThrows(
    () => new CassetteTransport(new URL("https://x.example/a.har")),
    TypeError,
    "no file",
  );
});
