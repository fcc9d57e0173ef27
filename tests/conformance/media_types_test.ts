import { assertEquals } from "@std/assert";
import {
  extractMediaType,
  type MediaType,
  parseMediaType,
} from "../../src/core/fields/media_type.ts";
import { serializeMediaType } from "../media_type_text.ts";
import { conformanceTest, readJson } from "./data.ts";

/** A case of mimesniff; those that were generated have no `encoding`. */
interface ParsingCase {
  readonly input: string;
  readonly output: string | null;
  readonly encoding?: string | null;
}

/** A case of wpt-fetch. */
interface ExtractionCase {
  readonly contentType: readonly string[];
  readonly mimeType: string;
  readonly encoding: string | null;
}

for (
  const [file, count] of [["mime-types", 74], ["generated-mime-types", 881]]
) {
  conformanceTest(`media types are parsed and written: ${file}`, () => {
    const cases: Array<string | ParsingCase> = readJson(
      `mimesniff/${file}.json`,
    );
    let passed = 0;
    for (const one of cases) {
      if (typeof one === "string") continue;
      checkParsing(one);
      passed++;
    }
    console.log(`${file}: ${passed} passed, 0 listed`);
    assertEquals(passed, count);
  });
}

function checkParsing({ input, output, encoding }: ParsingCase): void {
  const mediaType = parseMediaType(input);
  assertEquals(serialize(mediaType), output, JSON.stringify(input));
  if (encoding !== undefined) {
    assertEquals(toEncoding(mediaType), encoding?.toLowerCase() ?? null);
  }
}

conformanceTest(
  "the media type of a response: one joined header, and several",
  () => {
    const cases: ExtractionCase[] = readJson("wpt-fetch/content-types.json");
    let passed = 0;
    for (const { contentType, mimeType, encoding } of cases) {
      const several = new Headers();
      for (const value of contentType) several.append("content-type", value);
      const joined = new Headers({ "content-type": contentType.join(", ") });
      for (const headers of [several, joined]) {
        const response = new Response(null, { headers });
        const mediaType = extractMediaType(
          response.headers.get("content-type"),
        );
        assertEquals(serialize(mediaType), mimeType, contentType.join(" | "));
        assertEquals(toEncoding(mediaType), encoding?.toLowerCase() ?? null);
        passed++;
      }
    }
    console.log(`content-types: ${passed} passed, 0 listed`);
    assertEquals(passed, 40);
  },
);

function serialize(mediaType: MediaType | undefined): string | null {
  return mediaType === undefined ? null : serializeMediaType(mediaType);
}

function toEncoding(mediaType: MediaType | undefined): string | null {
  const label = mediaType?.parameters.get("charset");
  try {
    return label === undefined ? null : new TextDecoder(label).encoding;
  } catch {
    return null;
  }
}
