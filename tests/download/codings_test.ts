import { assertEquals } from "@std/assert";
import { gzipSync } from "node:zlib";
import { testOverBoth } from "../transports/both.ts";
import { respondWith, toAnswer } from "../wire/scripted.ts";

testOverBoth("a download asks for the bytes as they are, with any method", async (makeClient) => {
  await using server = await respondWith(toAnswer("hello"));
  using client = makeClient({ headers: { "accept-encoding": "gzip" } });
  const folder = await Deno.makeTempDir();
  for (const method of ["GET", "POST"]) {
    await client.download(server.url, `${folder}/f`, { method, overwrite: true });
  }
  await client.download(server.url, `${folder}/g`, { headers: { "accept-encoding": "br" } });
  await Deno.remove(folder, { recursive: true });
  const asked = server.requests.map((request) => request.match(/^accept-encoding: .*$/gim)?.join());
  const identity = "accept-encoding: identity";
  assertEquals(asked, [identity, identity, "accept-encoding: br"]);
});

testOverBoth("a download of several members of gzip has all of them", async (makeClient) => {
  const members = ["one ", "two ", "three"].map((text) => [...gzipSync(text)]);
  const headers = ["Content-Encoding: gzip"];
  await using server = await respondWith(toAnswer(Uint8Array.from(members.flat()), { headers }));
  using client = makeClient();
  const folder = await Deno.makeTempDir();
  const { bytes } = await client.download(server.url, `${folder}/f`);
  assertEquals([bytes, await Deno.readTextFile(`${folder}/f`)], [13, "one two three"]);
  await Deno.remove(folder, { recursive: true });
  const asked = { headers: { "accept-encoding": "identity" } };
  assertEquals(await client.get(server.url, asked).text(), "one two three");
  assertEquals(server.requests.length, 2);
});
