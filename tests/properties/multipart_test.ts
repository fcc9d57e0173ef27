import { FEATURES } from "../../src/features.ts";
import { assertEquals } from "@std/assert";
import { Busboy } from "npm:@fastify/busboy@3.2.6";
import { joinBytes } from "../../src/core/bytes/chunks.ts";
import { resolveBody } from "../../src/core/request/body.ts";
import type { BodySource } from "../../src/core/request/prepared.ts";
import { test } from "../checked.ts";
import { fc, textOf } from "./fast_check.ts";

/** A part as it was given, and as a parser must give it back. */
interface Given {
  readonly name: string;
  /** `undefined` for a field. */
  readonly filename: string | undefined;
  readonly type: string;
  readonly content: Uint8Array<ArrayBuffer>;
}

const pieces = ["\r\n", "\r", "\n", '"', "\\", "%22", ";", "=", "--", "\r\n--", "é", "日本", "😀"];
const names = textOf(pieces, { min: 1, max: 4 }).map((text) => `n${text.toWellFormed()}`);
const lookAlikes = [
  "\r\n--FerryFormBoundary",
  "--FerryFormBoundary00000000000000000000000000000000--\r\n",
  '\r\n\r\nContent-Disposition: form-data; name="x"\r\n\r\n',
];
const contents = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => new Uint8Array(bytes)),
  textOf([...pieces, ...lookAlikes]).map((text) => new TextEncoder().encode(text)),
);
const texts = textOf([...pieces, ...lookAlikes]).map((text) => text.toWellFormed());
const parts: fc.Arbitrary<Given> = fc.oneof(
  fc.record({
    name: names,
    filename: fc.constant(undefined),
    type: fc.constant("text/plain"),
    content: texts.map((text) => new TextEncoder().encode(text)),
  }),
  fc.record({
    name: names,
    // A parser of today takes the path away from a file name.
    filename: names.map((text) => text.replaceAll("/", "")),
    type: fc.constantFrom("application/octet-stream", "text/x-y", "image/png"),
    content: contents,
  }),
);

/** Fields go first, as they do in every form with `data` and `files`. */
function build(given: readonly Given[], streamed: boolean): BodySource {
  const fields = given.filter(({ filename }) => filename === undefined);
  const files = given.filter(({ filename }) => filename !== undefined);
  const options = {
    data: fields.map(({ name, content }) => [name, new TextDecoder().decode(content)] as const),
    files: files.map(({ name, filename, type, content }) =>
      [name, {
        content: streamed ? new Blob([content]).stream() : content,
        filename,
        contentType: type,
        ...(streamed && { size: content.length }),
      }] as const
    ),
  };
  const source = resolveBody(options, { features: FEATURES });
  if (source === undefined) throw new Error("there is no body");
  return source;
}

/** Names as browsers escape them; nobody reads them back. */
function escaped(text: string): string {
  return text.replace(/\r/g, "%0D").replace(/\n/g, "%0A").replace(/"/g, "%22");
}

function expected(given: readonly Given[]): unknown[] {
  const files = given.filter(({ filename }) => filename !== undefined);
  const fields = given.filter(({ filename }) => filename === undefined);
  return [...fields, ...files].map(({ name, filename, type, content }) =>
    filename === undefined
      ? [escaped(name), new TextDecoder("utf-8", { ignoreBOM: true }).decode(content)]
      : [escaped(name), escaped(filename), type, content]
  );
}

const forms = fc.tuple(
  fc.array(parts, { maxLength: 3 }),
  fc.record({
    name: names,
    filename: names.map((text) => text.replaceAll("/", "")),
    type: fc.constant("text/csv"),
    content: contents,
  }),
).map(([more, file]): Given[] => [...more, file]);

/** The same part without those characters in its names that a parser cannot stand. */
function without(character: RegExp, given: Given): Given {
  const name = given.name.replaceAll(character, "");
  return { ...given, name, filename: given.filename?.replaceAll(character, "") };
}

test("a parser of another project reads back every part of a form", async () => {
  const property = fc.asyncProperty(forms, fc.boolean(), async (given, streamed) => {
    // It takes a backslash for an escape, which browsers do not write.
    const list = given.map((part) => without(/\\/g, part));
    const source = build(list, streamed);
    const bytes = await new Response(source.open()).bytes();
    assertEquals(source.size, bytes.length);
    assertEquals(await readByBusboy(source.contentType ?? "", bytes), expected(list));
  });
  await fc.assert(property, { numRuns: 400 });
});

test("the runtime reads back every part of a form", async () => {
  const property = fc.asyncProperty(forms, async (given) => {
    // It cuts a name at these, also within quotes.
    const list = given.map((part) => without(/[;=]/g, part));
    const source = build(list, false);
    const headers = { "content-type": source.contentType ?? "" };
    const form = await new Response(source.open(), { headers }).formData();
    const found = await Promise.all(
      Array.from(
        form,
        async ([name, value]) =>
          typeof value === "string"
            ? [name, value]
            : [name, value.name, value.type, await value.bytes()],
      ),
    );
    assertEquals(found, expected(list));
  });
  await fc.assert(property, { numRuns: 400 });
});

async function readByBusboy(contentType: string, bytes: Uint8Array): Promise<unknown[]> {
  const found: unknown[] = [];
  const done = Promise.withResolvers<void>();
  const parser = new Busboy({ headers: { "content-type": contentType } });
  parser.on("field", (name: string, value: string) => found.push([name, value]));
  parser.on("file", (name, stream, filename, _encoding, type) => {
    const chunks: Uint8Array[] = [];
    const entry: unknown[] = [name, filename, type];
    found.push(entry);
    stream.on("data", (chunk: Uint8Array) => chunks.push(chunk));
    stream.on("end", () => entry.push(joinBytes(chunks)));
  });
  parser.on("finish", () => done.resolve());
  parser.on("error", (error: unknown) => done.reject(error));
  parser.end(bytes);
  await done.promise;
  return found;
}
