/**
 * The sections of the page on what is sent: headers, forms, JSON, files.
 *
 * @module
 */

import { get, post } from "@ferry/http";
import type { Page, Section } from "./page.ts";

export const sending: readonly Section[] = [
  { title: "Custom Headers", steps: sendHeaders },
  { title: "More complicated POST requests", steps: sendForms },
  { title: "POST a Multipart-Encoded File", steps: sendFiles },
];

interface Echo {
  readonly headers: Readonly<Record<string, string>>;
  readonly form: Readonly<Record<string, unknown>>;
  readonly files: Readonly<Record<string, string>>;
  readonly data: string;
  readonly json: unknown;
}

async function sendHeaders(page: Page): Promise<void> {
  const { base, elsewhere } = page;
  let r = await get(`${base}/headers`, { headers: { "user-agent": "my-app/0.0.1" } });
  page.line('r = await get(".../headers", { headers: { "user-agent": "my-app/0.0.1" } })');
  let { headers } = await r.json<Echo>();
  page.step('(await r.json()).headers["User-Agent"]', headers["User-Agent"], "my-app/0.0.1");
  r = await get(`${base}/headers`, {
    headers: { authorization: "Bearer one" },
    auth: ["user", "pass"],
  });
  ({ headers } = await r.json<Echo>());
  const basic = `Basic ${btoa("user:pass")}`;
  page.step("with auth: it replaces an authorization header", headers["Authorization"], basic);
  r = await get(`${base}/redirect-to`, {
    params: { url: `${elsewhere}/headers` },
    headers: { authorization: "Bearer secret" },
  });
  ({ headers } = await r.json<Echo>());
  page.step("redirected off-host: r.url", r.url, `${elsewhere}/headers`);
  page.step("the authorization header there", headers["Authorization"], undefined);
}

async function sendForms(page: Page): Promise<void> {
  const url = `${page.base}/post`;
  let r = await post(url, { data: { key1: "value1", key2: "value2" } });
  page.line('r = await post(url, { data: { key1: "value1", key2: "value2" } })');
  const fields = { key1: "value1", key2: "value2" };
  page.step("(await r.json()).form", (await r.json<Echo>()).form, fields);
  const r1 = await post(url, { data: [["key1", "value1"], ["key1", "value2"]] });
  page.line('r1 = await post(url, { data: [["key1", "value1"], ["key1", "value2"]] })');
  const r2 = await post(url, { data: { key1: ["value1", "value2"] } });
  page.line('r2 = await post(url, { data: { key1: ["value1", "value2"] } })');
  const both = { key1: ["value1", "value2"] };
  page.step("(await r1.json()).form", (await r1.json<Echo>()).form, both);
  page.step("await r1.text() === await r2.text()", await r1.text() === await r2.text(), true);
  r = await post(url, { data: JSON.stringify({ some: "data" }) });
  page.line('r = await post(url, { data: JSON.stringify({ some: "data" }) })');
  let echo = await r.json<Echo>();
  page.step("(await r.json()).data", echo.data, '{"some":"data"}');
  page.step('its headers["Content-Type"]', echo.headers["Content-Type"], undefined);
  r = await post(url, { json: { some: "data" } });
  page.line('r = await post(url, { json: { some: "data" } })');
  echo = await r.json<Echo>();
  page.step("(await r.json()).json", echo.json, { some: "data" });
  page.step('its headers["Content-Type"]', echo.headers["Content-Type"], "application/json");
  const code = "await post(url, { json: {}, data: {} }), which requests would half ignore";
  await page.fails(code, () => post(url, { json: {}, data: {} }), {
    type: TypeError,
    words: /^Cannot send .*json/,
  });
}

async function sendFiles(page: Page): Promise<void> {
  const path = await Deno.makeTempFile({ prefix: "ferry-demo-", suffix: ".xls" });
  try {
    await Deno.writeFile(path, new Uint8Array([0xd0, 0xcf, 0x11, 0xe0]));
    await sendOpenFiles(page, path);
  } finally {
    await Deno.remove(path);
  }
  const r = await post(`${page.base}/post`, {
    files: { file: ["report.csv", "some,data,to,send\nanother,row,to,send\n"] },
  });
  page.line('r = await post(url, { files: { file: ["report.csv", "some,data,to,send\\n..."] } })');
  const { files } = await r.json<Echo>();
  page.step("(await r.json()).files", files, {
    file: "some,data,to,send\nanother,row,to,send\n",
  });
}

async function sendOpenFiles(page: Page, path: string): Promise<void> {
  const url = `${page.base}/post`;
  let r = await post(url, { files: { file: await Deno.open(path) } });
  page.line('r = await post(url, { files: { file: await Deno.open("report.xls") } })');
  let { file } = (await r.json<Echo>()).files;
  // Elsewhere the name of an open file, and so its type, cannot be known.
  const type = Deno.build.os === "linux" ? "application/vnd.ms-excel" : "application/octet-stream";
  page.step("(await r.json()).files.file", file, `data:${type};base64,0M8R4A==`);
  const content = await Deno.open(path);
  r = await post(url, {
    files: { file: ["report.xls", content, "application/vnd.ms-excel", { expires: "0" }] },
  });
  page.line('content = await Deno.open("report.xls")');
  page.line('file = ["report.xls", content, "application/vnd.ms-excel", { expires: "0" }]');
  ({ file } = (await r.json<Echo>()).files);
  const expected = "data:application/vnd.ms-excel;base64,0M8R4A==";
  page.step("r = await post(url, { files: { file } })", file, expected);
}
