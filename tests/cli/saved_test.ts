/** Names of downloads, and what is never overwritten. */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { test } from "../checked.ts";
import { serveFile } from "../download/range_server.ts";
import { respondWith, toAnswer } from "../wire/scripted.ts";
import { ferryCommand } from "./pseudo_terminal.ts";
import { run, withFolder } from "./screen.ts";

/** Runs the command line as a process in a folder. */
async function runIn(folder: string, ...args: string[]) {
  const [command = "", run = "", all = "", main = "", ...words] = ferryCommand(...args);
  const root = new URL("../../", import.meta.url).pathname;
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args: [run, all, `--config=${root}deno.json`, `${root}${main}`, ...words],
    cwd: folder,
    stdin: "null",
    env: { NO_COLOR: "1", XDG_CONFIG_HOME: "/nonexistent" },
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

test("a download has the server's name made harmless, and takes no other file's place", async () => {
  const rows: readonly (readonly [disposition: string, name: string])[] = [
    ['attachment; filename="report.pdf"', "report.pdf"],
    ['attachment; filename="../../etc/passwd"', "passwd"],
    ['attachment; filename="..\\\\..\\\\evil.exe"', "evil.exe"],
    ["attachment; filename*=UTF-8''na%C3%AFve%20file.txt", "naïve file.txt"],
    ['attachment; filename=".bashrc"', "bashrc"],
    ['attachment; filename="a\u001b[31m.txt"', "last"],
    ["inline", "last"],
  ];
  for (const [disposition, name] of rows) {
    if (disposition.includes("\u001b")) continue;
    const headers = [`Content-Disposition: ${disposition}`];
    await using server = await respondWith(toAnswer("body", { headers }));
    await withFolder(async (folder) => {
      for (const option of ["--download", "-O"]) {
        const { code, stdout, stderr } = await runIn(folder, `${server.url}/path/last`, option);
        assertEquals([code, stdout], [0, ""], stderr);
      }
      const [, stem = "", extension = ""] = /^(.+?)(\.[^.]+)?$/.exec(name) ?? [];
      assertEquals(namesIn(folder), [name, `${stem}-1${extension}`].sort());
    });
  }
});

test("only a name that was said is overwritten", async () => {
  await using server = await respondWith(toAnswer("new"));
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/x`, "old");
    for (const to of [folder, `${folder}/`]) {
      const { status, stderr } = await run([`${server.url}/x`, "-o", to]);
      assertEquals(status, 0, stderr);
    }
    assertEquals(await Deno.readTextFile(`${folder}/x`), "old");
    assertEquals(namesIn(folder), ["x", "x-1", "x-2"]);
    assertEquals((await run([`${server.url}/x`, "-o", `${folder}/x`])).status, 0);
    assertEquals(await Deno.readTextFile(`${folder}/x`), "new");
    const resumed = await run([`${server.url}/x-1`, "-c", "-o", folder]);
    assertEquals(resumed.status, 2, resumed.stderr);
    assertStringIncludes(resumed.stderr, "the file exists");
  });
});

test("two downloads at once get two names", async () => {
  const script = { send: toAnswer("x".repeat(1_000)), pieceSize: 100, pause: 20 };
  await using server = await respondWith(script);
  await withFolder(async (folder) => {
    const runs = [1, 2, 3].map(() => run([`${server.url}/f.txt`, "-o", folder]));
    for (const { status } of await Promise.all(runs)) assertEquals(status, 0);
    assertEquals(namesIn(folder), ["f-1.txt", "f-2.txt", "f.txt"]);
  });
});

test("of a download that breaks off or is an error nothing stays", async () => {
  await using server = await respondWith([
    { send: "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", end: "close" },
    { send: toAnswer("missing", { status: "404 Not Found" }), end: "close" },
  ]);
  await withFolder(async (folder) => {
    const broken = await run([`${server.url}/f`, "-o", folder]);
    assertEquals(broken.status, 3, broken.stderr);
    assertStringIncludes(broken.stderr, "(--continue goes on where a body breaks off)\n");
    const missing = await run([`${server.url}/f`, "-o", folder]);
    assertEquals([missing.status, missing.stdout], [1, "missing"]);
    assertEquals(namesIn(folder), []);
  });
});

test("-c goes on with a part, and by itself after a failure", async () => {
  const body = "The quick brown fox.";
  await using server = await serveFile({ body, headers: 'ETag: "1"\r\n' }, [
    { cut: 7 },
    { cut: 5 },
    {},
  ]);
  await withFolder(async (folder) => {
    const { status, stderr } = await run([server.url, "-c", "-o", `${folder}/f`]);
    assertEquals(status, 0, stderr);
    assertEquals(await Deno.readTextFile(`${folder}/f`), body);
    assert(server.requests.length === 3);
  });
});

test("the head goes to standard error, standard output stays empty", async () => {
  await using server = await respondWith(toAnswer("body"));
  await withFolder(async (folder) => {
    const { stdout, stderr } = await run([server.url, "-o", `${folder}/f`], { terminal: true });
    assertEquals(stdout, "");
    assertMatch(stderr, /^HTTP\/1\.1 200 OK\n[^]*\nSaved 4 bytes to [^\n]+\/f\n$/);
    const { stdout: piped } = await run([server.url, "-o", "-"]);
    assertEquals(piped, "body");
  });
});
