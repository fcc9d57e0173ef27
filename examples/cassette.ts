/**
 * Records what a server answers in a HAR file, then plays it without the server.
 *
 * Run it: `deno run -A examples/cassette.ts`
 *
 * @module
 */

import { Client } from "@ferry/http";
import { CassetteTransport } from "@ferry/http/testing";

/** The code under test: it is given its client. */
async function countUsers(client: Client): Promise<number> {
  const response = await client.get("/users", { headers: { authorization: "Bearer s3cr3t" } });
  return (await response.raiseForStatus().json<unknown[]>()).length;
}

const server = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen() {} },
  () => Response.json([{ name: "Ada" }, { name: "Grace" }]),
);
const baseUrl = `http://127.0.0.1:${server.addr.port}`;
const folder = await Deno.makeTempDir();
const path = `${folder}/users.har`;

{
  const transport = new CassetteTransport(path, { mode: "record" });
  await using client = new Client({ baseUrl, transport });
  console.log("users, from the server:", await countUsers(client));
}
await server.shutdown();
{
  const cassette = new CassetteTransport(path);
  await using client = new Client({ baseUrl, transport: cassette });
  console.log("users, from the file:", await countUsers(client));
  cassette.assertAllPlayed();
}
const text = await Deno.readTextFile(path);
console.log("the token is in the file:", text.includes("s3cr3t"));
await Deno.remove(folder, { recursive: true });
