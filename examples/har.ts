/**
 * Records what a client sends and gets as a HAR file, which the network panel of a browser opens, without the secrets.
 *
 * Run it: `deno run -A examples/har.ts`
 *
 * @module
 */

import { Client } from "@ferry/http";
import { HarRecorder } from "@ferry/http/har";

await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
  const { pathname } = new URL(request.url);
  if (pathname === "/login") {
    return new Response(null, {
      status: 303,
      headers: { location: "/me", "set-cookie": "sid=s3cr3t; HttpOnly" },
    });
  }
  return Response.json({ name: "Ada", access_token: "s3cr3t" });
});

const recorder = new HarRecorder({ maxBodyBytes: 100_000 });
using client = new Client({ baseUrl: `http://127.0.0.1:${server.addr.port}`, recorder });
const me = await client.post("/login", { data: { name: "ada", password: "s3cr3t" } });
console.log("the program sees", await me.json());

for (const { request, response, time } of recorder.entries) {
  const { pathname } = new URL(request.url);
  console.log(request.method, pathname, response.status, time >= 0 ? "took a while" : "");
  console.log("  sent", request.postData?.params ?? "no body");
  console.log("  got", response.content.text ?? "no body", response.cookies);
}
const path = await Deno.makeTempFile({ suffix: ".har" });
await recorder.save(path);
console.log("a secret is in the file:", (await Deno.readTextFile(path)).includes("s3cr3t"));
await Deno.remove(path);
