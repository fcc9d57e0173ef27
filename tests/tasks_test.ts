/**
 * Twenty tasks with Ferry and other clients: each does all of them against the same server, and the table of
 * docs/coming-from/tasks.md tells how many lines that takes.
 *
 * @module
 */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { test } from "./checked.ts";
import { readDocument, readTable } from "./documents.ts";
import * as axios from "./tasks/axios.ts";
import * as ferry from "./tasks/ferry.ts";
import * as got from "./tasks/got.ts";
import * as ky from "./tasks/ky.ts";
import * as ofetch from "./tasks/ofetch.ts";
import { startTaskServer } from "./tasks/server.ts";

type Task = (base: string, path: string) => Promise<unknown>;

const echoed = { type: null, auth: null, team: null, body: "" };
const form = { ...echoed, type: "application/x-www-form-urlencoded", body: "name=Ada&tag=x&tag=y" };

/** The tasks, what each is called in the table, and what comes of it. */
const TASKS: Readonly<Record<keyof typeof ferry, readonly [string, unknown]>> = {
  getJson: ["get JSON", { name: "Ada" }],
  addParams: ["add a query with a list", [["q", "a b"], ["tag", "x"], ["tag", "y"]]],
  sendJson: ["send JSON", { ...echoed, type: "application/json", body: '{"id":7}' }],
  sendForm: ["send a form", form],
  uploadFile: ["upload a file", ["March", ["report.txt", 6]]],
  sendToken: ["send a token", { ...echoed, auth: "Bearer t0ken" }],
  useDefaults: ["a base URL and a default header", { ...echoed, team: "ferry" }],
  throwOnStatus: ["throw on 4xx and 5xx", "throws"],
  readErrorBody: ["read the JSON of an error", { error: "no such ship" }],
  limitTime: ["give up after some time", "throws"],
  cancel: ["give up when told to", "throws"],
  retry: ["try again on 503", "done"],
  stopAtRedirect: ["do not follow a redirect", "/older"],
  listRedirects: ["follow redirects and list them", [302, 301]],
  keepCookies: ["log in and keep the cookie", "sid=1"],
  downloadFile: ["download to a file", 100_000],
  readLines: ["read lines while they come", ["one", "two", "three"]],
  readEvents: ["read Server-Sent Events", ["one", "two", "three"]],
  readPages: ["get all pages by the Link header", [1, 2, 3]],
  limitConcurrency: ["two requests at once, of many", 2],
};
const names = Object.keys(TASKS);
const expected = Object.fromEntries(
  Object.entries(TASKS).map(([name, [, outcome]]) => [name, outcome]),
);

const CLIENTS: Readonly<Record<string, Readonly<Record<string, Task>>>> = {
  Ferry: { ...ferry },
  ky: { ...ky },
  ofetch: { ...ofetch },
  axios: { ...axios },
  got: { ...got },
};

/** Does every task with one client. */
async function doAll(tasks: Readonly<Record<string, Task>>): Promise<Record<string, unknown>> {
  await using server = startTaskServer();
  const folder = await Deno.makeTempDir();
  const found: Record<string, unknown> = {};
  try {
    await Deno.writeTextFile(`${folder}/upload`, "report");
    for (const name of names) {
      const path = `${folder}/${name === "uploadFile" ? "upload" : name}`;
      const base = `http://127.0.0.1:${server.addr.port}`;
      found[name] = await tasks[name]?.(base, path).catch(() => "throws");
    }
    return found;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

test("Ferry does all tasks", async () => {
  assertEquals(await doAll(CLIENTS["Ferry"] ?? {}), expected);
});

for (const name of ["ky", "ofetch", "axios", "got"]) {
  // These clients keep connections and timers of their own.
  Deno.test(
    `${name} does all tasks`,
    { sanitizeOps: false, sanitizeResources: false },
    async () => {
      assertEquals(await doAll(CLIENTS[name] ?? {}), expected);
    },
  );
}

/** Debian's own, for which its packages are. */
const PYTHON = "/usr/bin/python3";

function hasPython(name: string): boolean {
  try {
    return new Deno.Command(PYTHON, { args: ["-c", `import ${name}`] }).outputSync().success;
  } catch {
    return false;
  }
}

for (const name of ["httpx", "requests"]) {
  test(`${name} does all tasks (where it is installed)`, async () => {
    await using server = startTaskServer();
    const folder = await Deno.makeTempDir();
    try {
      await Deno.writeTextFile(`${folder}/upload`, "report");
      const base = `http://127.0.0.1:${server.addr.port}`;
      const program = new URL("tasks/python.py", import.meta.url).pathname;
      const child = new Deno.Command(PYTHON, {
        args: ["-B", program, `python_${name}`, base, `${folder}/upload`, folder],
        stdin: "piped",
        stdout: "piped",
      }).spawn();
      await new Response(JSON.stringify(names)).body?.pipeTo(child.stdin);
      const { stdout } = await child.output();
      const found = JSON.parse(new TextDecoder().decode(stdout));
      // A thread that waits for requests cannot be told to give up.
      const cancelled = name === "requests" ? { cancel: null } : {};
      assertEquals(found, { ...expected, ...cancelled });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  }, { ignore: !hasPython(name) });
}

/** Counts the lines of a task, without its head and its end. */
function countLines(source: string, name: string): number {
  const code = source.endsWith(".py") ? pythonOf(source, name) : scriptOf(source, name);
  const lines = code.split("\n").filter((line) => line.trim() !== "");
  assert(lines.length > 0, `${source} ${name}`);
  return lines.length;
}

function scriptOf(source: string, name: string): string {
  const text = readDocument(`tests/tasks/${source}`);
  return new RegExp(`^export async function ${name}\\(.*\\{\\n([^]*?)^\\}$`, "m").exec(text)?.[1] ??
    "";
}

function pythonOf(source: string, name: string): string {
  const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const text = readDocument(`tests/tasks/${source}`);
  return new RegExp(`^def ${snake}\\(.*:\\n((?: {4}.*\\n|\\n)*)`, "m").exec(text)?.[1] ?? "";
}

const SOURCES = {
  Ferry: "ferry.ts",
  ky: "ky.ts",
  ofetch: "ofetch.ts",
  axios: "axios.ts",
  got: "got.ts",
  httpx: "python_httpx.py",
  requests: "python_requests.py",
} as const;

test("the table of tasks has the lines of each", () => {
  const counted = Object.entries(TASKS).map(([name, [title]]) => [
    title,
    ...Object.values(SOURCES).map((source) =>
      source === "python_requests.py" && name === "cancel" ? "—" : `${countLines(source, name)}`
    ),
  ]);
  const page = readDocument("docs/coming-from/tasks.md");
  assertEquals(readTable(page, "task"), counted);
  const [ours, ...others] = Object.keys(SOURCES).map((name, at) => {
    const sum = counted.reduce((all, row) => all + (Number(row[at + 1]) || 0), 0);
    return at === 0 ? `${name} takes ${sum} lines` : `${name} ${sum}`;
  });
  const prose = page.replace(/\s+/g, " ");
  for (const said of [ours ?? "", ...others]) assertStringIncludes(prose, said);
  const more = counted.filter(([, ours, ...others]) =>
    others.some((lines) => Number(lines) < Number(ours))
  );
  assertEquals(more.map(([title]) => title), []);
});
