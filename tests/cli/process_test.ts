import { assert, assertEquals, assertMatch } from "@std/assert";
import { test } from "../checked.ts";
import { startHttpbin } from "../wire/httpbin.ts";
import { respondWith } from "../wire/scripted.ts";
import { freePort } from "../wire/servers.ts";
import { until } from "../until.ts";

/** The command line as a process of its own. */
function ferry(...args: string[]): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "src/cli/main.ts", ...args],
    cwd: new URL("../../", import.meta.url),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1" },
  });
}

async function run(input: string, ...args: string[]) {
  const child = ferry(...args).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input)).catch(() => {});
  await writer.close().catch(() => {});
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

test("a process ends with the status that the help promises", async () => {
  await using server = startHttpbin();
  const ok = await run("some\ninput", `${server.url}/post`, "-d", "-", "-r");
  assertEquals([ok.code, JSON.parse(ok.stdout).data], [0, "some\ninput"]);
  assertMatch(ok.stderr, /^HTTP\S* 200 OK\n/);
  const missing = await run("", `${server.url}/status/404`);
  assertEquals(missing.code, 1);
  const usage = await run("", "--nonsense");
  assertEquals([usage.code, usage.stdout], [2, ""]);
  assertMatch(usage.stderr, /^ferry: Cannot [^\n]+\n$/);
  const refused = await run("", `http://127.0.0.1:${freePort()}/`);
  assertEquals([refused.code, refused.stdout], [3, ""]);
  assertMatch(refused.stderr, /^ferry: Cannot GET [^\n]+\n$/);
});

test("a reader that has seen enough gets no complaint", async () => {
  await using server = startHttpbin();
  const child = ferry(`${server.url}/drip?numbytes=2000000&duration=0`, "-q").spawn();
  await child.stdin.close();
  const reader = child.stdout.getReader();
  assert((await reader.read()).value?.length);
  await reader.cancel();
  const [{ code }, stderr] = await Promise.all([child.status, new Response(child.stderr).text()]);
  assertEquals([code, stderr], [141, ""]);
});

test("Ctrl-C ends a process with 130, also while it reads standard input", async () => {
  // A server that cuts off nothing by itself: it takes a request and stays silent.
  await using server = await respondWith({ read: "head", end: "hang" });
  const rows = [["-d", "-", server.url], [server.url, "--timeout", "0", "-I"]];
  for (const [at, args] of rows.entries()) {
    const child = ferry(...args).spawn();
    await until(() => server.accepted === at + 1);
    child.kill("SIGINT");
    await child.stdin.close().catch(() => {});
    const [{ code, signal }, stderr, stdout] = await Promise.all([
      child.status,
      new Response(child.stderr).text(),
      new Response(child.stdout).text(),
    ]);
    assertEquals([code, signal, stdout, stderr], [130, null, "", ""]);
  }
});
