import { FEATURES } from "../../src/features.ts";
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { Client, post } from "../../mod.ts";
import { type BodyOptions, resolveBody } from "../../src/core/request/body.ts";
import { BytesContent } from "../../src/core/request/content.ts";
import { BodyUsedError } from "../../src/core/errors.ts";
import { toMultipart } from "../../src/features/multipart/multipart.ts";
import type { BodySource } from "../../src/core/request/prepared.ts";
import { test } from "../checked.ts";
import { respondWith, toAnswer } from "../wire/scripted.ts";

function resolve(options: unknown): BodySource {
  assert(isOptions(options));
  const source = resolveBody(options, { features: FEATURES });
  assert(source, "there is a body");
  return source;
}

/** The options as a caller without type checks may pass them. */
function isOptions(options: unknown): options is BodyOptions {
  return typeof options === "object" && options !== null;
}

async function prepare(source: BodySource): Promise<BodySource> {
  await source.prepare?.();
  return source;
}

async function readBack(source: BodySource): Promise<Response> {
  await prepare(source);
  const headers = { "content-type": source.contentType ?? "" };
  return new Response(source.open(), { headers });
}

/** What the runtime's own parser finds: every field as `[name, text]` or `[name, filename, type, text]`. */
async function parse(source: BodySource): Promise<unknown[]> {
  const form = await (await readBack(source)).formData();
  return await Promise.all(
    Array.from(
      form,
      async ([name, value]) =>
        typeof value === "string"
          ? [name, value]
          : [name, value.name, value.type, await value.text()],
    ),
  );
}

/** The message without its boundary. */
async function textOf(source: BodySource): Promise<string> {
  const boundary = source.contentType?.split("boundary=")[1] ?? "?";
  return (await (await readBack(source)).text()).replaceAll(boundary, "B");
}

async function temporaryFile(content: string | Uint8Array): Promise<string> {
  const path = await Deno.makeTempFile();
  await Deno.writeFile(path, toBytes(content));
  return path;
}

function toBytes(content: string | Uint8Array): Uint8Array {
  return typeof content === "string" ? new TextEncoder().encode(content) : content;
}

function assertClosed(file: Deno.FsFile): void {
  assertThrows(() => file.statSync(), Deno.errors.BadResource);
}

async function* iterate(
  ...items: (string | Uint8Array)[]
): AsyncGenerator<string | Uint8Array> {
  for (const item of items) {
    await Promise.resolve();
    yield item;
  }
}

test("multipart: the message is that of RFC 7578, byte for byte", async () => {
  const source = toMultipart([
    { name: "a", content: new BytesContent(new TextEncoder().encode("ü\n")) },
    {
      name: "f",
      filename: "x.txt",
      contentType: "text/plain",
      headers: [["X-Y", "z"]],
      content: new BytesContent(new Uint8Array([0, 255])),
    },
  ], "B");
  assertEquals(source.contentType, "multipart/form-data; boundary=B");
  const head = '--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nü\n\r\n' +
    '--B\r\nContent-Disposition: form-data; name="f"; filename="x.txt"\r\n' +
    "Content-Type: text/plain\r\nX-Y: z\r\n\r\n";
  const expected = [
    ...new TextEncoder().encode(head),
    0,
    255,
    ...new TextEncoder().encode("\r\n--B--\r\n"),
  ];
  assertEquals([...await (await readBack(source)).bytes()], expected);
  assertEquals(source.size, expected.length);
});

test("multipart: a form without parts is a message too", async () => {
  assertEquals(await (await readBack(toMultipart([], "B"))).text(), "--B--\r\n");
});

test("multipart: boundaries are random and need no quotes", () => {
  const types = new Set<string | undefined>();
  for (let i = 0; i < 100; i++) types.add(toMultipart([]).contentType);
  assertEquals(types.size, 100);
  for (const type of types) {
    assert(/boundary=[A-Za-z0-9]{32,70}$/.test(type ?? ""));
  }
});

test("files: every shape of a file", async () => {
  const bytes = new TextEncoder().encode("abc");
  const cases: [unknown, unknown[]][] = [
    ["abc", ["f", "f", "application/octet-stream", "abc"]],
    [bytes, ["f", "f", "application/octet-stream", "abc"]],
    [new TextEncoder().encode("xabcx").subarray(1, 4), [
      "f",
      "f",
      "application/octet-stream",
      "abc",
    ]],
    [bytes.buffer, ["f", "f", "application/octet-stream", "abc"]],
    [new Blob(["abc"], { type: "text/x" }), ["f", "f", "text/x", "abc"]],
    [new Blob(["abc"]), ["f", "f", "application/octet-stream", "abc"]],
    [new File(["abc"], "a.png"), ["f", "a.png", "image/png", "abc"]],
    [new File(["abc"], "a.png", { type: "text/x" }), [
      "f",
      "a.png",
      "text/x",
      "abc",
    ]],
    [new Response("abc").body, ["f", "f", "application/octet-stream", "abc"]],
    [iterate("a", "bc"), ["f", "f", "application/octet-stream", "abc"]],
    [{ readable: new Response("abc").body }, [
      "f",
      "f",
      "application/octet-stream",
      "abc",
    ]],
    [{ content: "abc" }, ["f", "f", "application/octet-stream", "abc"]],
    [{ content: "abc", filename: "a.json" }, [
      "f",
      "a.json",
      "application/json",
      "abc",
    ]],
    [{ content: bytes, filename: "a.json", contentType: "text/x" }, [
      "f",
      "a.json",
      "text/x",
      "abc",
    ]],
    [{ content: new File(["abc"], "b.png"), filename: "a.gif" }, [
      "f",
      "a.gif",
      "image/gif",
      "abc",
    ]],
    [{ content: new File(["abc"], "b.png") }, [
      "f",
      "b.png",
      "image/png",
      "abc",
    ]],
    [{ content: iterate("abc"), filename: "a.pdf", size: 3 }, [
      "f",
      "a.pdf",
      "application/pdf",
      "abc",
    ]],
    [{ content: "abc", filename: null }, ["f", "abc"]],
    [["a.txt", "abc"], ["f", "a.txt", "text/plain", "abc"]],
    [["a.txt", bytes, "text/x"], ["f", "a.txt", "text/x", "abc"]],
    [["a.txt", "abc", null], ["f", "a.txt", "text/plain", "abc"]],
    [["a.txt", "abc", "text/x", { "X-Y": "z" }], [
      "f",
      "a.txt",
      "text/x",
      "abc",
    ]],
    [["a.txt", "abc", undefined, { "Content-Type": "text/z" }], [
      "f",
      "a.txt",
      "text/z",
      "abc",
    ]],
    [[null, "abc"], ["f", "abc"]],
    [[undefined, "abc", "application/json"], ["f", "abc"]],
    [["", "abc"], ["f", "", "application/octet-stream", "abc"]],
  ];
  for (const [file, expected] of cases) {
    const [part, ...more] = await parse(resolve({ files: { f: file } }));
    assertEquals(more, []);
    assert(Array.isArray(part));
    // The media type of a name may come with a charset.
    if (part.length === 4) part[2] = String(part[2]).split(";")[0];
    assertEquals(part, expected, Deno.inspect(file));
  }
});

test("files: a part that is no file has a type only if one is known or it is bytes", async () => {
  const of = async (file: unknown) => {
    const text = await textOf(resolve({ files: { f: file } }));
    return /^Content-Type: (.*)$/m.exec(text)?.[1];
  };
  assertStrictEquals(await of([null, "x"]), undefined);
  assertEquals(await of([null, "{}", "application/json"]), "application/json");
  assertEquals(await of([null, new Uint8Array(1)]), "application/octet-stream");
});

test("files: a list repeats its field, a tuple is no list", async () => {
  const octets = "application/octet-stream";
  const cases: [unknown, unknown[]][] = [
    [[new Blob(["1"]), "2"], [["f", "f", octets, "1"], [
      "f",
      "f",
      octets,
      "2",
    ]]],
    [["one"], [["f", "f", octets, "one"]]],
    [
      ["1", "2", "3", "4", "5"],
      ["1", "2", "3", "4", "5"].map((text) => ["f", "f", octets, text]),
    ],
    [[["a.x-y", "1"], ["b.x-y", "2"]], [["f", "a.x-y", octets, "1"], [
      "f",
      "b.x-y",
      octets,
      "2",
    ]]],
    [["1", { content: "2" }], [["f", "f", octets, "1"], [
      "f",
      "f",
      octets,
      "2",
    ]]],
    [
      ["1", "2", new Blob(["3"])],
      ["1", "2", "3"].map((text) => ["f", "f", octets, text]),
    ],
    [["1", ["b.x-y", "2"]], [["f", "f", octets, "1"], [
      "f",
      "b.x-y",
      octets,
      "2",
    ]]],
    [["a.x-y", "1"], [["f", "a.x-y", octets, "1"]]],
    [["a.x-y", "1", "text/x"], [["f", "a.x-y", "text/x", "1"]]],
    [[new Uint8Array([49]), new Uint8Array([50])], [["f", "f", octets, "1"], [
      "f",
      "f",
      octets,
      "2",
    ]]],
  ];
  for (const [input, expected] of cases) {
    assertEquals(
      await parse(resolve({ files: { f: input } })),
      expected,
      Deno.inspect(input),
    );
  }
});

test("files: records, pairs and maps keep their order, data comes first", async () => {
  const files = [["b", "1"], ["a", [new Blob(["2"])]], ["b", "3"], ["n", null]];
  const octets = "application/octet-stream";
  const expected = [
    ["z", "1"],
    ["z", "true"],
    ["k", "a\nb"],
    ["b", "b", octets, "1"],
    ["a", "a", octets, "2"],
    ["b", "b", octets, "3"],
  ];
  const data = { z: [1, null, true], none: undefined, k: "a\nb" };
  assertEquals(await parse(resolve({ files, data })), expected);
  assertEquals(
    await parse(resolve({ files, data: new URLSearchParams("q=%0D") })),
    [
      ["q", "\r"],
      ...expected.slice(3),
    ],
  );
  assertEquals(await parse(resolve({ files: new Map([["m", "1"]]) })), [[
    "m",
    "m",
    octets,
    "1",
  ]]);
});

test("files: without a file the data is a form of its own", async () => {
  const source = resolve({ files: { a: [] }, data: { x: 1 } });
  assertEquals(source.contentType, "application/x-www-form-urlencoded");
  assertEquals(await (await readBack(source)).text(), "x=1");
});

test("files: what is no file is a TypeError before anything is read", async () => {
  const disturbed = new Response("x").body;
  await disturbed?.cancel();
  for (
    const file of [
      5,
      true,
      {},
      { name: "x" },
      { content: 5 },
      { content: undefined },
      { content: {} },
      new Date(),
      () => "x",
      ["a", 5],
      [["x"], [["y"]]],
      { content: "x", filename: 5 },
      { content: "x", contentType: 5 },
      disturbed,
    ]
  ) {
    assertThrows(
      () => resolve({ files: { f: file } }),
      TypeError,
      "Cannot",
      Deno.inspect(file),
    );
  }
  for (
    const files of ["x", 5, new Blob(["x"]), [1], [["a"]], new Uint8Array(2)]
  ) {
    assertThrows(() => resolve({ files }), TypeError, "Cannot");
  }
  for (const data of ["text", new Uint8Array(1)]) {
    assertThrows(() => resolve({ files: { f: "x" }, data }), TypeError, "data");
  }
});

test("files: a header that could break out of its part is a TypeError", () => {
  const headers: unknown[] = [
    { "x\r\ny": "z" },
    { "": "z" },
    { "x y": "z" },
    { "x:": "z" },
    { x: "a\r\nb" },
    { x: "a\nb" },
    { x: "a\rb" },
    { x: "a\0b" },
    { x: 5 },
    { "Content-Disposition": "form-data" },
    "x: y",
  ];
  for (const each of headers) {
    assertThrows(
      () => resolve({ files: { f: { content: "x", headers: each } } }),
      TypeError,
      "Cannot",
    );
  }
  for (const contentType of ["a\r\nb: c", "a\nb", "a\0"]) {
    assertThrows(
      () => resolve({ files: { f: ["n", "x", contentType] } }),
      TypeError,
      "Cannot",
    );
    const typed = { content: "x", headers: { "content-type": contentType } };
    assertThrows(() => resolve({ files: { f: typed } }), TypeError, "Cannot");
  }
});

test("files: the headers of a part go out, its type only once", async () => {
  const file = {
    content: "x",
    contentType: "text/a",
    headers: new Headers({ "content-type": "text/b", "x-y": "z" }),
  };
  const text = await textOf(resolve({ files: { f: file } }));
  assertEquals(text.match(/content-type: .*/gi), ["Content-Type: text/a"]);
  assert(text.includes("\r\nx-y: z\r\n"));
});

const HOSTILE = [
  'quote"quote',
  "new\r\nline",
  "a\nb",
  "a\rb",
  '"\r\nX-Evil: 1\r\n\r\nbody',
  "€uro 日本語 😀.txt",
  "back\\slash",
  "semi;colon=\u00e9",
  "percent%22",
  "../../etc/passwd",
  " spaces ",
  "tab\t",
  "-".repeat(2000),
];

test("multipart: hostile names stay in their place, and are escaped as browsers do", async () => {
  const escape = (name: string) =>
    name.replaceAll('"', "%22").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
  for (const name of HOSTILE) {
    const source = resolve({
      files: { [name]: [name, "x"] },
      data: { [name]: name },
    });
    const text = await textOf(source);
    assert(
      text.includes(`name="${escape(name)}"; filename="${escape(name)}"\r\n`),
    );
    assertEquals(text.split("--B").length - 1, name.includes("--B") ? 4 : 3);
    const form = await (await readBack(source)).formData();
    assertEquals([...form].length, 2);
  }
});

test("multipart: a web form goes out as a browser sends it", async () => {
  const form = new FormData();
  for (const name of HOSTILE) {
    form.append(name, name);
    form.append(name, new File([name], name));
  }
  form.append("typed", new File(["x"], "a.txt", { type: "text/x" }));
  form.append("untyped", new File(["x"], "a.txt"));
  const platform = new Response(form);
  const boundary = platform.headers.get("content-type")?.split("boundary=")[1] ?? "?";
  const expected = (await platform.text()).replaceAll(boundary, "B");
  const source = resolve({ body: form });
  form.append("late", "x");
  assertEquals((await textOf(source)).trimEnd(), expected.trimEnd());
  assert(source.replayable);
  assertEquals(source.size, (await (await readBack(source)).bytes()).length);
});

test("multipart: small forms in memory are one piece, others a stream, all can be sent again", async () => {
  const small = resolve({
    files: { f: new Uint8Array(200_000) },
    data: { a: "b" },
  });
  assertInstanceOf(small.open(), Uint8Array);
  const large = resolve({
    files: { f: new Uint8Array(600_000), g: new Blob(["x"]) },
  });
  for (const source of [small, large, large]) {
    assert(source.replayable);
    assertEquals((await (await readBack(source)).bytes()).length, source.size);
    await source.discard();
  }
});

test("multipart: whoever transfers a chunk away does not spoil the next attempt", async () => {
  const source = resolve({ files: { f: new Uint8Array(1_200_000).fill(1) } });
  const content = source.open();
  assertInstanceOf(content, ReadableStream);
  for await (const chunk of content) {
    structuredClone(chunk, { transfer: [chunk.buffer] });
  }
  assertEquals((await (await readBack(source)).bytes()).length, source.size);
});

test("multipart: a form of bytes and Blobs is a Blob, so that fetch knows its length", async () => {
  const form = {
    data: { a: "1" },
    files: { f: new File(["file"], "a.txt"), g: new Uint8Array(9) },
  };
  await using server = await respondWith(toAnswer("ok"));
  await (await post(server.url, form)).text();
  const [head = "", ...parts] = (server.requests[0] ?? "").split("\r\n\r\n");
  const length = parts.join("\r\n\r\n").length;
  assertMatch(head, new RegExp(`^content-length: ${length}$`, "im"));
  const large = resolve({ files: { f: new Blob([new Uint8Array(1_200_000)]) } }).open();
  assertInstanceOf(large, ReadableStream);
  await large.cancel();
});

test("multipart: ten thousand fields are few chunks", async () => {
  const data = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, i) => [`n${i}`, i]),
  );
  const source = resolve({ data, files: { f: iterate("x") } });
  const content = source.open();
  assertInstanceOf(content, ReadableStream);
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  assert(chunks.length < 12, `${chunks.length}`);
  const text = await new Blob(chunks.map((chunk) => new Uint8Array(chunk)))
    .text();
  assertEquals(text.split("Content-Disposition").length, 10_002);
});

test("multipart: chunks are small, and read only when asked for", async () => {
  let reads = 0;
  const content = (async function* () {
    while (reads < 20) {
      await Promise.resolve();
      yield new Uint8Array(100_000).fill(++reads);
    }
  })();
  const source = resolve({
    files: {
      f: { content, size: 2_000_000 },
      g: new Blob([new Uint8Array(1_000_000)]),
    },
  });
  const stream = source.open();
  assertInstanceOf(stream, ReadableStream);
  let chunks = 0;
  let size = 0;
  for await (const chunk of stream) {
    assert(chunk.length > 0 && chunk.length <= 262_144);
    size += chunk.length;
    assert(reads <= ++chunks, "nothing is read ahead");
  }
  assertEquals(size, source.size);
});

test("multipart: a size that a stream does not keep is an error, never a wrong message", async () => {
  for (
    const [size, problem] of [[2, "more"], [4, "fewer"], [0, "more"]] as const
  ) {
    const source = resolve({
      files: { f: { content: iterate("a", "bc"), size }, g: "x" },
    });
    assert(source.size !== undefined);
    await assertRejects(async () => await (await readBack(source)).bytes(), RangeError, problem);
  }
  for (const content of ["abc", new Uint8Array(3), new Blob(["abc"])]) {
    assertThrows(
      () => resolve({ files: { f: { content, size: 4 } } }),
      RangeError,
      "has 3",
    );
    assertEquals(
      resolve({ files: { f: { content, size: 3 } } }).replayable,
      true,
    );
  }
  for (const size of [-1, 1.5, NaN, Infinity, "3"]) {
    assertThrows(
      () => resolve({ files: { f: { content: iterate("abc"), size } } }),
      RangeError,
    );
  }
});

test("multipart: a form with a stream goes out once, and has a size if the stream has one", async () => {
  const unknown = resolve({ files: { f: iterate("abc") } });
  assertEquals([unknown.size, unknown.replayable], [undefined, false]);
  const known = resolve({ files: { f: { content: iterate("abc"), size: 3 } } });
  assert(known.size);
  for (const source of [unknown, known]) {
    await (await readBack(source)).bytes();
    assertThrows(
      () => source.open(),
      BodyUsedError,
      "Cannot send the form again",
    );
    await source.discard();
  }
});

test("multipart: one stream in two parts fails, it is not sent by halves", async () => {
  const stream = new Response("abc").body;
  const source = resolve({ files: [["a", stream], ["b", stream]] });
  await assertRejects(async () => await (await readBack(source)).bytes(), TypeError);
});

test("multipart: the types of names are loaded before the form is sent", async () => {
  const files = { f: ["a.txt", "abc"], g: ["b.unknown", "abc"] };
  const source = resolve({ files });
  assertEquals([source.size, source.replayable], [undefined, true]);
  assertThrows(() => source.open(), TypeError, "not prepared");
  await Promise.all([prepare(source), prepare(source)]);
  assertEquals(source.size, (await (await readBack(source)).bytes()).length);
  assertEquals(await parse(source), [
    ["f", "a.txt", "text/plain", "abc"],
    ["g", "b.unknown", "application/octet-stream", "abc"],
  ]);
  const known = {
    f: ["a.txt", "abc", "text/x"],
    g: ["b.txt", new Blob(["x"], { type: "text/x" })],
  };
  for (const settled of [known, { f: "abc" }, { f: new Uint8Array(3) }]) {
    const { size, prepare } = resolve({ files: settled });
    assertEquals([typeof size, prepare], ["number", undefined]);
  }
});

test("multipart: a form whose types are loaded has its size on every way", async () => {
  const files = { f: ["a.json", "{}"] } as const;
  const lengths: unknown[] = [];
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    async (request) => {
      lengths.push(request.headers.get("content-length"));
      const file = (await request.formData()).get("f");
      return new Response(file instanceof File ? file.type : "");
    },
  );
  const url = `http://127.0.0.1:${server.addr.port}/`;
  const hook = (request: Request) => request.headers.set("x-hooked", "yes");
  for (const http2 of [false, true]) {
    using client = new Client({ http2 });
    const built = client.buildRequest("POST", url, { files });
    const answers = [
      await client.post(url, { files }),
      await client.send(built),
      await client.post(url, { files, hooks: { request: [hook] } }),
    ];
    for (const answer of answers) assertEquals(await answer.text(), "application/json");
  }
  const [first] = lengths;
  assert(Number(first) > 0);
  assertEquals(lengths, Array(6).fill(first));
  using client = new Client();
  const web = await fetch(client.buildRequest("POST", url, { files }));
  assertEquals(await web.text(), "application/json");
});

test("multipart: a web request that is given up while its form is prepared opens nothing", async () => {
  const path = await temporaryFile("abc");
  using client = new Client();
  const file = await Deno.open(path);
  const { body } = client.buildRequest("POST", "http://h/", { files: { f: ["a.txt", file] } });
  const reader = body?.getReader();
  const read = reader?.read();
  await reader?.cancel();
  assertEquals((await read)?.done, true);
  assertClosed(file);
  await Deno.remove(path);
});

test("multipart: an open file has a size and is closed on every path", async () => {
  const path = await temporaryFile(new Uint8Array(1_000_000).fill(65));
  const open = () => Promise.all([Deno.open(path), Deno.open(path)]);
  const resolveAll = (files: unknown[]) =>
    resolve({ files: { f: ["a.txt", files[0]], g: { content: files[1] } } });

  const sent = await open();
  const source = await prepare(resolveAll(sent));
  assertEquals(source.size, (await (await readBack(source)).bytes()).length);
  sent.forEach(assertClosed);

  const unsent = await open();
  await resolveAll(unsent).discard();
  unsent.forEach(assertClosed);

  const unopened = await open();
  await (await prepare(resolveAll(unopened))).discard();
  unopened.forEach(assertClosed);

  const unread = await open();
  const opened = await prepare(resolveAll(unread));
  opened.open();
  await opened.discard();
  unread.forEach(assertClosed);

  for (const chunks of [1, 3, 6]) {
    const partly = await open();
    const reader = (await readBack(resolveAll(partly))).body?.getReader();
    for (let i = 0; i < chunks; i++) await reader?.read();
    await reader?.cancel();
    partly.forEach(assertClosed);
  }

  const failing = await open();
  const broken = resolve({
    files: [["a", failing[0]], ["b", { content: iterate("x"), size: 9 }], [
      "c",
      failing[1],
    ]],
  });
  await assertRejects(async () => await (await readBack(broken)).bytes(), RangeError);
  failing.forEach(assertClosed);

  const refused = await open();
  assertThrows(() => resolve({ files: { f: refused, g: 5 } }), TypeError);
  refused.forEach((file) => file.close());
  await Deno.remove(path);
});

test("multipart: a file that shrinks fails, one that grows is sent as it was", async () => {
  const path = await temporaryFile("0123456789");
  const shrinking = resolve({ files: { f: await Deno.open(path) } });
  await Deno.truncate(path, 5);
  await assertRejects(async () => await (await readBack(shrinking)).bytes(), RangeError, "fewer");
  const growing = resolve({ files: { f: await Deno.open(path) } });
  await Deno.writeTextFile(path, "more", { append: true });
  assertEquals(await parse(growing), [[
    "f",
    path.slice(path.lastIndexOf("/") + 1),
    "application/octet-stream",
    "01234",
  ]]);
  await Deno.remove(path);
});

test("multipart: megabytes of random bytes arrive at a server", async () => {
  const random = new Uint8Array(5_000_003);
  for (let i = 0; i < random.length; i += 65_536) {
    crypto.getRandomValues(random.subarray(i, i + 65_536));
  }
  const path = await temporaryFile(random);
  await using server = Deno.serve({
    port: 0,
    hostname: "127.0.0.1",
    onListen() {},
  }, async (request) => {
    const form = await request.formData();
    const digests = await Promise.all(
      form.getAll("f").map((file) => file instanceof File ? digest(file) : file),
    );
    return Response.json([form.get("a"), digests]);
  });
  const expected = await digest(new Blob([random]));
  const stream = new ReadableStream({
    start(controller) {
      for (let i = 0; i < random.length; i += 99_991) {
        controller.enqueue(random.slice(i, i + 99_991));
      }
      controller.close();
    },
  });
  const source = resolve({
    data: { a: "ü" },
    files: {
      f: [random, new Blob([random]), await Deno.open(path), stream, {
        content: new File([random], "x"),
      }],
    },
  });
  const response = await fetch(`http://127.0.0.1:${server.addr.port}/`, {
    method: "POST",
    headers: { "content-type": source.contentType ?? "" },
    body: source.open(),
  });
  assertEquals(await response.json(), ["ü", Array(5).fill(expected)]);
  await Deno.remove(path);
});

async function digest(blob: Blob): Promise<string> {
  return new Uint8Array(
    await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()),
  ).toHex();
}

const PARSER = `
import sys, json, email.parser, email.policy
kind, raw = sys.argv[1], sys.stdin.buffer.read()
message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(
    b"Content-Type: " + kind.encode() + b"\\r\\n\\r\\n" + raw)
assert message.is_multipart() and not message.defects, message.defects
print(json.dumps([[p.get_param("name", header="content-disposition"), p.get_filename(),
    p["content-type"], p.get_payload(decode=True).hex()] for p in message.iter_parts()]))
`;

test("multipart: a parser of another language reads the same", async () => {
  if (!await hasPython()) return;
  const source = resolve({
    data: { a: "text", b: "" },
    files: {
      f: ["x.bin", new Uint8Array([0, 13, 10, 45, 45, 255])],
      g: new File(["\r\n--\r\n"], "y.txt", { type: "text/plain" }),
      h: [null, "{}", "application/json"],
    },
  });
  const python = new Deno.Command("python3", {
    args: ["-c", PARSER, source.contentType ?? ""],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  await (await readBack(source)).body?.pipeTo(python.stdin);
  const { stdout } = await python.output();
  assertEquals(JSON.parse(new TextDecoder().decode(stdout)), [
    ["a", null, null, "74657874"],
    ["b", null, null, ""],
    ["f", "x.bin", "application/octet-stream", "000d0a2d2dff"],
    ["g", "y.txt", "text/plain", "0d0a2d2d0d0a"],
    ["h", null, "application/json", "7b7d"],
  ]);
});

async function hasPython(): Promise<boolean> {
  try {
    return (await new Deno.Command("python3", {
      args: ["--version"],
      stdout: "null",
    }).output()).success;
  } catch {
    return false;
  }
}
