import { assertEquals } from "@std/assert";
import { type CacheStatus, parseCacheStatus, splitList } from "../src/core/fields/cache_status.ts";
import { test } from "./checked.ts";

const NOTHING: Omit<CacheStatus, "cache"> = {
  hit: false,
  forward: undefined,
  forwardStatus: undefined,
  ttl: undefined,
  stored: false,
  collapsed: false,
  detail: undefined,
};

/** Headers, and what each member says. */
const ROWS: readonly (readonly [header: string | null, ...members: Partial<CacheStatus>[]])[] = [
  [null],
  [""],
  [' , ;hit, ""; hit'],
  ["Edge", { cache: "Edge" }],
  ["Edge; hit;ttl=30", { cache: "Edge", hit: true, ttl: 30 }],
  ["Edge;hit=?0; ttl=-5 ;stored=?0", { cache: "Edge", ttl: -5 }],
  [
    "a ; fwd=uri-miss ; fwd-status=304; stored; collapsed, b;stored=?1",
    { cache: "a", forward: "uri-miss", forwardStatus: 304, stored: true, collapsed: true },
    { cache: "b", stored: true },
  ],
  [
    '"a, \\"b\\"; c" ; detail="why; \\"so\\", then", d',
    { cache: 'a, "b"; c', detail: 'why; "so", then' },
    { cache: "d" },
  ],
  ["a; ttl=x5; fwd-status=5x; 9hit; x hit", { cache: "a" }],
  ["a; ttl=5x; fwd-status", { cache: "a" }],
  ['x"y"; detail="z"w', { cache: 'x"y"', detail: '"z"w' }],
  ["a;", { cache: "a" }],
];

test("each cache on the way tells what it did", () => {
  for (const [header, ...members] of ROWS) {
    const expected = members.map((member) => ({ ...NOTHING, ...member }));
    assertEquals<unknown>(parseCacheStatus(header), expected, `${header}`);
  }
});

test("a list is cut at the commas that are not quoted, and empty members are none", () => {
  assertEquals(splitList('a, ,"b, c" d,,\t'), ["a", '"b, c" d']);
  assertEquals(splitList('"open, b'), ['"open', "b"]);
});
