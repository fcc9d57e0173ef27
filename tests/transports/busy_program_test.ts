import { assertEquals } from "@std/assert";
import { testOverBoth } from "./both.ts";

/** Answers after a tenth of a second, whatever the program of the test does meanwhile. */
const SERVER = `Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen: ({ port }) => console.log(port),
}, async () => {
  await new Promise((resolve) => setTimeout(resolve, 100));
  return new Response("in time");
})`;

testOverBoth("an answer that came while the program was busy is in time", async (makeClient) => {
  await using server = await startServer();
  const client = makeClient({ timeout: 300 });
  // The first connection is made, the second request finds it there.
  for (const when of [50, 50, 10]) {
    const answer = client.get(server.url).text();
    await new Promise((resolve) => setTimeout(resolve, when));
    const until = Date.now() + 600;
    while (Date.now() < until);
    assertEquals(await answer, "in time");
  }
});

async function startServer(): Promise<{ readonly url: string } & AsyncDisposable> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", SERVER],
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  const port = new TextDecoder().decode((await reader.read()).value).trim();
  return {
    url: `http://127.0.0.1:${port}/`,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.status;
      await reader.cancel();
    },
  };
}
