/**
 * A large body to a file.
 *
 * @module
 */

import type { Client } from "../../mod.ts";
import { curl, programOf } from "../../tests/wire/programs.ts";
import type { Case, Contender, Figures, Service } from "../case.ts";
import { MemoryPeak } from "../memory.ts";
import { serveLarge } from "../serving.ts";

const SIZE = 2 ** 30;
const WARM_UP = 2 ** 24;
const MEMORY = "1 GiB from memory";
const DISK = "1 GiB from nginx";
const ROUNDS = 3;

/** Saves what is at a URL. */
type Save = (url: string, path: string) => Promise<unknown>;

/** In this process. */
const OURS: Readonly<Record<string, () => Promise<Save>>> = {
  "for await and write": () => Promise.resolve(byLoop),
  "pipeTo(file.writable)": () => Promise.resolve(byPipe),
  "Deno.writeFile": () => Promise.resolve(byWriteFile),
  ferry: toFerry,
  "ferry over fetch": toFerryOverFetch,
  "limit: sockets by hand": toHand,
};

/** In processes of their own, whose memory and start are not those of this one. */
const OTHERS: Readonly<Record<string, () => Save | undefined>> = {
  curl: toCurl,
  "python requests": toRequests,
};

/** The benchmark. */
export const benchmark: Case = {
  about: "GET of a body into a new file, once, after one of 16 MiB. ferry checks the length, can " +
    "resume, and renames the file when it is whole. curl and python stand for whole processes.",
  baseline: "for await and write",
  measures: {
    speed: { title: "MB/s", better: "more", compared: true },
    memory: { title: "peak MiB over the start", better: "less", compared: false },
    cpu: { title: "CPU ms", better: "less", compared: true },
  },
  scenarios: [MEMORY, DISK],
  rounds: { [MEMORY]: ROUNDS, [DISK]: ROUNDS },
  contenders: Object.fromEntries([
    ...Object.entries(OURS).map((
      [name, load],
    ): [string, Contender] => [name, async ({ url }) => await measureOurs(await load(), url)]),
    ...Object.entries(OTHERS).map((
      [name, load],
    ): [string, Contender] => [name, async ({ url }) => await measureOther(load(), url)]),
  ]),
  serve,
};

async function serve(): Promise<Service> {
  const { memory, disk } = await serveLarge([WARM_UP, SIZE]);
  return {
    url: memory.url,
    urls: { [MEMORY]: memory.url, [DISK]: disk?.url ?? "" },
    name: [memory.name, disk?.name].filter(Boolean).join(" and "),
    [Symbol.asyncDispose]: async () => {
      await memory[Symbol.asyncDispose]();
      await disk?.[Symbol.asyncDispose]();
    },
  };
}

async function measureOurs(save: Save, url: string): Promise<Figures> {
  if (url === "") return {};
  const { cpuUsage } = await import("node:process");
  const peak = new MemoryPeak();
  await measureSave(save, url, WARM_UP);
  const before = cpuUsage();
  const speed = await measureSave(save, url, SIZE);
  const { user, system } = cpuUsage(before);
  return { speed, memory: peak.stop(), cpu: (user + system) / 1000 };
}

async function measureOther(save: Save | undefined, url: string): Promise<Figures> {
  return save && url !== "" ? { speed: await measureSave(save, url, SIZE) } : {};
}

/** Gives MB/s. */
async function measureSave(save: Save, url: string, size: number): Promise<number> {
  const folder = await Deno.makeTempDir({ prefix: "ferry-bench-" });
  try {
    const path = `${folder}/large.bin`;
    const start = performance.now();
    await save(`${url}/${size}`, path);
    const elapsed = performance.now() - start;
    const found = (await Deno.stat(path)).size;
    if (found !== size) throw new Error(`Cannot measure: ${found} bytes came of ${size}`);
    return size / elapsed / 1000;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function byLoop(url: string, path: string): Promise<void> {
  using file = await Deno.create(path);
  for await (const chunk of (await open(url))) {
    let written = 0;
    while (written < chunk.length) written += await file.write(chunk.subarray(written));
  }
}

async function byPipe(url: string, path: string): Promise<void> {
  const file = await Deno.create(path);
  await (await open(url)).pipeTo(file.writable);
}

async function byWriteFile(url: string, path: string): Promise<void> {
  await Deno.writeFile(path, await open(url));
}

/** One buffer, and a write for each read. */
async function toHand(): Promise<Save> {
  const { HandConnections } = await import("../limits.ts");
  const connections = new HandConnections();
  return async (url, path) => {
    using file = await Deno.create(path);
    const { connection, size, begun } = await connections.get(url);
    const buffer = new Uint8Array(2 ** 18);
    await file.write(begun);
    for (let left = size - begun.length; left > 0;) {
      const count = await connection.read(buffer) ?? NaN;
      for (let at = 0; at < count;) at += await file.write(buffer.subarray(at, count));
      left -= count;
    }
    connection.close();
  };
}

async function open(url: string): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const { body } = await fetch(url);
  if (!body) throw new Error("Cannot measure: there is no body");
  return body;
}

async function toFerry(): Promise<Save> {
  const { Client } = await import("../../mod.ts");
  return toSave(new Client());
}

async function toFerryOverFetch(): Promise<Save> {
  const { Client, FetchTransport } = await import("../../mod.ts");
  return toSave(new Client({ transport: new FetchTransport() }));
}

function toSave(client: Client): Save {
  return (url, path) => client.download(url, path);
}

function toCurl(): Save | undefined {
  if (!curl.installed()) return undefined;
  return (url, path) => run(curl.path(), ["--silent", "--output", path, url]);
}

const SCRIPT = `
import sys, requests
with requests.get(sys.argv[1], stream=True) as response, open(sys.argv[2], "wb") as file:
    for chunk in response.iter_content(1 << 20):
        file.write(chunk)
`;

function toRequests(): Save | undefined {
  const python = programOf("python3");
  if (!python.installed() || !hasRequests(python.path())) return undefined;
  return (url, path) => run(python.path(), ["-c", SCRIPT, url, path]);
}

function hasRequests(python: string): boolean {
  const args = ["-c", "import requests"];
  return new Deno.Command(python, { args, stderr: "null" }).outputSync().success;
}

async function run(command: string, args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(command, { args }).output();
  if (!success) throw new Error(`Cannot run ${command}: ${new TextDecoder().decode(stderr)}`);
}
