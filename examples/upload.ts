/**
 * Uploads an open file as `multipart/form-data`, never whole in memory, and watches it go.
 *
 * Run it: `deno run -A examples/upload.ts`
 *
 * @module
 */

import { Client } from "@ferry/http";

await using server = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen() {} },
  async (request) => {
    const form = await request.formData();
    const file = form.get("scan");
    return Response.json({
      title: form.get("title"),
      name: file instanceof File ? file.name : undefined,
      type: file instanceof File ? file.type : undefined,
      size: file instanceof File ? file.size : undefined,
    });
  },
);

const path = await Deno.makeTempFile({ suffix: ".png" });
await Deno.writeFile(path, new Uint8Array(3_000_000));

using client = new Client({ baseUrl: `http://127.0.0.1:${server.addr.port}` });
const { size } = await Deno.stat(path);
const content = await Deno.open(path);
let last = 0;
const response = await client.post("/scans", {
  data: { title: "Page one" },
  // Reading to the end closes the file; so does a failure.
  files: { scan: { content, filename: "page-1.png", size } },
  onUploadProgress: ({ transferred }) => last = transferred,
});
console.log(await response.raiseForStatus().json());
console.log("sent", last, "bytes");

await Deno.remove(path);
