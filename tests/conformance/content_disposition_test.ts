import { assert, assertEquals } from "@std/assert";
import { parseContentDisposition } from "../../src/features/download/content_disposition.ts";
import { nameFromHeader } from "../../src/features/download/file_name.ts";
import { conformanceTest, readJson } from "./data.ts";

interface Named {
  readonly type: string;
  readonly filename: string | null;
}

/** One row of `content-disposition/parse.json`, as its NOTE says. */
interface ParseCase {
  readonly input: string;
  readonly lenient?: Named;
  readonly strict?: Named | "invalid";
}

/** Where ours is neither the strict nor the lenient name, and why. */
const otherwise: Readonly<Record<string, string>> = {
  'form-data; name="upload"; filename="the %22plans%22.pdf"': "no response is a part of a form",
  'form-data; name="upload"; filename="foo%0abar%0d.txt"': "no response is a part of a form",
  'form-data; name="upload"; filename="foo%0Abar%0D.txt"': "no response is a part of a form",
  "attachment; filename*=utf-8''foo-%E4.html": "what is no UTF-8 is no name",
};

conformanceTest("every case of Content-Disposition", () => {
  const cases = readJson<ParseCase[]>("content-disposition/parse.json");
  const counts = { both: 0, strict: 0, lenient: 0, none: 0, listed: 0 };
  const wrong: string[] = [];
  for (const { input, strict, lenient } of cases) {
    const { type, filename } = parseContentDisposition(input);
    const name = filename ?? null;
    const isStrict = typeof strict === "object" && strict.filename === name && strict.type === type;
    const isLenient = lenient?.filename === name && lenient.type === type;
    nameFromHeader(input);
    if (isStrict && isLenient) counts.both++;
    else if (isStrict) counts.strict++;
    else if (isLenient) counts.lenient++;
    else if (strict === "invalid" && name === null) counts.none++;
    else if (input in otherwise) counts.listed++;
    else wrong.push(`${input}: ${type}, ${name}`);
  }
  console.log("content-disposition:", counts);
  assertEquals(wrong, []);
  assert(cases.length === 129);
});
