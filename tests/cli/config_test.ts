import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { test } from "../checked.ts";
import { respondWith, toAnswer } from "../wire/scripted.ts";
import { ferryCommand } from "./pseudo_terminal.ts";
import { run, withFolder } from "./screen.ts";

async function withConfig(
  config: string,
  use: (env: Record<string, string>) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    await Deno.mkdir(`${folder}/ferry`);
    await Deno.writeTextFile(`${folder}/ferry/config.json`, config);
    await use({ XDG_CONFIG_HOME: folder });
  });
}

test("a file of defaults: the command line wins, and takes back", async () => {
  await using server = await respondWith(toAnswer("ok", { status: "404 Not Found" }));
  const config = {
    __meta__: { ferry: "1" },
    form: true,
    header: ["X-A: 1"],
    bearer: "tok",
    timeout: 30,
    "check-status": true,
    quiet: false,
  };
  await withConfig(JSON.stringify(config), async (env) => {
    assertEquals((await run([server.url, "a=b"], { env })).status, 4);
    assertMatch(server.requests[0] ?? "", /\r\nx-a: 1\r\n[^]*\r\n\r\na=b$/);
    assertStringIncludes(server.requests[0] ?? "", "\r\nauthorization: Bearer tok\r\n");
    const args = [server.url, "a=b", "--json", "--no-bearer", "--no-header", "--no-check-status"];
    assertEquals((await run(args, { env })).status, 0);
    assertMatch(server.requests[1] ?? "", /\r\n\r\n\{"a": "b"\}$/);
    assertEquals(/x-a|authorization/.test(server.requests[1] ?? ""), false);
  });
  await withConfig('{"default_options": ["--form", "-q"]}', async (env) => {
    const { stderr } = await run([server.url, "a=b"], { env });
    assertEquals(stderr, "");
    assertMatch(server.requests[2] ?? "", /\r\n\r\na=b$/);
  });
});

test("a file of defaults that is wrong is told by its name", async () => {
  const rows = [
    "{",
    "[]",
    '{"timout": 3}',
    '{"form": "yes"}',
    '{"timeout": {}}',
    '{"default_options": "--form"}',
    '{"default_options": ["http://h/"]}',
  ];
  for (const config of rows) {
    await withConfig(config, async (env) => {
      const { status, stderr } = await run(["http://127.0.0.1:1/"], { env });
      assertEquals(status, 2, config);
      assertMatch(stderr, /^ferry: Cannot use the configuration "[^"]+config\.json": [^\n]+\n$/);
      assertEquals((await run(["--help"], { env })).status, 0, "the help is there all the same");
    });
  }
});

test("a process finds the file by XDG_CONFIG_HOME or HOME", async () => {
  await using server = await respondWith(toAnswer("ok"));
  await withFolder(async (folder) => {
    await Deno.mkdir(`${folder}/.config/ferry`, { recursive: true });
    await Deno.writeTextFile(`${folder}/.config/ferry/config.json`, '{"header": "X-Home: 1"}');
    const [command = "", ...args] = ferryCommand(server.url);
    for (
      const env of [{ XDG_CONFIG_HOME: `${folder}/.config` }, { XDG_CONFIG_HOME: "", HOME: folder }]
    ) {
      const options = {
        args,
        env: { DENO_DIR: await denoDir(), ...env },
        cwd: new URL("../../", import.meta.url),
        stdin: "null",
      } as const;
      const { code } = await new Deno.Command(command, options).output();
      assertEquals(code, 0);
      assertStringIncludes(server.requests.at(-1) ?? "", "\r\nx-home: 1\r\n");
    }
  });
});

/** Where the runtime keeps packages, which would else be looked for in the new home. */
async function denoDir(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}
