/**
 * A form with a large file.
 *
 * @module
 */

import type { Client } from "../../mod.ts";
import type { Case, Figures, Turn } from "../case.ts";
import { MemoryPeak } from "../memory.ts";
import { serveSink } from "../serving.ts";
import { curl } from "../../tests/wire/programs.ts";

const SIZE = 2 ** 26;

/** The benchmark. */
export const benchmark: Case = {
  about:
    "POST of a form with a file of 64 MiB from the disk, one after the other. ferry goes over " +
    "sockets, as it does by itself with a body. curl stands for whole processes.",
  baseline: "fetch with FormData",
  measures: {
    speed: { title: "MB/s", better: "more", compared: true },
    memory: { title: "peak MiB over the start", better: "less", compared: false },
    cpu: { title: "CPU ms a form", better: "less", compared: true },
  },
  scenarios: ["64 MiB"],
  contenders: {
    "fetch with FormData": (turn) => run(toFormData, turn),
    "fetch with FormData, openAsBlob": (turn) => run(toBlobForm, turn),
    ferry: (turn) => run(toFerry, turn),
    "ferry over fetch": (turn) => run(toFerryOverFetch, turn),
    "axios with form-data": (turn) => run(toAxios, turn),
    "limit: sockets by hand": (turn) => run(toHand, turn),
    curl: byCurl,
  },
  serve: serveSink,
};

/** Sends the file and gives how many bytes the server counted. */
type Upload = (url: string, path: string) => Promise<number>;

async function run(load: () => Promise<Upload>, { url, ms }: Turn) {
  const upload = await load();
  const path = await Deno.makeTempFile({ prefix: "ferry-bench-" });
  try {
    await Deno.writeFile(path, new Uint8Array(SIZE).fill(0x61));
    await checked(upload, url, path);
    return await measure(() => checked(upload, url, path), ms);
  } finally {
    await Deno.remove(path);
  }
}

async function checked(upload: Upload, url: string, path: string): Promise<void> {
  const count = await upload(url, path);
  if (count < SIZE) throw new Error(`Cannot measure: ${count} bytes came of ${SIZE}`);
}

async function measure(work: () => Promise<void>, ms: number) {
  const { cpuUsage } = await import("node:process");
  const peak = new MemoryPeak();
  const before = cpuUsage();
  const start = performance.now();
  let times = 0;
  do {
    await work();
    times++;
  } while (performance.now() - start < ms);
  const elapsed = performance.now() - start;
  const { user, system } = cpuUsage(before);
  return {
    speed: SIZE * times / elapsed / 1000,
    memory: peak.stop(),
    cpu: (user + system) / times / 1000,
  };
}

function toFormData(): Promise<Upload> {
  return Promise.resolve(async (url, path) => {
    const form = new FormData();
    form.append("file", new Blob([await Deno.readFile(path)]), "large.bin");
    return Number(await (await fetch(url, { method: "POST", body: form })).text());
  });
}

async function toBlobForm(): Promise<Upload> {
  const { openAsBlob } = await import("node:fs");
  return async (url, path) => {
    const form = new FormData();
    form.append("file", await openAsBlob(path), "large.bin");
    return Number(await (await fetch(url, { method: "POST", body: form })).text());
  };
}

async function toFerry(): Promise<Upload> {
  const { Client } = await import("../../mod.ts");
  return toUpload(new Client());
}

async function toFerryOverFetch(): Promise<Upload> {
  const { Client, FetchTransport } = await import("../../mod.ts");
  return toUpload(new Client({ transport: new FetchTransport() }));
}

function toUpload(client: Client): Upload {
  return async (url, path) => {
    using file = await Deno.open(path);
    const part = { content: file, filename: "large.bin" };
    return Number(await (await client.post(url, { files: { file: part } })).text());
  };
}

async function toAxios(): Promise<Upload> {
  const { default: axios } = await import("npm:axios@1.21.1");
  const { default: FormData } = await import("npm:form-data@4.0.6");
  const { createReadStream } = await import("node:fs");
  return async (url, path) => {
    const form = new FormData();
    form.append("file", createReadStream(path), { filename: "large.bin", knownLength: SIZE });
    return Number((await axios.post(url, form, { maxBodyLength: Infinity })).data);
  };
}

/** One part of a known size, one buffer, and a connection for each form. */
function toHand(): Promise<Upload> {
  const buffer = new Uint8Array(2 ** 18);
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  return Promise.resolve(async (url, path) => {
    const { hostname, port, host } = new URL(url);
    using connection = await Deno.connect({ hostname, port: Number(port) });
    using file = await Deno.open(path);
    const start =
      '--x\r\ncontent-disposition: form-data; name="file"; filename="large.bin"\r\n\r\n';
    const end = "\r\n--x--\r\n";
    const head = `POST / HTTP/1.1\r\nhost: ${host}\r\n` +
      "content-type: multipart/form-data; boundary=x\r\n" +
      `content-length: ${start.length + SIZE + end.length}\r\n\r\n`;
    await connection.write(encoder.encode(head + start));
    for (let count = await file.read(buffer); count; count = await file.read(buffer)) {
      for (let at = 0; at < count;) at += await connection.write(buffer.subarray(at, count));
    }
    await connection.write(encoder.encode(end));
    const answer = decoder.decode(buffer.subarray(0, await connection.read(buffer) ?? 0));
    return parseInt(answer.slice(answer.indexOf("\r\n\r\n") + 4));
  });
}

/** Memory and processor time of this process say nothing of another one. */
async function byCurl(turn: Turn): Promise<Figures> {
  if (!curl.installed()) return {};
  const { speed } = await run(toCurl, turn);
  return { speed };
}

function toCurl(): Promise<Upload> {
  return Promise.resolve(async (url, path) => {
    const args = ["--silent", "--form", `file=@${path}`, url];
    const { stdout } = await new Deno.Command(curl.path(), { args }).output();
    return Number(new TextDecoder().decode(stdout));
  });
}
