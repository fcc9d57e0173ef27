import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "npm:fast-check@4.10.2";
import { lookupNetrc, parseNetrc } from "../../src/features/netrc/netrc_file.ts";
import { test } from "../checked.ts";

/** Login and password for a host, as one text. */
function find(text: string, host: string, login?: string): string | undefined {
  const entry = lookupNetrc(parseNetrc(text), host, login);
  return entry && `${entry.login}:${entry.password}`;
}

test("a host is found by its exact name, in any case", () => {
  const text = "machine Example.ORG login a password b";
  assertEquals(find(text, "example.org"), "a:b");
  for (
    const other of [
      "www.example.org",
      "example.or",
      "xample.org",
      "example.org.",
      "",
    ]
  ) {
    assertEquals(find(text, other), undefined, other);
  }
});

test("an IPv6 host is found with and without brackets", () => {
  for (const name of ["::1", "[::1]"]) {
    assertEquals(find(`machine ${name} login a password b`, "[::1]"), "a:b");
  }
});

test("the first entry for a host counts, default stands last wherever it is", () => {
  const text = `
    default login d password e
    machine a login a1 password p1
    machine a login a2 password p2`;
  assertEquals(find(text, "a"), "a1:p1");
  assertEquals(find(text, "a", "a2"), "a2:p2");
  assertEquals(find(text, "b"), "d:e");
  assertEquals(find(text, "a", "a3"), undefined);
});

test("a host called default is not the default entry", () => {
  assertEquals(find("machine default login a password b", "other"), undefined);
  assertEquals(find("machine default login a password b", "default"), "a:b");
});

test("an entry without credentials gives none and hides the default", () => {
  assertEquals(find("machine a\ndefault login d password e", "a"), undefined);
  assertEquals(find("machine a login u", "a"), "u:");
  assertEquals(find("machine a password p", "a"), ":p");
});

test("line ends of every kind, tabs and a byte order mark", () => {
  const text =
    "\uFEFFmachine\ta\r\n\tlogin u\r\n\tpassword p\r\nmacdef m\r\nput x\r\n\r\nmachine b login v password q";
  assertEquals(find(text, "a"), "u:p");
  assertEquals(find(text, "b"), "v:q");
  assertEquals(parseNetrc(text).macros.get("m"), ["put x"]);
});

test("a macro hides keywords and ends its entry", () => {
  const text = 'machine a login u password p\nmacdef init\ncd "x\nmachine b login v\n\n' +
    "machine c login w password q\n";
  assertEquals(find(text, "a"), "u:p");
  assertEquals(find(text, "b"), undefined);
  assertEquals(find(text, "c"), "w:q");
});

test("an error has the line and nothing of the file", () => {
  const broken: [string, number][] = [
    ["machine a login u password hidden hidden2", 1],
    ["machine a\nlogin u\npassword hidden\nhidden2 x\n\n\n", 4],
    ['\nmachine a login u password "hidden\n\n', 2],
    ["hidden", 1],
    ["# hidden\n\nhidden x", 3],
    ["machine", 1],
    ["machine a login u\nmachine \n", 2],
    ["macdef", 1],
    ["\nmacdef hidden\nhidden\n", 2],
    ["default hidden login u", 1],
  ];
  for (const [text, line] of broken) {
    const error = assertThrows(
      () => parseNetrc(text),
      SyntaxError,
      `(line ${line})`,
    );
    assert(!error.message.includes("hidden"), error.message);
    assert(error.message.startsWith("Cannot parse the netrc file: "));
  }
});

test("any text is read, or refused with a SyntaxError", () => {
  const words = fc.constantFrom(
    ...'machine |default |macdef |login |password |account |user |a |"|\\|#|\n|\r\n|\t|é|\0'
      .split("|"),
  );
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(words, { maxLength: 30 }).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(texts, (text) => {
      try {
        lookupNetrc(parseNetrc(text), "a");
      } catch (error) {
        assert(error instanceof SyntaxError, String(error));
      }
    }),
    { numRuns: 3_000 },
  );
});

test("what is quoted is read back", () => {
  const quote = (text: string) => `"${text.replace(/["\\]/g, "\\$&")}"`;
  fc.assert(
    fc.property(fc.string(), fc.string(), (login, password) => {
      const text = `machine a login ${quote(login)} password ${quote(password)}`;
      const [entry] = parseNetrc(text).entries;
      assertEquals([entry?.login, entry?.password], [login, password]);
    }),
    { numRuns: 1_000 },
  );
});

test("hostile files cost linear time", () => {
  const size = 300_000;
  const hostile = [
    "#".repeat(size),
    "#\n".repeat(size),
    " ".repeat(size),
    "machine a ".repeat(size / 10),
    "machine " + "\\".repeat(size),
    'machine "' + '\\"'.repeat(size),
    "macdef a\n\n".repeat(size / 10),
    "macdef a\n" + "x\n".repeat(size),
  ];
  for (const text of hostile) {
    const start = performance.now();
    try {
      parseNetrc(text);
    } catch (error) {
      assert(error instanceof SyntaxError);
    }
    const elapsed = performance.now() - start;
    assert(elapsed < 20_000, `${text.slice(0, 10)}: ${elapsed} ms`);
  }
});
