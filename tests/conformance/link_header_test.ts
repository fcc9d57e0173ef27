import { assertEquals } from "@std/assert";
import { linksByRel, parseLinks } from "../../src/core/fields/links.ts";
import { conformanceTest, readJson } from "./data.ts";

interface LinkCase {
  readonly id: string;
  readonly header: string;
  readonly expected: ReadonlyArray<{
    readonly url: string;
    readonly params: Readonly<Record<string, string>>;
  }>;
}

conformanceTest("every case of Link headers", () => {
  const cases = readJson<LinkCase[]>("link-header/cases.json");
  let passed = 0;
  for (const { id, header, expected } of cases) {
    const links = parseLinks(header).map((link) => ({ ...link }));
    assertEquals(links, expected.map(toLink), id);
    const found = linksByRel(header);
    for (const { url, params } of expected) {
      assertEquals(found[params["rel"] ?? url]?.url, url, id);
    }
    passed++;
  }
  console.log(`link-header: ${passed} passed, 0 listed`);
  assertEquals(passed, 27);
});

function toLink({ url, params }: LinkCase["expected"][number]) {
  return { url, ...params };
}
