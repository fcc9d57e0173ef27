import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertNotStrictEquals,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import {
  Client,
  HandlerTransport,
  type HttpResponse,
  JsonDecodeError,
  ResponseNotReadError,
  SchemaError,
  type StandardSchema,
  StreamClosedError,
  StreamError,
} from "../mod.ts";
import { type Answered, ask, ways } from "./answering.ts";
import { test } from "./checked.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const text = '{"name":"Ferry","n":[1,2]}\n{"name":"two"}\n';
const json = '{"name":"Ferry"}';

/** Every way to have a whole body, and what comes out for `json`. */
const readers: Record<string, (response: HttpResponse) => Promise<unknown>> = {
  text: (response) => response.text(),
  json: async (response) => JSON.stringify(await response.json()),
  bytes: async (response) => new TextDecoder().decode(await response.bytes()),
  arrayBuffer: async (response) => new TextDecoder().decode(await response.arrayBuffer()),
  blob: async (response) => await (await response.blob()).text(),
  read: async (response) => new TextDecoder().decode(await response.read()),
};

/** Every iterator, and what comes out for `json`. */
const iterators: Record<string, (response: HttpResponse) => Promise<unknown>> = {
  iterBytes: async (response) => await joined(response.iterBytes()),
  iterRaw: async (response) => await joined(response.iterRaw()),
  "iterBytes in pieces": async (response) => await joined(response.iterBytes({ chunkSize: 3 })),
  "iterRaw in pieces": async (response) => await joined(response.iterRaw({ chunkSize: 1 })),
  iterText: async (response) => (await Array.fromAsync(response.iterText())).join(""),
  "iterText in pieces": async (response) =>
    (await Array.fromAsync(response.iterText({ chunkSize: 2 }))).join(""),
  iterLines: async (response) => (await Array.fromAsync(response.iterLines())).join("\n"),
  iterJson: async (response) =>
    (await Array.fromAsync(response.iterJson())).map((value) => JSON.stringify(value)).join("\n"),
};

async function joined(chunks: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<string> {
  return await new Blob(await Array.fromAsync(chunks)).text();
}

const chunked: Answered = { body: [...json] };

test("every reader gives the body, as often as asked and in any order", async () => {
  for (const way of ways) {
    for (const [first, read] of Object.entries(readers)) {
      for (const [second, again] of Object.entries({ ...readers, ...iterators })) {
        const response = await ask(way, chunked);
        const label = `${way}: ${first}, ${second}`;
        assertEquals(await read(response), json, label);
        assertEquals(await again(response), json, label);
        assertEquals(await read(response), json, label);
        assertEquals(new TextDecoder().decode(response.content), json, label);
        assertEquals(response.bodyUsed, false, label);
      }
    }
  }
});

test("an iterator works on read and on streamed responses alike", async () => {
  for (const way of ways) {
    for (const [name, iterate] of Object.entries(iterators)) {
      assertEquals(await iterate(await ask(way, chunked)), json, `${way}: ${name}`);
    }
  }
});

test("a read response can be iterated again and again, a streamed one once", async () => {
  for (const [name, iterate] of Object.entries(iterators)) {
    const read = await ask("read", chunked);
    assertEquals([await iterate(read), await iterate(read)], [json, json], name);
    for (const [again, second] of Object.entries({ ...iterators, ...readers })) {
      const streamed = await ask("streamed", chunked);
      await iterate(streamed);
      const error = await assertRejects(() => second(streamed), StreamError, "streamed already");
      assertEquals(error.code, "ERR_STREAM", `${name}, ${again}`);
      assertThrows(() => streamed.content, StreamError);
      assertEquals(streamed.bodyUsed, true);
    }
  }
});

test("after close() a stream is a StreamClosedError; a read response does not mind", async () => {
  for (const [name, use] of Object.entries({ ...iterators, ...readers })) {
    const streamed = await ask("streamed", chunked);
    streamed.close();
    streamed.close();
    const error = await assertRejects(() => use(streamed), StreamClosedError, "closed", name);
    assertEquals(error.code, "ERR_STREAM_CLOSED");
    assertEquals(error.request?.url.includes("h.example/path"), true);
    assertThrows(() => streamed.content, StreamClosedError);
    const read = await ask("read", chunked);
    read.close();
    assertEquals(await use(read), json, name);
  }
});

test("a stream that is closed while it is iterated ends with a StreamClosedError", async () => {
  const response = await ask("streamed", { body: ["a", "b", "c"] });
  const chunks = response.iterBytes();
  await chunks.next();
  response.close();
  await assertRejects(() => chunks.next(), StreamClosedError);
});

test("content of a streamed response must be read first", async () => {
  const response = await ask("streamed", chunked);
  const error = assertThrows(() => response.content, ResponseNotReadError, "read()");
  assertInstanceOf(error, StreamError);
  assertEquals(error.code, "ERR_RESPONSE_NOT_READ");
  assertStrictEquals(await response.read(), response.content);
});

test("readers at the same time share one reading", async () => {
  const response = await ask("streamed", chunked);
  assertEquals(
    await Promise.all([response.text(), response.read(), response.json(), response.bytes()]),
    [json, encode(json), { name: "Ferry" }, encode(json)],
  );
});

test("bytes() and arrayBuffer() give copies: whoever changes them changes nothing else", async () => {
  const response = await ask("read", { body: "abc" });
  (await response.bytes()).fill(0);
  new Uint8Array(await response.arrayBuffer()).fill(0);
  assertEquals(await response.text(), "abc");
  assertNotStrictEquals(await response.bytes(), await response.bytes());
});

test("a body in which there is nothing is read as nothing", async () => {
  for (const way of ways) {
    for (const body of [null, "", []]) {
      const response = await ask(way, { body });
      assertEquals(await response.text(), "");
      assertEquals(await response.text(), "");
      const again = await ask(way, { body });
      assertEquals(await Array.fromAsync(again.iterBytes()), []);
      assertEquals(await Array.fromAsync((await ask(way, { body })).iterLines()), []);
      const error = await assertRejects(() => response.json(), JsonDecodeError);
      assertEquals(error.code, "ERR_JSON_DECODE");
      assertEquals(error.response?.status, 200);
    }
  }
});

test("chunks have the size that was asked for, only the last may be shorter", async () => {
  for (const way of ways) {
    for (const size of [1, 2, 3, 7, 10, 100]) {
      const source = ["ab", "cdefg", "", "h", "ij"];
      const response = await ask(way, { body: source });
      const sizes = (await Array.fromAsync(response.iterBytes({ chunkSize: size })))
        .map((chunk) => chunk.length);
      const full = Math.floor(10 / size);
      const rest = 10 % size;
      assertEquals(sizes, [...Array<number>(full).fill(size), ...(rest ? [rest] : [])]);
    }
  }
  const response = await ask("read", { body: "abc" });
  for (const chunkSize of [0, -1, 1.5, NaN]) {
    assertThrows(() => response.iterBytes({ chunkSize }), RangeError, "chunkSize");
    assertThrows(() => response.iterRaw({ chunkSize }), RangeError, "chunkSize");
    assertThrows(() => response.iterText({ chunkSize }), RangeError, "chunkSize");
  }
});

test("lines end at LF, CRLF and CR, also across chunks, and at a delimiter", async () => {
  for (const way of ways) {
    const response = await ask(way, { body: ["a\r", "\nb\r", "c\n", "\n", "d"] });
    assertEquals(await Array.fromAsync(response.iterLines()), ["a", "b", "c", "", "d"]);
    const parts = await ask(way, { body: ["a|", "|b\n|", "c"] });
    assertEquals(await Array.fromAsync(parts.iterLines({ delimiter: "||" })), ["a", "b\n|c"]);
  }
});

test("NDJSON and events come one by one", async () => {
  for (const way of ways) {
    const values = await ask(way, { body: [...text] });
    assertEquals(await Array.fromAsync(values.iterJson()), [
      { name: "Ferry", n: [1, 2] },
      { name: "two" },
    ]);
    const stream = "id: 1\nevent: hi\ndata: a\ndata: b\nretry: 5\n\ndata: c\n\ndata: lost";
    const events = await ask(way, {
      body: [...stream],
      headers: { "content-type": "text/event-stream" },
    });
    const [first, second, ...more] = await Array.fromAsync(events.events());
    assertEquals([first?.event, first?.data, first?.id, first?.retry], ["hi", "a\nb", "1", 5]);
    assertEquals([second?.event, second?.data, second?.id, more.length], ["message", "c", "1", 0]);
  }
});

/** How a charset is found: by the first of these that says one. */
const charsets: readonly [
  name: string,
  answer: Answered,
  set: string | undefined,
  wanted: string,
][] = [
  ["nothing said", { body: encode("é") }, undefined, "é"],
  [
    "header",
    { body: latin("é"), headers: { "content-type": "text/plain; charset=iso-8859-1" } },
    undefined,
    "é",
  ],
  [
    "quoted header in capitals",
    { body: latin("é"), headers: { "content-type": 'text/plain; Charset="ISO-8859-1"' } },
    undefined,
    "é",
  ],
  [
    "shift_jis",
    {
      body: new Uint8Array([0x93, 0xfa, 0x96, 0x7b]),
      headers: { "content-type": "text/plain;charset=shift_jis" },
    },
    undefined,
    "日本",
  ],
  [
    "BOM over header",
    {
      body: new Uint8Array([0xef, 0xbb, 0xbf, 0xc3, 0xa9]),
      headers: { "content-type": "text/plain; charset=iso-8859-1" },
    },
    undefined,
    "é",
  ],
  [
    "UTF-16 BOM",
    { body: new Uint8Array([0xff, 0xfe, 0xe9, 0x00]) },
    undefined,
    "é",
  ],
  [
    "meta of HTML",
    { body: latin('<meta charset="latin1">é'), headers: { "content-type": "text/html" } },
    undefined,
    '<meta charset="latin1">é',
  ],
  [
    "prolog of XML",
    {
      body: latin('<?xml version="1.0" encoding="iso-8859-1"?><é/>'),
      headers: { "content-type": "application/atom+xml" },
    },
    undefined,
    '<?xml version="1.0" encoding="iso-8859-1"?><é/>',
  ],
  [
    "default",
    { body: latin("é"), client: { defaultEncoding: "windows-1252" } },
    undefined,
    "é",
  ],
  [
    "default by the bytes",
    {
      body: latin("é"),
      client: { defaultEncoding: (bytes) => bytes[0] === 0xe9 ? "latin1" : "utf-8" },
    },
    undefined,
    "é",
  ],
  [
    "header over default",
    {
      body: encode("é"),
      headers: { "content-type": "text/plain; charset=utf-8" },
      client: { defaultEncoding: "latin1" },
    },
    undefined,
    "é",
  ],
  [
    "set over everything",
    { body: latin("é"), headers: { "content-type": "text/plain; charset=utf-8" } },
    "iso-8859-1",
    "é",
  ],
  [
    "unknown header",
    { body: encode("é"), headers: { "content-type": "text/plain; charset=x-odd" } },
    undefined,
    "é",
  ],
  ["rubbish bytes", { body: new Uint8Array([0xff, 0x41]) }, undefined, "\ufffdA"],
];

function latin(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

test("text is decoded by what says the charset first, read or streamed", async (t) => {
  for (const [name, answer, set, wanted] of charsets) {
    await t.step(name, async () => {
      for (const way of ways) {
        const whole = await ask(way, answer);
        if (set) whole.encoding = set;
        assertEquals(await whole.text(), wanted);
        const parts = await ask(way, answer);
        if (set) parts.encoding = set;
        assertEquals((await Array.fromAsync(parts.iterText())).join(""), wanted, "iterText");
        const lines = await ask(way, answer);
        if (set) lines.encoding = set;
        assertEquals((await Array.fromAsync(lines.iterLines())).join("\n"), wanted, "iterLines");
      }
    });
  }
});

test("encoding can be asked for, set to any label and back, but not to nonsense", async () => {
  const response = await ask("read", { body: latin("é") });
  assertEquals(response.encoding, "utf-8");
  response.encoding = "Latin1";
  assertEquals([response.encoding, await response.text()], ["windows-1252", "é"]);
  response.encoding = "utf-8";
  assertEquals(await response.text(), "\ufffd");
  assertThrows(() => response.encoding = "no-such-thing", RangeError, "no-such-thing");
  assertEquals(typeof response.apparentEncoding, "string");
  const unread = await ask("streamed", { body: "x" });
  assertThrows(() => unread.apparentEncoding, ResponseNotReadError);
  unread.close();
});

test("JSON in UTF-8, UTF-16 and UTF-32 is told apart, with and without a BOM", async () => {
  const value = { é: "日本" };
  const units = (bytes: 2 | 4, little: boolean, bom: boolean) => {
    const points = [...(bom ? "\ufeff" : "") + JSON.stringify(value)];
    const view = new DataView(new ArrayBuffer(points.length * bytes));
    points.forEach((point, index) => {
      const code = point.codePointAt(0) ?? 0;
      if (bytes === 2) view.setUint16(index * 2, code, little);
      else view.setUint32(index * 4, code, little);
    });
    return new Uint8Array(view.buffer);
  };
  for (const way of ways) {
    for (const bom of [true, false]) {
      const utf8 = encode((bom ? "\ufeff" : "") + JSON.stringify(value));
      const forms = [
        utf8,
        ...[true, false].flatMap((little) => [
          units(2, little, bom),
          units(4, little, bom),
        ]),
      ];
      for (const body of forms) {
        const headers = { "content-type": "application/json" };
        assertEquals(await (await ask(way, { body, headers })).json(), value);
      }
    }
  }
  const body = latin('"é"');
  const headers = { "content-type": "application/json; charset=iso-8859-1" };
  assertEquals(await (await ask("read", { body, headers })).json(), "é");
});

function schemaOf(
  validate: StandardSchema<unknown, string>["~standard"]["validate"],
): StandardSchema<unknown, string> {
  return { "~standard": { version: 1, vendor: "test", validate } };
}

test("a schema says what the value is, at once or later, or refuses it", async () => {
  const good = schemaOf((value) => ({ value: JSON.stringify(value) }));
  const late = schemaOf(async (value) => ({ value: await Promise.resolve(typeof value) }));
  const issues = [{ message: "too short", path: ["user", { key: "name" }, 0] }, { message: "odd" }];
  const bad = schemaOf(() => ({ issues }));
  for (const way of ways) {
    assertEquals(await (await ask(way, { body: "[1]" })).json(good), "[1]");
    assertEquals(await (await ask(way, { body: "[1]" })).json(late), "object");
    assertEquals(await Array.fromAsync((await ask(way, { body: "1\n2" })).iterJson(good)), [
      "1",
      "2",
    ]);
    const response = await ask(way, { body: "[1]" });
    const error = await assertRejects(
      () => response.json(bad),
      SchemaError,
      "user.name.0: too short",
    );
    assertEquals([error.code, error.phase], ["ERR_SCHEMA", "decode"]);
    assertStrictEquals(error.issues, issues);
    assertStrictEquals(error.response, response);
    assertEquals(await response.json(), [1], "the body is still there");
    const lines = await ask(way, { body: "1\n2" });
    await assertRejects(() => Array.fromAsync(lines.iterJson(bad)), SchemaError);
  }
});

test("what is no JSON is a JsonDecodeError that shows where", async () => {
  for (const way of ways) {
    for (const body of ["{", "<html>", "{'a':1}", "NaN", "[1,]", '{"a":1}x']) {
      const response = await ask(way, { body });
      const error = await assertRejects(() => response.json(), JsonDecodeError);
      assertEquals(error.phase, "decode");
      assert(!error.message.includes("secret"));
      assertEquals(await response.text(), body);
    }
  }
});

test("forms are read by their content type", async () => {
  const form = new FormData();
  form.append("a", "1");
  form.append("f", new File(["x"], "f.txt"));
  const multipart = new Response(form);
  const type = multipart.headers.get("content-type") ?? "";
  const bytes = await multipart.bytes();
  for (const way of ways) {
    const response = await ask(way, { body: bytes, headers: { "content-type": type } });
    for (let count = 0; count < 2; count++) {
      const read = await response.formData();
      assertEquals(read.get("a"), "1");
      assertInstanceOf(read.get("f"), File);
    }
    const encoded = await ask(way, {
      body: "a=1&a=2",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
    assertEquals((await encoded.formData()).getAll("a"), ["1", "2"]);
    await assertRejects(async () => await (await ask(way, { body: "x" })).formData(), TypeError);
  }
});

test("a blob has the response's type", async () => {
  const response = await ask("read", { body: "x", headers: { "content-type": "image/png" } });
  assertEquals((await response.blob()).type, "image/png");
});

test("a response can be sent on: as the answer of a handler, read or streamed", async () => {
  const big = "0123456789".repeat(20_000);
  for (const way of ways) {
    for (const body of ["", "short", big]) {
      const upstream = await ask(way, { body, status: 201, headers: { "x-a": "1" } });
      using client = new Client({ transport: new HandlerTransport(() => upstream) });
      const response = await client.get("http://h.example/");
      assertEquals([response.status, response.headers.get("x-a")], [201, "1"]);
      assertEquals(await response.text(), body);
    }
  }
});

test("body is a web stream; who reads it has used the response up", async () => {
  for (const way of ways) {
    const response = await ask(way, { body: ["ab", "c"] });
    assertEquals(await joined(response.body ?? new ReadableStream()), "abc");
    assertEquals(response.bodyUsed, true);
  }
});

test("numBytesDownloaded grows as the body comes", async () => {
  const response = await ask("streamed", { body: ["ab", "cde"] });
  const counts: number[] = [response.numBytesDownloaded];
  for await (const _ of response.iterBytes()) counts.push(response.numBytesDownloaded);
  assertEquals(counts, [0, 2, 5]);
  assertEquals((await ask("read", { body: "abc" })).numBytesDownloaded, 3);
});
