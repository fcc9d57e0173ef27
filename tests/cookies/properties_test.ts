import { assertEquals, assertInstanceOf } from "@std/assert";
import fc from "npm:fast-check@4.10.2";
import { CookieJar } from "../../src/core/cookies/jar.ts";
import { parseSetCookie } from "../../src/core/cookies/cookie.ts";
import { parseCookieDate } from "../../src/core/cookies/date.ts";
import { toCookieTarget } from "../../src/core/cookies/matching.ts";
import { parseNetscapeText } from "../../src/core/cookies/netscape.ts";
import { test } from "../checked.ts";

const RUNS = { numRuns: 2000 };

/** Text of single bytes, among them often those that mean something. */
const bytes = fc.array(
  fc.oneof(
    fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
    fc.constantFrom(
      ...'=;,: \t./-19"',
      "Secure",
      "Path=/",
      "Domain=",
      "x.example",
      "Max-Age=",
      "Expires=",
      "1 Jan 2099 00:00:00",
      "__Host-",
      "; ",
    ),
  ),
  { maxLength: 60 },
).map((parts) => parts.join(""));

const urls = fc.constantFrom(
  "https://x.example/",
  "http://y.x.example/a/b",
  "http://127.0.0.1:81/a",
  "https://[::1]/",
  "http://localhost/",
);

test("any bytes as a header: never an error, and nothing that could split one comes back", () => {
  const unsafe = /[^\t -~\u0080-\u00ff]/;
  fc.assert(
    fc.property(bytes, urls, urls, (header, from, to) => {
      const parsed = parseSetCookie(header);
      const jar = new CookieJar();
      const cookie = jar.setCookie(header, from);
      const sent = jar.cookieHeader(to);
      assertEquals(unsafe.test(sent), false);
      assertEquals(sent.includes(";"), false);
      if (cookie) {
        assertEquals(parsed?.name, cookie.name);
        const own = cookie.name ? `${cookie.name}=${cookie.value}` : cookie.value;
        assertEquals(["", own].includes(sent), true);
        assertEquals(jar.size, 1);
      } else assertEquals([sent, jar.size], ["", 0]);
    }),
    RUNS,
  );
});

test("any text as a date: a time or nothing", () => {
  fc.assert(
    fc.property(fc.oneof(bytes, fc.string({ unit: "binary" })), (text) => {
      const time = parseCookieDate(text);
      assertEquals(time === undefined || Number.isSafeInteger(time), true);
    }),
    RUNS,
  );
});

test("every time of the calendar is read back from what toUTCString writes", () => {
  const min = new Date(Date.UTC(1601, 0, 1));
  const max = new Date(Date.UTC(9999, 11, 31));
  fc.assert(
    fc.property(fc.date({ min, max, noInvalidDate: true }), (date) => {
      const seconds = Math.floor(date.getTime() / 1000) * 1000;
      assertEquals(parseCookieDate(date.toUTCString()), seconds);
    }),
    RUNS,
  );
});

test("a URL is read as the parser of the web reads it", () => {
  const parts = fc.constantFrom(
    ..."aZ09.-_~!$&'()*+,;=:@/?# %\\[]\t\u00fc",
    "xn--",
    "xn--bcher-kva",
    "..",
    "/.",
    "/../",
    "%2e",
    "1.2.3.4",
    "0x7f",
    "example",
    ".com",
    ":80",
    ":8080",
    ":99999",
  );
  const texts = fc.tuple(
    fc.constantFrom("http://", "https://", "HTTP://", "http:", "ws://"),
    fc.constantFrom("", "x.example", "x.example/", "x.example:81/a"),
    fc.array(parts, { maxLength: 8 }),
  ).map(([scheme, host, rest]) => scheme + host + rest.join(""));
  const read = (url: string | URL) => {
    try {
      return toCookieTarget(url);
    } catch {
      return "no URL";
    }
  };
  fc.assert(
    fc.property(texts, (text) => {
      const url = URL.parse(text);
      assertEquals(read(text), url ? read(url) : "no URL", text);
    }),
    { numRuns: 5000 },
  );
});

test("the usual dates are read as all others", () => {
  const usual = fc.tuple(
    fc.constantFrom("Mon", "Sun", "Jan", "mon"),
    fc.constantFrom("00", "01", "29", "30", "31", "32", "9a"),
    fc.constantFrom("Jan", "FEB", "apr", "Xyz"),
    fc.constantFrom("0000", "0069", "0099", "1600", "1601", "2024", "2023"),
    fc.constantFrom("00:00:00", "23:59:59", "24:00:00", "00:60:00", "00:00:60"),
  );
  fc.assert(
    fc.property(usual, ([weekday, day, month, year, time]) => {
      const text = `${weekday}, ${day} ${month} ${year} ${time} GMT`;
      assertEquals(parseCookieDate(text), parseCookieDate(`${text} `), text);
    }),
    RUNS,
  );
});

const jars = fc.array(fc.tuple(bytes, urls), { maxLength: 20 }).map(
  (headers) => {
    const jar = new CookieJar();
    for (const [header, url] of headers) jar.setCookie(`n${header}`, url);
    return jar;
  },
);

test("every jar comes back from JSON", () => {
  fc.assert(
    fc.property(jars, (jar) => {
      const back = CookieJar.fromJSON(JSON.stringify(jar));
      assertEquals(back.toJSON(), jar.toJSON());
      assertEquals(jar.clone().toJSON(), jar.toJSON());
    }),
    { numRuns: 500 },
  );
});

test("every ASCII jar comes back from cookies.txt, but for what the format cannot say", () => {
  fc.assert(
    fc.property(jars, (jar) => {
      const text = jar.toNetscape();
      const want = [...jar]
        .filter(({ name, path }) => !/\t/.test(name + path))
        .filter(({ name, value, path }) => !/[^\0-~]/.test(name + value + path));
      const back = [...CookieJar.fromNetscape(text)]
        .filter(({ name, value, path }) => !/[^\0-~]/.test(name + value + path));
      const plain = (cookies: typeof want) =>
        cookies.map(
          ({ name, value, domain, hostOnly, path, secure, httpOnly }) => {
            return { name, value, domain, hostOnly, path, secure, httpOnly };
          },
        );
      assertEquals(plain(back), plain(want));
    }),
    { numRuns: 500 },
  );
});

test("any text as cookies.txt or JSON: a jar or a TypeError", () => {
  fc.assert(
    fc.property(fc.oneof(bytes, fc.string(), fc.json()), (text) => {
      for (const read of [parseNetscapeText, CookieJar.fromJSON]) {
        try {
          read(text);
        } catch (error) {
          assertInstanceOf(error, TypeError);
          assertEquals(error.message.startsWith("Cannot"), true);
        }
      }
    }),
    RUNS,
  );
});

const names = fc.constantFrom("a", "b", "__proto__");
const domains = fc.constantFrom(undefined, "x.example", "y.x.example");
const paths = fc.constantFrom(undefined, "/", "/p", "/p/q");
const changes = fc.array(
  fc.tuple(names, domains, paths, fc.boolean(), fc.nat({ max: 3 })),
  { maxLength: 60 },
);

test("a jar changed at will agrees with a plain list", () => {
  fc.assert(
    fc.property(changes, (steps) => {
      const jar = new CookieJar();
      const model = new Map<string, string>();
      for (const [name, domain, path, isSet, value] of steps) {
        const key = JSON.stringify([domain ?? "", path ?? "/", name]);
        if (isSet) {
          jar.set(name, `${value}`, { domain, path });
          model.set(key, `${value}`);
        } else {
          jar.delete(name, { domain: domain ?? "", path: path ?? "/" });
          model.delete(key);
        }
      }
      const list = [...jar].map(({ domain, path, name, value }) => [
        JSON.stringify([domain, path, name]),
        value,
      ]);
      assertEquals(list, [...model]);
      assertEquals(jar.size, model.size);
    }),
    { numRuns: 500 },
  );
});
