import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import {
  JsonDecodeError,
  ResponseNotReadError,
  SchemaError,
  type StandardSchema,
} from "../../mod.ts";
import { type Answered, ask, ways } from "../answering.ts";
import { test } from "../checked.ts";

const encode = (text: string) => new TextEncoder().encode(text);
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
