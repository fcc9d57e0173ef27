import { assertEquals } from "@std/assert";
import { normalizeEncoding } from "../../src/core/text/charset.ts";
import { conformanceTest, readJson } from "./data.ts";

conformanceTest(
  "every label of the Encoding standard is known by its name",
  () => {
    const names = readJson<Record<string, string>>(
      "charset/labels-to-names.json",
    );
    const labels = Object.entries(names);
    assertEquals(labels.length, 215);
    for (const [label, name] of labels) {
      assertEquals(normalizeEncoding(label), name.toLowerCase(), label);
      assertEquals(
        normalizeEncoding(`\t${label.toUpperCase()} `),
        name.toLowerCase(),
      );
    }
  },
);
