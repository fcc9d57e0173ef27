import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { STATUSES } from "../../src/cli/pages/usage.ts";
import { EXIT } from "../../src/cli/exit.ts";
import { test } from "../checked.ts";
import { readDocument, readTable } from "../documents.ts";
import { respondWith, toAnswer } from "../wire/scripted.ts";
import { freePort } from "../wire/servers.ts";
import { run } from "./screen.ts";

test("the exit status is what the page and the help say, for each class of answers", async () => {
  const rows = [
    ["200 OK", 0, 0],
    ["304 Not Modified", 0, 0],
    ["302 Found", 0, 3],
    ["404 Not Found", 1, 4],
    ["503 Busy", 1, 5],
  ] as const;
  for (const [status, plain, checked] of rows) {
    const location = status.startsWith("302") ? ["Location: /b"] : [];
    await using server = await respondWith(toAnswer("", { status, headers: location }));
    const ask = async (...args: string[]) =>
      (await run([server.url, "--no-follow", ...args])).status;
    assertEquals(await ask(), plain, status);
    assertEquals(await ask("--check-status"), checked, status);
    assertEquals(await ask("--no-check-status"), 0, status);
  }
  const page = readTable(readDocument("docs/cli.md"), "status").map(([status]) => Number(status));
  assertEquals(page, STATUSES.map(([status]) => status));
  assertEquals([...new Set(Object.values(EXIT))].sort(), page.toSorted());
});

test("every failure is one line with the option that helps", async () => {
  await using moving = await respondWith(
    toAnswer("", { status: "302 Found", headers: ["Location: /b"] }),
  );
  await using silent = await respondWith({ end: "hang" });
  await using garbage = await respondWith({ send: "garbage\r\n\r\n", end: "close" });
  const closed = `http://127.0.0.1:${freePort()}/`;
  const rows: readonly (readonly [args: readonly string[], status: number, said: string])[] = [
    [[closed], 3, "Cannot GET"],
    [["http://no.such.host.invalid/"], 3, "--resolve HOST:PORT:ADDRESS"],
    [[moving.url, "--max-redirects", "1"], 3, "--max-redirects allows more"],
    [[silent.url, "--timeout", "0.1"], 3, "--timeout allows more"],
    [[garbage.url], 3, "not HTTP"],
    [[closed, "--fomr"], 2, "--form"],
    [[closed, "--verbos"], 2, "--verbose"],
    [[closed, "--check-staus"], 2, "--check-status"],
    [[closed, "--pretty=al"], 2, "write all, colors, format, none"],
    [[closed, "--style", "pink"], 2, "monokai"],
    [[closed, "-x"], 2, "there is no -x"],
    [[closed, "--json=1"], 2, "-j"],
    [[closed, "--json", "{}"], 2, "request item 1"],
    [[closed, "--timeout"], 2, "SECONDS"],
    [[closed, "--raw", "--form"], 2, "--raw=-…"],
    [[closed, "word"], 2, "name=value"],
    [[closed, "a=b", "--raw", "c"], 2, "--raw together with request items"],
    [[closed, "--json", "f@/etc/hostname"], 2, "--form"],
    [[closed, "a:={oops"], 2, "it is no JSON"],
    [[closed, "a:=[1]", "--form"], 2, "in a form"],
    [[closed, "a=@/no/such"], 2, "no such file"],
    [[closed, "f@/no/such"], 2, "no such file"],
    [[closed, "@/no/such"], 2, "no such file"],
    [[closed, "X:@/no/such"], 2, "no such file"],
    [[closed, "--completions", "tcsh"], 2, "bash, zsh, fish"],
    [["-h"], 2, "the URL is missing"],
    [["http://[bad/"], 2, "Cannot"],
    [["TRACE", closed], 2, "Cannot"],
    [[closed, "a[b=1"], 2, "a ] is missing"],
    [[closed, "-o", "/nowhere/at/all"], 2, "Cannot write"],
    [[closed, "-c"], 2, "--output FILE"],
    [[closed, "X\u00e9:1"], 2, "Cannot send a header"],
  ];
  for (const [args, status, said] of rows) {
    const found = await run(args);
    assertEquals([found.status, found.stdout], [status, ""], `${args}: ${found.stderr}`);
    assertMatch(found.stderr, /^ferry: Cannot [^\n]+\n$/);
    assertStringIncludes(found.stderr, said);
  }
});

test("what the words of a client's options are on the command line", async () => {
  const url = "http://127.0.0.1:1/";
  const rows = [
    [["--proxy", "ftp://p/"], "--proxy"],
    [["--unix", "/run/s", "--proxy", "http://p:1"], "--unix together with --proxy"],
    [["--unix", "/run/s", "--http2"], "--unix"],
    [["-k", "--http2"], "--insecure"],
    [["-4", "--http2"], "--resolve, -4 or -6"],
  ] as const;
  for (const [args, said] of rows) {
    const { status, stderr } = await run([url, ...args]);
    assertEquals(status, 2, stderr);
    assertStringIncludes(stderr, said);
    assertEquals(/\b(?:lookup|http2: true|verify: false)\b/.test(stderr), false, stderr);
  }
});
