/**
 * Uploads a file by its path as `multipart/form-data`, never whole in memory, and watches it go.
 *
 * Run it: `deno run -A examples/upload.ts`
 *
 * @module
 */

import { Client } from "@ferry/http";
import { fileFromPath } from "@ferry/http/files";

await using server = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen() {} },
  async (request) => {
    const form = await request.formData();
    const file = form.get("scan");
    // The server wants it elsewhere, with the body: the file is opened once more.
    if (new URL(request.url).pathname === "/old") {
      return new Response(null, { status: 307, headers: { location: "/scans" } });
    }
    return Response.json({
      title: form.get("title"),
      name: file instanceof File ? file.name : undefined,
      type: file instanceof File ? file.type : undefined,
      size: file instanceof File ? file.size : undefined,
    });
  },
);

const folder = await Deno.makeTempDir();
const path = `${folder}/page-1.png`;
await Deno.writeFile(path, new Uint8Array(3_000_000));

using client = new Client({
  baseUrl: `http://127.0.0.1:${server.addr.port}`,
  throwOnError: true,
});
let last = 0;
const response = await client.post("/old", {
  data: { title: "Page one" },
  // Name, type and size are those of the file.
  files: { scan: fileFromPath(path) },
  onUploadProgress: ({ transferred }) => last = transferred,
});
console.log(await response.json(), "by way of", response.history.map(({ status }) => status));
console.log("sent", last, "bytes the second time");

await Deno.remove(folder, { recursive: true });
