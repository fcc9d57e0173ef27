import { assert, assertEquals, assertThrows } from "@std/assert";
import { codeName, codes, reasonPhrase, statusNames } from "../src/core/status.ts";
import { test } from "./checked.ts";

/** IANA's registry "HTTP Status Codes" with its unused and its temporary entries. */
const REGISTERED: readonly number[] = [
  ...[100, 101, 102, 103, 104],
  ...[200, 201, 202, 203, 204, 205, 206, 207, 208, 226],
  ...[300, 301, 302, 303, 304, 305, 306, 307, 308],
  ...[400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413],
  ...[414, 415, 416, 417, 418, 421, 422, 423, 424, 425, 426, 428, 429, 431],
  ...[451, 500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511],
];

test("a code's type is its number, in both cases", () => {
  const lower: 404 = codes.not_found;
  const upper: 404 = codes.NOT_FOUND;
  const arms: 200 = codes["\\o/"];
  const check: 200 = codes["✓"];
  const hyphens: 102 = codes["EARLY-HINTS"];
  assertEquals([lower, upper, arms, check, hyphens], [404, 404, 200, 200, 102]);
  // @ts-expect-error There is no such name.
  assertEquals(codes.no_such_name, undefined);
  // @ts-expect-error Arms have no capitals, as in requests.
  assertEquals(codes["\\O/"], undefined);
});

test("the codes are what their type says, and no more", () => {
  const expected = new Map<string, number>();
  for (const [status, names] of Object.entries(statusNames)) {
    for (const name of names) {
      assert(!expected.has(name), `${name} is listed twice`);
      expected.set(name, Number(status));
      if (/^[a-z-]/.test(name)) expected.set(name.toUpperCase(), +status);
    }
  }
  assertEquals(new Map(Object.entries<number>(codes)), expected);
});

test("names that two statuses share go to the later one, as in requests", () => {
  assertEquals(codes.precondition, 428);
  assertEquals(codes.uri_too_long, 414);
  assertEquals(codes.request_uri_too_long, 122);
});

test("codes cannot be changed", () => {
  assertThrows(() => Object.assign(codes, { not_found: 1 }), TypeError);
  assertThrows(() => Object.assign(codes, { own: 1 }), TypeError);
});

test("every registered status has a phrase and a name that leads back", () => {
  assertEquals(REGISTERED.length, 64);
  const byName = new Map(Object.entries<number>(codes));
  for (const status of REGISTERED) {
    assert(reasonPhrase(status) !== "", `no phrase for ${status}`);
    assertEquals(byName.get(codeName(status) ?? ""), status);
  }
});

test("the first name is the phrase in snake case", () => {
  for (let status = 0; status < 1000; status++) {
    const name = reasonPhrase(status).toLowerCase().replaceAll("'", "")
      .replaceAll(/[ -]/g, "_");
    assertEquals(codeName(status) ?? "", name);
  }
});

test("a status that nobody knows has no phrase and no name", () => {
  const unknown = [0, -1, 1, 99, 105, 299, 404.5, 430, 600, 999, NaN, Infinity];
  for (const status of unknown) {
    assertEquals(reasonPhrase(status), "");
    assertEquals(codeName(status), undefined);
  }
});
