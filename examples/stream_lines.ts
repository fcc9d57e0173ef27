/**
 * Reads a long answer line by line, then newline-delimited JSON that a schema checks.
 *
 * Run it: `deno run -A examples/stream_lines.ts`
 *
 * @module
 */

import { Client, SchemaError, type StandardSchema } from "@ferry/http";

await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
  const { pathname } = new URL(request.url);
  const lines = pathname === "/log"
    ? Array.from({ length: 10_000 }, (_, index) => `line ${index}\r\n`)
    : ['{"id":1}\n', '{"id":2}\n', '{"id":"three"}\n'];
  return new Response(ReadableStream.from(lines).pipeThrough(new TextEncoderStream()));
});
using client = new Client({ baseUrl: `http://127.0.0.1:${server.addr.port}` });

{
  await using response = await client.stream("GET", "/log");
  let count = 0;
  for await (const line of response.raiseForStatus().iterLines()) {
    if (++count <= 3) console.log(line);
  }
  console.log(count, "lines");
}

/** Zod, Valibot and ArkType give such a schema; this one is made by hand. */
const item: StandardSchema<unknown, { readonly id: number }> = {
  "~standard": {
    version: 1,
    vendor: "example",
    validate: (value) =>
      typeof value === "object" && value !== null && "id" in value && typeof value.id === "number"
        ? { value: { id: value.id } }
        : { issues: [{ message: "expected a number", path: ["id"] }] },
  },
};

{
  await using response = await client.stream("GET", "/items");
  try {
    for await (const { id } of response.iterJson(item)) console.log("item", id);
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    console.log("refused:", error.issues.map(({ message }) => message).join());
  }
}
