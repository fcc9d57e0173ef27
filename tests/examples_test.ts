import { assertEquals } from "@std/assert";
import { test } from "./checked.ts";

const folder = new URL("../examples/", import.meta.url);
const names = [...Deno.readDirSync(folder)].map(({ name }) => name)
  .filter((name) => name.endsWith(".ts")).sort();

test("there are examples", () => {
  assertEquals(names.includes("session_login.ts"), true);
});

for (const name of names) {
  test(`examples/${name} runs and ends by itself`, async () => {
    const verb = name.endsWith("_test.ts") ? "test" : "run";
    const command = new Deno.Command(Deno.execPath(), {
      args: [verb, "-A", name],
      cwd: folder,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      // A netrc file of the machine's must not sign the requests.
      env: { NO_COLOR: "1", NETRC: "/dev/null" },
      signal: AbortSignal.timeout(60_000),
    });
    const { code, stdout, stderr } = await command.output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    assertEquals(code, 0, text(stderr) + text(stdout));
    assertEquals(stdout.length > 0, true, "an example shows something");
  });
}
