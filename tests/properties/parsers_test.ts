import { assert, assertEquals } from "@std/assert";
import { CookieJar } from "../../mod.ts";
import { parseNetscapeText } from "../../src/core/cookies/netscape.ts";
import { parseLinks } from "../../src/core/fields/links.ts";
import { iterEvents } from "../../src/features/decode/mod.ts";
import { parseAuthParams, parseChallenges } from "../../src/features/digest/challenge.ts";
import { chooseDigest } from "../../src/features/digest/digest_challenge.ts";
import { parseContentDisposition } from "../../src/features/download/content_disposition.ts";
import { parseNetrc } from "../../src/features/netrc/netrc_file.ts";
import { parseHar } from "../../src/testing/cassette/har_file.ts";
import { test } from "../checked.ts";
import { fc } from "./fast_check.ts";

/** A parser of what others wrote. */
interface Parser {
  /** What its input is made of. */
  readonly pieces: readonly string[];
  /** A whole input, which is then spoilt. */
  readonly whole: string;
  readonly parse: (text: string) => unknown;
  /** What it may throw, besides nothing. */
  readonly throws?: readonly string[];
}

const ORIGIN = "https://a.example.org/b/c";

const HAR = JSON.stringify({
  log: {
    version: "1.2",
    entries: [{
      request: {
        method: "POST",
        url: ORIGIN,
        headers: [],
        postData: { mimeType: "text/plain", text: "x" },
      },
      response: {
        status: 200,
        statusText: "OK",
        headers: [{ name: "a", value: "b" }],
        content: { mimeType: "text/plain", text: "aGk=", encoding: "base64" },
      },
    }],
  },
});

// deno-fmt-ignore
const PARSERS: Readonly<Record<string, Parser>> = {
  "Set-Cookie": {
    pieces: ["a=b", "=", ";", " ", "Path=/", "Domain=example.org", "Max-Age=", "-1", "9".repeat(30), "Expires=", "Wed, 09 Jun 2027 10:18:14 GMT",
      "Secure", "__Host-", "\0", "\r\n", "\x7f", "é", '"', ","],
    whole: "__Host-a=b; Path=/; Secure; HttpOnly; SameSite=Lax; Expires=Wed, 09 Jun 2027 10:18:14 GMT; Max-Age=60",
    parse: jarHolds,
  },
  Link: {
    pieces: ["<", ">", "/a", ";", ",", "rel=", "next", '"', "\\", "title*=", "UTF-8''", "%e2%82%ac", "%", " ", "\0"],
    whole: "</a>; rel=\"next last\"; title*=UTF-8''%e2%82%ac, <b>; rel=prev",
    parse: parseLinks,
  },
  "WWW-Authenticate": {
    pieces: ["Digest", "Basic", " ", ",", "=", "realm=", "nonce=", '"', "\\", "qop=", "auth", "auth-int", "algorithm=", "MD5", "stale=true", "a==", "\0"],
    whole: 'Digest realm="a\\"b", nonce="n", qop="auth,auth-int", algorithm=SHA-256, stale=FALSE, Basic realm=x, Negotiate abc==',
    parse: (text) => [parseChallenges(text), parseAuthParams(text), chooseDigest(text)],
    throws: ["ProtocolError"],
  },
  "Content-Disposition": {
    pieces: ["attachment", ";", " ", "filename=", "filename*=", "UTF-8''", "iso-8859-1''", "%e2%82%ac", "%zz", '"', "\\", "/", "..", "\0", "=", "é"],
    whole: "attachment; filename=\"a\\\"b.txt\"; filename*=UTF-8''%e2%82%ac.txt",
    parse: parseContentDisposition,
  },
  netrc: {
    pieces: ["machine ", "default ", "login ", "password ", "account ", "macdef ", "\n", "\n\n", "#", '"', "\\", "example.org", "\t", "\0", "é"],
    whole: "# c\nmachine example.org login a password \"b c\" account d\nmacdef x\nput y\n\ndefault login e password f\n",
    parse: parseNetrc,
    throws: ["SyntaxError"],
  },
  "cookies.txt": {
    pieces: ["#", "#HttpOnly_", "example.org", "\t", "TRUE", "FALSE", "/", "0", "-1", "9".repeat(30), "a", "b", "\n", "\r\n", "\0", "."],
    whole: "# Netscape HTTP Cookie File\n#HttpOnly_.example.org\tTRUE\t/\tTRUE\t4102444800\ta\tb\nexample.org\tFALSE\t/x\tFALSE\t0\tc\t\n",
    parse: (text) => [parseNetscapeText(text), netscapeHolds(text)],
    throws: ["TypeError"],
  },
  "a HAR file and a cassette": {
    pieces: ["{", "}", "[", "]", '"', ":", ",", '"log"', '"entries"', '"request"', '"response"', '"url"', '"headers"', '"content"', "null", "1", "-1", "1e999"],
    whole: HAR,
    parse: (text) => parseHar(text, "a.har"),
    throws: ["TypeError"],
  },
};

/** What a jar takes it can give back, and no Cookie of it breaks a header. */
function jarHolds(text: string): void {
  const jar = new CookieJar();
  jar.setCookie(text, ORIGIN);
  const header = jar.cookieHeader(ORIGIN) ?? "";
  assert(![...header].some((character) => character < " " && character !== "\t"), header);
  assertEquals(CookieJar.fromJSON(JSON.parse(JSON.stringify(jar.toJSON()))).toJSON(), jar.toJSON());
}

function netscapeHolds(text: string): void {
  const jar = CookieJar.fromNetscape(text);
  const again = CookieJar.fromNetscape(jar.toNetscape());
  assertEquals(again.toNetscape(), jar.toNetscape());
}

/** Text of the pieces, or the whole input with some places changed. */
function inputsOf({ pieces, whole }: Parser): fc.Arbitrary<string> {
  const piece = fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 3 }));
  const made = fc.array(piece, { maxLength: 24 }).map((parts) => parts.join(""));
  const change = fc.tuple(fc.nat(whole.length), fc.nat(6), piece);
  const spoilt = fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) =>
    changes.reduce(
      (text, [at, length, put]) => text.slice(0, at) + put + text.slice(at + length),
      whole,
    )
  );
  return fc.oneof(made, spoilt);
}

for (const [name, parser] of Object.entries(PARSERS)) {
  test(`${name} of any form is read or refused, never more`, () => {
    parser.parse(parser.whole);
    const property = fc.property(inputsOf(parser), (text) => {
      try {
        parser.parse(text);
      } catch (error) {
        if (!(error instanceof Error) || !parser.throws?.includes(error.name)) throw error;
        assert(error.message.length > 5);
      }
    });
    fc.assert(property, { numRuns: 4_000 });
  });

  test(`${name} takes no longer than its length allows`, () => {
    for (const piece of [...parser.pieces, parser.whole]) {
      const text = piece.repeat(Math.ceil(200_000 / piece.length));
      const startedAt = performance.now();
      try {
        parser.parse(text);
      } catch {
        // That it is refused is tested above.
      }
      const took = performance.now() - startedAt;
      assert(took < 10_000, `${JSON.stringify(piece.slice(0, 20))} took ${Math.round(took)} ms`);
    }
  });
}

test("an event stream of any bytes gives the same events however it is cut", async () => {
  const lines = fc.constantFrom(
    "data: a",
    "data",
    "id: 1",
    "event: x",
    "retry: 5",
    ":",
    "",
    "\0",
    "é€",
    "id: \0",
  );
  const ends = fc.constantFrom("\n", "\r", "\r\n");
  const bytes = fc.oneof(
    fc.array(fc.tuple(lines, ends), { maxLength: 12 })
      .map((list) => new TextEncoder().encode(list.flat().join(""))),
    fc.uint8Array({ maxLength: 60 }).map((list) => Uint8Array.from(list)),
  );
  const property = fc.asyncProperty(
    bytes,
    fc.array(fc.nat(60), { maxLength: 5 }),
    async (all, cuts) => {
      const places = [0, ...cuts.map((at) => Math.min(at, all.length)).sort((a, b) => a - b)];
      const parts = places.map((at, index) => all.slice(at, places[index + 1]));
      const read = (list: readonly Uint8Array<ArrayBuffer>[]) =>
        Array.fromAsync(iterEvents(ReadableStream.from(list)));
      assertEquals(await read(parts), await read([all]));
    },
  );
  await fc.assert(property, { numRuns: 500 });
});
