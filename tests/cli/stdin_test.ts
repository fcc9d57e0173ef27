/** What is piped in. */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { test } from "../checked.ts";
import { respondWith, toAnswer } from "../wire/scripted.ts";
import { ferryCommand } from "./pseudo_terminal.ts";
import { run } from "./screen.ts";

/** Runs the command line in a shell, with what stands around it. */
async function shell(script: string, ...args: string[]) {
  const ferry = ferryCommand(...args).map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  const { code, stdout, stderr } = await new Deno.Command("/bin/sh", {
    args: ["-c", script.replaceAll("FERRY", ferry.join(" "))],
    cwd: new URL("../../", import.meta.url),
    stdin: "null",
    env: { XDG_CONFIG_HOME: "/nonexistent" },
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

test("real pipes, files and nothing at all as standard input", async () => {
  await using server = await respondWith(toAnswer("ok"));
  const rows: readonly (readonly [script: string, args: string[], method: string, body: string])[] =
    [
      ["printf 'a b' | FERRY", [], "POST", "a b"],
      [
        "FERRY < deno.json",
        [],
        "POST",
        await Deno.readTextFile(new URL("../../deno.json", import.meta.url)),
      ],
      ["FERRY < /dev/null", [], "GET", ""],
      ["FERRY <&-", [], "GET", ""],
      ["true | FERRY", [], "GET", ""],
      ["printf x | FERRY", ["-I"], "GET", ""],
      ["printf x | FERRY", ["-I", "a=b"], "POST", '{"a": "b"}'],
      ["true | FERRY", ["a=b"], "POST", '{"a": "b"}'],
      ["sleep 2 | FERRY", ["a=b"], "POST", '{"a": "b"}'],
      ["printf x | FERRY", ["-d", "-"], "POST", "x"],
      ["printf x | FERRY", ["-d", "y"], "", ""],
      ["(sleep 0.5; printf late) | FERRY", [], "POST", "late"],
    ];
  for (const [script, args, method, body] of rows) {
    const before = server.requests.length;
    const { code, stdout, stderr } = await shell(script, server.url, ...args);
    const label = `${script} ${args.join(" ")}: ${stderr}`;
    if (method === "") {
      assertEquals([code, server.requests.length], [2, before], label);
      assertStringIncludes(stderr, "--ignore-stdin");
      continue;
    }
    assertEquals([code, stdout], [0, "ok"], label);
    const raw = server.requests.at(-1) ?? "";
    assert(raw.startsWith(`${method} / `), label);
    const sent = Uint8Array.from(raw.slice(raw.indexOf("\r\n\r\n") + 4), (c) => c.charCodeAt(0));
    if (raw.includes("chunked")) assertStringIncludes(raw, body, label);
    else assertEquals(new TextDecoder().decode(sent), body, label);
  }
});

test("a method comes with what is piped in, whichever it is", async () => {
  await using server = await respondWith(toAnswer("ok"));
  for (const method of ["PUT", "DELETE", "GET"]) {
    assertEquals((await run([method, server.url], { stdin: "x", piped: true })).status, 0);
    assertMatch(server.requests.at(-1) ?? "", new RegExp(`^${method} [^]*\\r\\n\\r\\nx$`));
  }
});

test("a long body is streamed, a short one has a length", async () => {
  await using server = await respondWith(toAnswer("ok"));
  const stdin = "x".repeat(3_000_000);
  assertEquals((await run([server.url], { stdin, piped: true })).status, 0);
  assertMatch(server.requests[0] ?? "", /\r\ntransfer-encoding: chunked\r\n/);
  assert((server.requests[0]?.length ?? 0) > stdin.length);
  assertEquals((await run([server.url], { stdin: "short", piped: true })).status, 0);
  assertMatch(server.requests[1] ?? "", /\r\ncontent-length: 5\r\n/);
});

test("who forgot about standard input is told, and may press Ctrl-C", async () => {
  const interruption = new AbortController();
  const stdin = new ReadableStream<Uint8Array>({ pull: () => new Promise(() => {}) });
  const timer = setTimeout(() => interruption.abort(), 2_300);
  const options = { stdin, piped: true, signal: interruption.signal };
  const { status, stderr } = await run(["http://127.0.0.1:1/"], options);
  clearTimeout(timer);
  assertEquals(status, 130);
  assertMatch(stderr, /^ferry: waiting for the body[^\n]+--ignore-stdin[^\n]+\n$/);
});
