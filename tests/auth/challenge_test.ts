import { assert, assertEquals } from "@std/assert";
import fc from "npm:fast-check@4.10.2";
import { parseAuthParams, parseChallenges } from "../../src/features/digest/challenge.ts";
import { chooseDigest } from "../../src/features/digest/digest_challenge.ts";
import { test } from "../checked.ts";

/** The challenges as plain records. */
function parse(header: string): Record<string, unknown>[] {
  return parseChallenges(header).map(({ params, ...rest }) => ({
    ...rest,
    ...Object.fromEntries(params),
  }));
}

test("quoted strings may hold commas, equals signs, schemes and escapes", () => {
  assertEquals(
    parse(
      String
        .raw`Digest realm="a, Basic b=\"c\", d\\", nonce="", Basic realm="\r"`,
    ),
    [
      { scheme: "digest", realm: 'a, Basic b="c", d\\', nonce: "" },
      { scheme: "basic", realm: "r" },
    ],
  );
});

test("tokens with and without padding, and schemes alone", () => {
  assertEquals(parse("Negotiate abc, NTLM a/b+c==, Basic, Hoba x=, Y z=1"), [
    { scheme: "negotiate", token68: "abc" },
    { scheme: "ntlm", token68: "a/b+c==" },
    { scheme: "basic" },
    { scheme: "hoba", token68: "x=" },
    { scheme: "y", z: "1" },
  ]);
});

test("missing commas and stray ones do no harm", () => {
  assertEquals(parse('Digest realm="r" nonce=n,, qop="auth",'), [
    { scheme: "digest", realm: "r", nonce: "n", qop: "auth" },
  ]);
  assertEquals(parse("Digest, realm=r"), [{ scheme: "digest", realm: "r" }]);
  assertEquals(parse(""), []);
  assertEquals(parse(" ,\t, "), []);
});

test("the last of several parameters with one name counts", () => {
  assertEquals(parse("Digest nonce=1, NONCE=2"), [{
    scheme: "digest",
    nonce: "2",
  }]);
});

test("names of properties are names like any other", () => {
  const [challenge] = parseChallenges("x __proto__=a, constructor=b");
  assertEquals([...challenge?.params ?? []], [
    ["__proto__", "a"],
    ["constructor", "b"],
  ]);
});

test("a malformed challenge says so and leaves the others alone", () => {
  const broken = [
    'Digest realm="r", qop="auth,au',
    'Digest realm="r\\"',
    'Digest realm="r", ="x", nonce=n',
    'Digest realm="r", "x", nonce=n',
    "Digest realm=r, a/b=c",
    "Digest realm=r, a==b",
    'Digest realm=r"s"',
  ];
  for (const header of broken) {
    const [basic, digest] = parseChallenges(`Basic realm="b", ${header}`);
    assertEquals(basic?.problem, undefined, header);
    assertEquals(basic?.params.get("realm"), "b", header);
    assertEquals(digest?.scheme, "digest", header);
    assert(digest?.problem, header);
    assert(chooseDigest(header).problem, header);
  }
  assert(parseChallenges("a(b)c realm=x")[0]?.problem);
});

test("parameters without a scheme belong to nobody", () => {
  assertEquals(parse('realm="x", nonce=y, Basic realm=z'), [
    { scheme: "basic", realm: "z" },
  ]);
});

test("Authentication-Info has parameters alone", () => {
  const params = parseAuthParams('nextnonce="a, b", qop=auth, nc=00000001');
  assertEquals(Object.fromEntries(params), {
    nextnonce: "a, b",
    qop: "auth",
    nc: "00000001",
  });
  assertEquals(parseAuthParams("").size, 0);
  assertEquals(parseAuthParams('"').size, 0);
});

test("any text is read without an error", () => {
  const pieces = fc.constantFrom(
    ...'Digest |Basic |realm=|nonce|"|\\|=|==|,| |\t|a|/|;|qop="auth|é|\0'
      .split("|"),
  );
  const headers = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(headers, (header) => {
      for (const { scheme, params } of parseChallenges(header)) {
        assert(scheme !== "");
        assert(![...params.keys()].includes(""));
      }
      chooseDigest(header);
      parseAuthParams(header);
    }),
    { numRuns: 2_000 },
  );
});

test("what is written by the rules is read back", () => {
  const token = fc.string({
    unit: fc.constantFrom(..."abcXYZ019!#$%&'*+-.^_`|~"),
    minLength: 1,
    maxLength: 8,
  });
  const param = fc.tuple(token, fc.string({ unit: "grapheme-ascii" }));
  const challenge = fc.record({
    scheme: token,
    params: fc.array(param, { minLength: 1, maxLength: 5 }),
  });
  fc.assert(
    fc.property(fc.array(challenge, { maxLength: 5 }), (challenges) => {
      const header = challenges.map(({ scheme, params }) =>
        `${scheme} ${
          params.map(([name, value]) => `${name}="${value.replace(/["\\]/g, "\\$&")}"`).join(", ")
        }`
      ).join(", ");
      const expected = challenges.map(({ scheme, params }) => ({
        scheme: scheme.toLowerCase(),
        params: new Map(
          params.map(([name, value]) => [name.toLowerCase(), value]),
        ),
      }));
      assertEquals(parseChallenges(header), expected);
    }),
    { numRuns: 500 },
  );
});

test("hostile headers cost linear time", () => {
  const size = 200_000;
  const hostile = [
    '"'.repeat(size),
    '\\"'.repeat(size),
    "=".repeat(size),
    "a ".repeat(size),
    "a=".repeat(size),
    "a ,".repeat(size),
    `x ${" ".repeat(size)}`,
    `x ${"a".repeat(size)}"`,
    `x a="${"\\a".repeat(size)}`,
    'Digest a="b ,'.repeat(size / 10),
  ];
  for (const header of hostile) {
    const start = performance.now();
    parseChallenges(header);
    const elapsed = performance.now() - start;
    assert(elapsed < 20_000, `${header.slice(0, 10)}: ${elapsed} ms`);
  }
});
