/**
 * Saves a file over a connection that breaks off, shows how far it is, and checks what came.
 *
 * Run it: `deno run -A examples/download.ts`
 *
 * @module
 */

import { Client, HandlerTransport } from "@ferry/http";

const text = "All that is gold does not glitter.\n".repeat(1_000);
let answers = 0;
const transport = new HandlerTransport(({ headers }) => {
  const [, first] = /^bytes=(\d+)-$/.exec(headers.get("range") ?? "") ?? [];
  const from = Number(first ?? 0);
  const head = { etag: '"1"', "content-length": String(text.length - from) };
  // The first answer is cut short.
  const body = text.slice(from, answers++ === 0 ? 12_345 : undefined);
  if (first === undefined) return new Response(body, { headers: head });
  const range = `bytes ${from}-${text.length - 1}/${text.length}`;
  return new Response(body, { status: 206, headers: { ...head, "content-range": range } });
});

using client = new Client({ transport });
const folder = await Deno.makeTempDir();
const { path, bytes, resumes } = await client.download("http://files.example/poem.txt", folder, {
  length: text.length,
  resumeDelay: 10,
  onDownloadProgress: ({ transferred, total }) => console.log(`${transferred} of ${total} bytes`),
});
console.log(`${path?.slice(folder.length)}: ${bytes} bytes, gone on with ${resumes} time`);
await Deno.remove(folder, { recursive: true });
