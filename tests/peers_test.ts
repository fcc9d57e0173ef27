import { assert, assertEquals } from "@std/assert";
import { test } from "./checked.ts";
import { peers } from "./peers/clients.ts";
import { startPeerServer } from "./peers/server.ts";

const readme = Deno.readTextFileSync(new URL("../README.md", import.meta.url));

/** The rows of the table in the README, in its order. */
const ROWS = [
  "cookies",
  "history",
  "header",
  "once",
  "silence",
  "short",
  "zstd",
  "digest",
  "limit",
  "retry",
  "web",
] as const;

const lines = readme.split("\n");
const start = lines.findIndex((line) => line.startsWith("| what it does "));
const table = lines.slice(start, start + ROWS.length + 2)
  .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));

/** The clients that the table compares: "httpx 0.23", say. */
const names = (table[0] ?? []).slice(1).map((cell) => cell.split(" ")[0] ?? "");

/** Asks a client in a process of its own. */
async function ask(name: string, urls: readonly string[]): Promise<Record<string, boolean>> {
  const folder = new URL("peers/", import.meta.url).pathname;
  const [program, ...args] = name in peers
    ? [Deno.execPath(), "run", "-A", `${folder}javascript.ts`]
    : [PYTHON, `${folder}python.py`];
  const command = new Deno.Command(program, { args: [...args, name, ...urls] });
  const { stdout, stderr } = await command.output();
  const text = new TextDecoder().decode(stdout);
  assert(text.startsWith("{"), new TextDecoder().decode(stderr));
  return JSON.parse(text);
}

/** Debian's own, for which its packages are. */
const PYTHON = "/usr/bin/python3";

function isInstalled(name: string): boolean {
  if (name in peers) return true;
  try {
    return new Deno.Command(PYTHON, { args: ["-c", `import ${name}`] }).outputSync().success;
  } catch {
    return false;
  }
}

test("the table of the README compares all of them, row by row", () => {
  assertEquals(names, [...Object.keys(peers), "httpx", "requests"]);
  assertEquals(lines[start + ROWS.length + 2], "");
});

test("what the README says of other clients is what they do", async () => {
  await using server = await startPeerServer();
  const asked = names.filter(isInstalled);
  const found = await Promise.all(asked.map((name) => ask(name, [server.url, server.other])));
  for (const [at, name] of asked.entries()) {
    const column = 1 + names.indexOf(name);
    const said = ROWS.map((row, index) => [row, table[index + 2]?.[column]]);
    assertEquals(
      Object.entries(found[at] ?? {}).map(([row, does]) => [row, does ? "yes" : "no"]),
      said,
      name,
    );
  }
});
