import { assertEquals, assertThrows } from "@std/assert";
import { Client } from "../../mod.ts";
import { test } from "../checked.ts";
import { fc, textOf } from "./fast_check.ts";

const names = fc.constantFrom("x-a", "X-A", "x-b", "X-b", "accept", "Accept", "User-Agent", "__x");
const values = fc.oneof(
  fc.constantFrom("", "1", " blanks ", "a, b", 'q="1"', "\u00e9\u00ff", "\tt\t"),
  fc.stringMatching(/^[!-~][ -~]*$/),
);
const pairs = fc.array(fc.tuple(names, values), { maxLength: 6 });
const records = fc.array(
  fc.tuple(names, fc.oneof(values, fc.integer(), fc.constant(null), fc.constant(undefined))),
  { maxLength: 6 },
).map((list) => Object.fromEntries(list));

type Given = readonly (readonly [string, unknown])[];

/** Lays one level over the other: by name in any case, several of a level joined, `null` removes. */
function overlay(below: ReadonlyMap<string, string>, level: Given): Map<string, string> {
  const merged = new Map(below);
  const own = new Map<string, string[]>();
  for (const [name, value] of level) {
    const key = name.toLowerCase();
    if (value === undefined) continue;
    if (value === null) {
      own.delete(key);
      merged.delete(key);
      continue;
    }
    own.set(key, [...own.get(key) ?? [], String(value).replace(/^[\t ]+|[\t ]+$/g, "")]);
    // Headers have no blanks at their ends.
    merged.set(key, (own.get(key) ?? []).join(", ").trim());
  }
  return merged;
}

/** What goes out where nobody says anything. */
function defaults(): Map<string, string> {
  using client = new Client();
  return new Map(client.buildRequest("GET", "http://h.example/").headers);
}

test("headers are the client's with the request's over them", () => {
  const plain = defaults();
  const property = fc.property(records, fc.oneof(records, pairs), (client, request) => {
    using made = new Client({ headers: client });
    const { headers } = made.buildRequest("GET", "http://h.example/", { headers: request });
    const level = Array.isArray(request) ? request : Object.entries(request);
    const want = overlay(overlay(plain, Object.entries(client)), level);
    assertEquals(new Map(headers), new Map([...want].sort()));
  });
  fc.assert(property, { numRuns: 1500 });
});

test("Headers and pairs of the same headers are sent alike", () => {
  // Of an empty value among others the runtime makes nothing.
  const filled = pairs.map((list) => list.filter(([, value]) => value.trim() !== ""));
  const property = fc.property(filled, (given) => {
    using client = new Client();
    const build = (
      headers: Headers | [string, string][],
    ) => [...client.buildRequest("GET", "http://h.example/", { headers }).headers];
    assertEquals(build(new Headers(given)), build(given));
  });
  fc.assert(property, { numRuns: 500 });
});

test("what could end a line is refused before anything is sent", () => {
  const hostile = textOf(["\r\n", "\r", "\n", "\0", "x: y", "\u0100", "\x7f"], { min: 1, max: 4 })
    .filter((text) => /[^\t -~\u0080-\u00ff]/.test(text.replace(/^[\t\r\n ]+|[\t\r\n ]+$/g, "")));
  const property = fc.property(hostile, fc.boolean(), (text, inName) => {
    using client = new Client();
    const headers = inName ? { [`x${text}`]: "1" } : { "x-a": text };
    assertThrows(() => client.buildRequest("GET", "http://h.example/", { headers }), TypeError);
  });
  fc.assert(property, { numRuns: 500 });
});
