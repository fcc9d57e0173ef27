/**
 * The sections of the page on the body of a response: text, bytes, JSON, raw.
 *
 * @module
 */

import { get, JsonDecodeError, StatusError, stream } from "@ferry/http";
import type { Page, Section } from "./page.ts";

export const reading: readonly Section[] = [
  { title: "Response Content", steps: readText },
  { title: "Binary Response Content", steps: readBytes },
  { title: "JSON Response Content", steps: readJson },
  { title: "Raw Response Content", steps: readRaw },
];

const START = '[{"repository":{"open_issues":0,"url":"https://github.com/';

async function readText(page: Page): Promise<void> {
  let r = await get(`${page.base}/events`);
  page.line('r = await get(".../events")');
  page.step("(await r.text()).slice(0, 58)", (await r.text()).slice(0, START.length), START);
  page.step("r.encoding", r.encoding, "utf-8");
  r = await get(`${page.base}/encoding/utf8`);
  page.line('r = await get(".../encoding/utf8")');
  page.step("its last word", (await r.text()).trim().split(/\s+/).at(-2), "🛳");
  r.encoding = "ISO-8859-1";
  page.line('r.encoding = "ISO-8859-1"');
  page.step("r.encoding, as the web calls it", r.encoding, "windows-1252");
  page.step("its last word now", (await r.text()).trim().split(/\s+/).at(-2), "ðŸ›³");
  r = await get(`${page.base}/xml`);
  page.line('r = await get(".../xml"), which names its encoding itself');
  page.step("r.encoding", r.encoding, "windows-1252");
  const content = new TextDecoder().decode(r.content);
  const declared = /encoding='([^']+)'/.exec(content)?.[1] ?? "";
  page.step("what stands in r.content", declared, "us-ascii");
  r.encoding = declared;
  page.step("r.encoding, set to that", r.encoding, "windows-1252");
}

async function readBytes(page: Page): Promise<void> {
  let r = await get(`${page.base}/events`);
  const bytes = new TextEncoder().encode(START.slice(0, 8));
  page.step("r.content.subarray(0, 8)", r.content.slice(0, 8), bytes);
  for (const [coding, flag] of [["gzip", "gzipped"], ["brotli", "brotli"]] as const) {
    r = await get(`${page.base}/${coding}`);
    const answer = await r.json<Record<string, unknown>>();
    page.step(`r = await get(".../${coding}"); (await r.json()).${flag}`, answer[flag], true);
  }
  r = await get(`${page.base}/image/png`);
  page.line('r = await get(".../image/png")');
  const image = await r.blob();
  page.step("image = await r.blob()", [image.type, image.size], ["image/png", r.content.length]);
  const view = new DataView(await r.arrayBuffer());
  const size = [view.getUint32(16), view.getUint32(20)];
  page.step("width and height in its header", size, [1, 1]);
}

async function readJson(page: Page): Promise<void> {
  const r = await get(`${page.base}/events`);
  page.line('r = await get(".../events")');
  const [first] = await r.json<{ repository: unknown }[]>();
  page.step("(await r.json())[0]", first, {
    repository: { open_issues: 0, url: "https://github.com/ferry/http" },
  });
  const empty = await get(`${page.base}/status/204`);
  await page.fails('await (await get(".../status/204")).json()', () => empty.json(), {
    type: JsonDecodeError,
    words: /^Cannot GET /,
  });
  const invalid = await get(`${page.base}/html`);
  await page.fails('await (await get(".../html")).json()', () => invalid.json(), {
    type: JsonDecodeError,
    words: /^Cannot GET /,
  });
  const refused = await get(`${page.base}/status/406`);
  page.line('refused = await get(".../status/406")');
  const { message } = await refused.json<{ message: string }>();
  const expected = "Client did not request a supported media type.";
  page.step("(await refused.json()).message", message, expected);
  await page.fails("refused.raiseForStatus()", () => refused.raiseForStatus(), {
    type: StatusError,
    words: /406/,
  });
}

async function readRaw(page: Page): Promise<void> {
  await using raw = await stream("GET", `${page.base}/events`);
  page.line('await using r = await stream("GET", ".../events")');
  const chunks = raw.iterRaw({ chunkSize: 10 });
  const { value } = await chunks.next();
  page.step("(await r.iterRaw({ chunkSize: 10 }).next()).value", value?.length, 10);
  await chunks.return?.();
  const path = await Deno.makeTempFile({ prefix: "ferry-demo-" });
  try {
    await save(page, path);
  } finally {
    await Deno.remove(path);
  }
}

async function save(page: Page, path: string): Promise<void> {
  const sizes: number[] = [];
  await using r = await stream("GET", `${page.base}/range/1000`);
  {
    using file = await Deno.open(path, { write: true });
    for await (const chunk of r.iterBytes({ chunkSize: 128 })) {
      sizes.push(chunk.length);
      await file.write(chunk);
    }
  }
  page.line('await using r = await stream("GET", ".../range/1000")');
  const code = "for await (const chunk of r.iterBytes({ chunkSize: 128 })) await file.write(chunk)";
  page.step(code, sizes, [128, 128, 128, 128, 128, 128, 128, 104]);
  page.step("(await Deno.stat(filename)).size", (await Deno.stat(path)).size, 1000);
  const text = await Deno.readTextFile(path);
  page.step("what is in the file", text.slice(0, 26), "abcdefghijklmnopqrstuvwxyz");
}
