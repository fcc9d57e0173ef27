/**
 * The first request of a process: what a short script or a function of a cloud pays.
 *
 * @module
 */

import type { Case, Contender, Figures, Service, Turn } from "../case.ts";
import { readPins } from "../pins.ts";
import { buildPackage, costOfScript, urlOf } from "../processes.ts";
import { serveFiles } from "../serving.ts";
import { FILE, TEXT } from "../small_json.ts";

/** Milliseconds of a turn for each time that the script runs. */
const EACH = 40;

/** How each gets `url` as JSON: what is imported, and the expression. */
const SCRIPTS: Readonly<Record<string, () => string>> = {
  fetch: () => `const value = await (await fetch(url)).json();`,
  "fetch again": () => `const value = await (await fetch(url)).json();`,
  ferry: () => toFerry("dist/mod.js"),
  "ferry core": () => toFerry("dist/core.js"),
  "ferry over fetch": () =>
    `import { Client, FetchTransport } from "${urlOf("dist/mod.js")}";
using client = new Client({ transport: new FetchTransport() });
const value = await client.get(url).json();`,
  undici: () => toPeer("undici", "{ request }", "await (await request(url)).body.json()"),
  ofetch: () => toPeer("ofetch", "{ ofetch }", "await ofetch(url)"),
  wretch: () => toPeer("wretch", "wretch", "await wretch(url).get().json()"),
  ky: () => toPeer("ky", "ky", "await ky.get(url).json()"),
  axios: () => toPeer("axios", "axios", "(await axios.get(url)).data"),
  got: () => toPeer("got", "got", "await got.get(url).json()"),
  "limit: fetch, a class and a timer": () =>
    `class Answer extends Response {}
const controller = new AbortController();
const timer = setTimeout(() => controller.abort(), 10_000);
const raw = await fetch(new URL(url), { redirect: "manual", signal: controller.signal });
const bytes = await raw.bytes();
clearTimeout(timer);
const value = await new Answer(bytes, { headers: new Headers(raw.headers) }).json();`,
  "limit: sockets by hand": () =>
    `import { toHandClient } from "${urlOf("bench/limits.ts")}";
class Answer extends Response {}
const timer = setTimeout(() => {}, 10_000);
const bytes = await toHandClient().bytes(url);
clearTimeout(timer);
const value = await new Answer(bytes, { headers: new Headers() }).json();`,
};

function toFerry(entry: string): string {
  return `import { Client } from "${urlOf(entry)}";
using client = new Client();
const value = await client.get(url).json();`;
}

function toPeer(name: string, imported: string, value: string): string {
  return `import ${imported} from "${readPins().get(name)}";
const value = ${value};`;
}

/** The benchmark. */
export const benchmark: Case = {
  about:
    `A script that gets ${TEXT.length} bytes of JSON once, as a whole process with everything ` +
    "cached, the least of each. Ferry is what is published, `dist/`.",
  baseline: "fetch",
  measures: {
    wall: { title: "ms", better: "less", compared: true },
    cpu: { title: "CPU ms", better: "less", compared: true },
  },
  scenarios: ["one request"],
  rounds: { "one request": 4 },
  contenders: Object.fromEntries(
    Object.entries(SCRIPTS).map((
      [name, toScript],
    ): [string, Contender] => [name, (turn) => run(toScript(), turn)]),
  ),
  serve,
};

async function serve(): Promise<Service> {
  await buildPackage();
  return await serveFiles({ [FILE]: TEXT });
}

function run(script: string, { url, ms }: Turn): Promise<Figures> {
  const args = [`${url}/${FILE}`];
  return costOfScript(toProgram(script), { times: Math.ceil(ms / EACH), args });
}

/** Fails where something else comes than is there. */
function toProgram(script: string): string {
  const check = `if (value.id !== ${JSON.parse(TEXT).id}) throw new Error("it is another value");`;
  return `const [url = ""] = Deno.args;\n${script}\n${check}\n`;
}
