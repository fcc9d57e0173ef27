/** What a person sees at a real terminal, and what goes into a real pipe. */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { wireTest } from "../wire/checked_wire.ts";
import { respondWith, toAnswer } from "../wire/scripted.ts";
import { withoutConfig } from "./environment.ts";
import { ferryCommand, python, runInTerminal } from "./pseudo_terminal.ts";

const env = withoutConfig;

/** Quotes a word for a shell. */
const quote = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;

/** The command line behind a pipe within a terminal. */
function inShell(script: (ferry: string) => string, ...args: string[]): string[] {
  return ["/bin/sh", "-c", script(ferryCommand(...args).map(quote).join(" "))];
}

wireTest("a terminal gets head and body in colors, a pipe the body alone", python, async () => {
  const answer = toAnswer('{"a":[1,"b"]}', { headers: ["Content-Type: application/json"] });
  await using server = await respondWith(answer);
  const shown = await runInTerminal(ferryCommand(server.url), { env });
  assertEquals(shown.code, 0, shown.output);
  assert(shown.output.startsWith("HTTP/1.1 \x1b[32m200 OK\x1b[39m\r\n"), shown.output);
  assertStringIncludes(shown.output, '\r\n{\r\n  \x1b[34m"a"\x1b[39m: [\r\n    \x1b[33m1\x1b[39m,');
  const plain = await runInTerminal(ferryCommand(server.url), { env: { ...env, NO_COLOR: "1" } });
  assertStringIncludes(plain.output, '{\r\n  "a": [\r\n    1,\r\n    "b"\r\n  ]\r\n}\r\n');
  assertEquals(plain.output.includes("\x1b"), false);
  const piped = await runInTerminal(inShell((ferry) => `${ferry} | cat`, server.url), { env });
  assertEquals(piped.output, '{"a":[1,"b"]}');
  const forced = await runInTerminal(inShell((ferry) => `${ferry} | cat`, server.url), {
    env: { ...env, FORCE_COLOR: "1" },
  });
  assertStringIncludes(forced.output, '{\x1b[34m"a"\x1b[39m:[');
  const styled = await runInTerminal(ferryCommand(server.url, "--style", "monokai"), { env });
  assertStringIncludes(styled.output, "\x1b[38;2;249;38;114m");
});

wireTest("at a terminal nothing is waited for on standard input", python, async () => {
  await using server = await respondWith(toAnswer("ok"));
  const { output } = await runInTerminal(ferryCommand(server.url, "-b"), { env });
  assertStringIncludes(output, "ok");
  assertMatch(server.requests[0] ?? "", /^GET \/ /);
  const { output: sent } = await runInTerminal(
    inShell((ferry) => `echo hello | ${ferry}`, server.url, "-b"),
    { env },
  );
  assertStringIncludes(sent, "ok");
  assertMatch(server.requests[1] ?? "", /^POST [^]*\r\n\r\nhello\n$/);
});

wireTest(
  "a password is asked for and not shown, also where a body is piped in",
  python,
  async () => {
    await using server = await respondWith(toAnswer("ok"));
    const typed = [["Password of ada at 127.0.0.1", "hun\x7fnter2\r"]] as const;
    const expected = `authorization: Basic ${btoa("ada:hunter2")}`;
    for (
      const command of [
        ferryCommand(server.url, "-a", "ada", "-v"),
        inShell((ferry) => `echo hello | ${ferry}`, server.url, "-a", "ada", "-v"),
      ]
    ) {
      const { code, output } = await runInTerminal(command, { env, typed });
      assertEquals(code, 0, output);
      assertStringIncludes(server.requests.at(-1) ?? "", expected);
      assertEquals(/hun|ter2|YWRh/.test(output), false, output);
    }
  },
);

wireTest("Ctrl-C where a password is asked for ends the program with 130", python, async () => {
  const typed = [["Password of ada", "se\x03"]] as const;
  const command = ferryCommand("http://127.0.0.1:1/", "-a", "ada");
  const { code, output } = await runInTerminal(command, { env, typed });
  assertEquals(code, 130, output);
  assertEquals(output.includes("ferry:"), false, output);
});

wireTest("nothing of a server controls a real terminal, unless it is forced", python, async () => {
  const hostile = "\x1b]0;owned\x07\x1b[31mred\xc2\x9b2J";
  await using server = await respondWith(
    toAnswer(hostile, { headers: ["Content-Type: text/plain; charset=utf-8", "X-A: b\x9b2J"] }),
  );
  const quiet = { ...env, NO_COLOR: "1" };
  for (const args of [[], ["-v"], ["-r"], ["--pretty=none"], ["--print=b"], ["-o", "-"], ["-S"]]) {
    const { output } = await runInTerminal(ferryCommand(server.url, ...args), { env: quiet });
    assertStringIncludes(output, "\\x1b]0;owned\\x07\\x1b[31mred\\x9b2J");
    assertEquals(/(?![\r\n\t])\p{Cc}/u.test(output), false, JSON.stringify(output));
  }
  const forced = ferryCommand(server.url, "-r", "-q", "--force");
  const { output } = await runInTerminal(forced, { env: quiet });
  assertStringIncludes(output, "\x1b]0;owned\x07\x1b[31mred");
});

wireTest("bytes that are no text are not written to a terminal", python, async () => {
  const bytes = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 0x1b]);
  const answer = toAnswer(bytes, { headers: ["Content-Type: image/png"] });
  await using server = await respondWith(answer);
  for (const args of [[], ["-r"], ["--pretty=none"]]) {
    const { output } = await runInTerminal(ferryCommand(server.url, ...args), {
      env: { ...env, NO_COLOR: "1" },
    });
    assertStringIncludes(output, "(binary, image/png, 8 bytes: ");
    assert(!output.includes("PNG\0"), output);
  }
});

wireTest("a bar tells rate and time left at a terminal", python, async () => {
  const script = { send: toAnswer("x".repeat(40_000)), pieceSize: 4_000, pause: 60 };
  await using server = await respondWith(script);
  const path = await Deno.makeTempFile();
  const { code, output } = await runInTerminal(ferryCommand(server.url, "-o", path), { env });
  await Deno.remove(path);
  assertEquals(code, 0, output);
  assertMatch(output, /#+-+ \d+% {2}\d+ of 40000 bytes {2}[\d.]+ (?:Ki)?B\/s {2}\d+s left/);
  assertMatch(output, /100% {2}40000 of 40000 bytes {2}[1-9][\d.]* (?:Ki)?B\/s/);
  assertStringIncludes(output, `Saved 40,000 bytes to ${path}`);
});
