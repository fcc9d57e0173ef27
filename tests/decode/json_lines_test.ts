import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import fc from "npm:fast-check@4.10.2";
import { DecodeError, JsonDecodeError, SchemaError } from "../../src/core/errors.ts";
import { iterJson, iterJsonBatches } from "../../src/features/decode/mod.ts";
import type { SchemaResult, StandardSchema } from "../../src/core/schema.ts";
import { test } from "../checked.ts";
import { cutAt, drain, everySplit, utf16, utf8 } from "./byte_sources.ts";

/** Takes numbers and doubles them. */
function toDoubling(isAsync: boolean): StandardSchema<unknown, number> {
  const check = (value: unknown): SchemaResult<number> =>
    typeof value === "number"
      ? { value: 2 * value }
      : { issues: [{ message: "no number", path: [{ key: "a" }, 0] }] };
  return {
    "~standard": {
      version: 1,
      vendor: "test",
      validate: (value) => isAsync ? Promise.resolve(check(value)) : check(value),
    },
  };
}

test("values are the same whole and split at every byte, blank lines passed over", async () => {
  const text = '\ufeff{"a":"ä€😀"}\n\n  \t \r\n[1,2]\r"x\\ny"\n null \n\r\n-0.5e3\ntrue';
  const expected = [{ a: "ä€😀" }, [1, 2], "x\ny", null, -500, true];
  for (const chunks of everySplit(utf8(text))) {
    assertEquals(await Array.fromAsync(iterJson(chunks)), expected);
    const batches = await Array.fromAsync(iterJsonBatches(chunks));
    assertEquals(batches.flat(), expected);
    assert(batches.every(({ length }) => length > 0));
  }
  for (const chunks of everySplit(utf16(text))) {
    const values = iterJson(chunks, { encoding: "utf-16le" });
    assertEquals(await Array.fromAsync(values), expected);
  }
});

test("an empty body and a blank one give nothing", async () => {
  for (const text of ["", "\n", "\ufeff", " \r\n\t\r \n"]) {
    assertEquals(await Array.fromAsync(iterJson([utf8(text)])), []);
  }
});

test("random values in random chunks come back", async () => {
  const property = fc.asyncProperty(
    fc.array(fc.jsonValue(), { maxLength: 10 }),
    fc.constantFrom("\n", "\r\n", "\r", "\n\n"),
    fc.array(fc.nat(), { maxLength: 6 }),
    async (values, end, places) => {
      const lines = values.map((value) => JSON.stringify(value));
      const bytes = utf8(lines.join(end));
      const expected = lines.map((line) => JSON.parse(line));
      const found = await Array.fromAsync(iterJson(cutAt(bytes, places)));
      assertEquals(found, expected);
    },
  );
  await fc.assert(property, { numRuns: 300, seed: 2 });
});

test("lines that are JSON only together are not taken for values", async () => {
  const cases: [string, unknown[], number][] = [
    ["1,2", [], 1],
    ["[1\n2],3", [], 1],
    ["0\n[1\n2],3\n4", [0], 2],
    ['{"a":[{}\n{}]},{}', [], 1],
    ["1],[2\n3", [], 1],
    ['"a\nb"', [], 1],
    ["1\n\n2 3\n4", [1], 3],
    ["[[1\n2]],[3", [], 1],
    ["true\nfalse,", [true], 2],
    ["1\n\u00a0\n2", [1], 2],
    ["1\n\ufeff2", [1], 2],
  ];
  for (const [text, good, number] of cases) {
    for (const chunks of everySplit(utf8(text))) {
      const { items, error } = await drain(iterJson(chunks));
      assertEquals(items, good, text);
      assertInstanceOf(error, JsonDecodeError);
      assertStringIncludes(error.message, `line ${number} is not JSON`);
    }
  }
});

test("the error names the line, shows its start and says why", async () => {
  const line = `{"a": ${"x".repeat(100_000)}`;
  const values = iterJson([utf8(`1\n${line}\n2\n`)]);
  const { error } = await drain(values);
  assertInstanceOf(error, JsonDecodeError);
  assertEquals(error.code, "ERR_JSON_DECODE");
  assertEquals(error.phase, "decode");
  assertInstanceOf(error.cause, SyntaxError);
  assertStringIncludes(
    error.message,
    'Cannot parse newline-delimited JSON: line 2 is not JSON: "{\\"a\\": xxx',
  );
  assert(error.message.length < 300, error.message);
});

test("a schema makes or refuses the values, at once or later", async () => {
  for (const isAsync of [false, true]) {
    const schema = toDoubling(isAsync);
    const good = iterJson([utf8("1\n2\n")], { schema });
    assertEquals(await Array.fromAsync(good), [2, 4]);
    const bad = iterJson([utf8('1\n"x"\n3\n')], {
      schema,
      context: { elapsed: 5 },
    });
    const { items, error } = await drain(bad);
    assertEquals(items, [2]);
    assertInstanceOf(error, SchemaError);
    assertEquals(error.issues[0]?.message, "no number");
    assertStringIncludes(error.message, "a.0: no number");
    assertEquals([error.elapsed, error.phase], [5, "decode"]);
  }
});

test("what the schema refuses comes before what is no JSON behind it", async () => {
  const schema = toDoubling(true);
  const { items, error } = await drain(
    iterJson([utf8("1\nnull\nx\n")], { schema }),
  );
  assertEquals(items, [2]);
  assertInstanceOf(error, SchemaError);
});

test("a line over the limit fails after the values before it", async () => {
  const values = iterJson([utf8('1\n"long"\n')], { maxLineLength: 4 });
  const { items, error } = await drain(values);
  assertEquals(items, [1]);
  assertInstanceOf(error, DecodeError);
  assertStringIncludes(error.message, "longer than 4");
});

test("a bad line before one over the limit is what is told", async () => {
  const values = iterJson([utf8("x\ntoo long\n")], { maxLineLength: 4 });
  await assertRejects(() => values.next(), JsonDecodeError, "line 1");
});

test("values keep what only an own parse keeps", async () => {
  const [value] = await Array.fromAsync(
    iterJson([utf8('{"__proto__":{"a":1},"b":"\\u007f"}')]),
  );
  assert(value !== null && typeof value === "object");
  assert(Object.hasOwn(value, "__proto__"));
  assertEquals(Object.getPrototypeOf(value), Object.prototype);
});

test("wrong options are refused at once", () => {
  assertThrows(() => iterJson([], { encoding: "utf-7" }), RangeError);
  assertThrows(() => iterJson([], { maxLineLength: 0 }), RangeError);
});
