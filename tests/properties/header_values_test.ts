import { assert, assertEquals } from "@std/assert";
import { create, parse } from "npm:content-disposition@3.0.0";
import { parseContentDisposition } from "../../src/features/download/content_disposition.ts";
import { linksByRel, parseLinks } from "../../src/core/fields/links.ts";
import { parseRetryAfter, retryAfterOf } from "../../src/features/retry/retry_after.ts";
import { test } from "../checked.ts";
import { fc, textOf } from "./fast_check.ts";

const RUNS = { numRuns: 2000 };
const SECOND = 1_000;
const YEAR = 366 * 86_400 * SECOND;

/** Full seconds, as HTTP writes them. */
function timesBetween(min: number, max: number): fc.Arbitrary<number> {
  return fc.integer({ min: min / SECOND, max: max / SECOND }).map((seconds) => seconds * SECOND);
}

const nows = timesBetween(Date.UTC(1975, 0, 1), Date.UTC(2090, 0, 1));
const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** The three forms of RFC 9110 section 5.6.7. */
function formsOf(time: number): readonly string[] {
  const fixed = new Date(time).toUTCString();
  const [, day = "", month = "", year = "", clock = ""] = fixed.split(" ");
  const long = DAYS[new Date(time).getUTCDay()];
  return [
    fixed,
    `${long}, ${day}-${month}-${year.slice(2)} ${clock} GMT`,
    `${fixed.slice(0, 3)} ${month} ${day.replace(/^0/, " ")} ${clock} ${year}`,
  ];
}

test("Retry-After in seconds, or a date in each of its forms", () => {
  const property = fc.property(
    nows,
    fc.integer({ min: -49, max: 49 }),
    fc.nat(),
    (now, years, more) => {
      const time = Math.floor((now + years * YEAR * 0.99) / SECOND) * SECOND +
        (more % 9_999) * SECOND;
      for (const text of formsOf(time)) {
        assertEquals(parseRetryAfter(text, now), Math.max(0, time - now), text);
        const headers = new Headers({ "retry-after": text, date: new Date(now).toUTCString() });
        // The server's own clock counts, not ours.
        const wait = retryAfterOf({ status: 503, headers }, now + 12_345);
        assertEquals(wait, Math.max(0, time - now), text);
      }
      assertEquals(parseRetryAfter(`${more}`, now), more * SECOND);
    },
  );
  fc.assert(property, RUNS);
});

test("any other Retry-After is no wait: a number that is none, a date that is none", () => {
  const near = textOf([
    "1",
    "-1",
    "+1",
    "0x1",
    "1e3",
    " ",
    "Sun, ",
    "06 Nov 1994 ",
    "08:49:37",
    "GMT",
  ]);
  const property = fc.property(near, nows, (text, now) => {
    const wait = parseRetryAfter(text, now);
    if (wait === undefined) return;
    assert(Number.isSafeInteger(wait) && wait >= 0, text);
    assert(/^\d+(\.\d+)?$/.test(text) || !Number.isNaN(Date.parse(text)), text);
  });
  fc.assert(property, RUNS);
});

const tokens = fc.stringMatching(/^[a-z][a-z0-9!#$&+.^_`|~-]{0,6}$/)
  .filter((name) => name !== "rel" && name !== "url");
const quotables = textOf(['"', "\\", ",", ";", "<", ">", "=", " ", "a", "é"])
  .map((text) => text.replace(/[^\t -~\u0080-\u00ff]/g, ""));
const uris = textOf(["/", "?a=b", ",", ";", "https://h.example/", "%20", '"', "="])
  .map((text) => text.replace(/[^!-~]|[<>]/g, ""));
const links = fc.record({
  url: uris,
  rel: fc.constantFrom(undefined, "next", "prev", "Last", "next prev"),
  parameters: fc.dictionary(tokens, quotables, { maxKeys: 3 }),
  title: fc.option(textOf(["€", "'", "%", '"', "é", " "]).map((text) => text.toWellFormed())),
});
const blanks = fc.constantFrom("", " ", "\t", "  ");

/** RFC 8288 section 3: quoted strings with escapes, RFC 8187 for the title. */
function serialise(
  link: typeof links extends fc.Arbitrary<infer T> ? T : never,
  gap: string,
): string {
  const quoted = Object.entries({ ...(link.rel && { rel: link.rel }), ...link.parameters })
    .map(([name, value]) => `${name}${gap}=${gap}"${value.replace(/["\\]/g, "\\$&")}"`);
  const extended = link.title === null ? [] : [`title*=UTF-8'en'${percent(link.title)}`];
  return [`<${link.url}>`, ...quoted, ...extended].join(`${gap};${gap}`);
}

function percent(text: string): string {
  return encodeURIComponent(text).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
  );
}

test("links come back from a header as they were written into it", () => {
  const property = fc.property(fc.array(links, { maxLength: 4 }), blanks, (list, gap) => {
    const header = list.map((link) => serialise(link, gap)).join(`${gap},${gap}`);
    const want = list.map(({ url, rel, parameters, title }) => ({
      url,
      ...(rel !== undefined && { rel }),
      ...parameters,
      ...(title !== null && { "title*": title }),
    }));
    assertEquals(parseLinks(header).map((link) => ({ ...link })), want);
    for (const { url, rel } of want) {
      const first = want.find((link) => (link.rel || link.url) === (rel || url));
      assertEquals(linksByRel(header)[rel || url]?.url, first?.url);
    }
  });
  fc.assert(property, { numRuns: 1500 });
});

const fileNames = textOf(
  ["€", "é", '"', "\\", "%", "%41", ";", "=", "'", "/", "..", " ", "\u00ff", "日本", ".txt"],
  { min: 1 },
)
  .map((text) => text.toWellFormed().replace(/[^ -~\u0080-\uffff]/g, ""));

test("a file name that another project writes is read as that project reads it", () => {
  const types = fc.constantFrom("attachment", "inline");
  const fallbacks = fc.constantFrom(true, false);
  const property = fc.property(fileNames, types, fallbacks, (name, type, fallback) => {
    const header = create(name, { type, fallback });
    const { parameters } = parse(header);
    const read = parseContentDisposition(header);
    assertEquals(read, { type, filename: parameters.filename });
  });
  fc.assert(property, RUNS);
});

test("a file name of RFC 8187 comes back, before a plain one in either order", () => {
  const property = fc.property(fileNames, quotables, fc.boolean(), (name, plain, first) => {
    const extended = `filename*=UTF-8''${percent(name)}`;
    const quoted = `filename="${plain.replace(/["\\]/g, "\\$&")}"`;
    const header = ["attachment", ...(first ? [extended, quoted] : [quoted, extended])].join("; ");
    assertEquals(parseContentDisposition(header).filename, name);
    assertEquals(parseContentDisposition(`attachment; ${quoted}`).filename, plain);
  });
  fc.assert(property, RUNS);
});
