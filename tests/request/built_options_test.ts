import { assert, assertEquals } from "@std/assert";
import { Client, HandlerTransport, type RequestOptions } from "../../mod.ts";
import { FEATURES } from "../../src/features.ts";
import { test } from "../checked.ts";
import { readDocument } from "../documents.ts";

const ignore = () => {};

/** Every option of a request with a value that is not its default, and what it needs beside. */
const OPTIONS: readonly (readonly [given: RequestOptions, beside?: RequestOptions])[] = [
  [{ params: { a: 1 } }],
  [{ serializeParams: () => "b=2" }, { params: { a: 1 } }],
  [{ headers: { "x-a": "1" } }],
  [{ cookies: { a: "1" } }],
  [{ auth: ["ada", "s3cret"] }],
  [{ body: "text" }],
  [{ data: { a: "1" } }],
  [{ files: { a: new Blob(["1"]) } }],
  [{ json: 1 }],
  [{ stringifyJson: () => "2" }, { json: 1 }],
  [{ signal: AbortSignal.abort() }],
  [{ timeout: 60_000 }],
  [{ followRedirects: false }],
  [{ maxRedirects: 1 }],
  [{ retries: 1 }],
  [{ idempotencyKey: true }],
  [{ throwOnError: true }],
  [{ parseJson: ignore }],
  [{ compress: "gzip" }],
  [{ hooks: { request: [ignore] } }],
  [{ logger: ignore }],
  [{ trace: ignore }],
  [{ traceContext: true }],
  [{ allowInsecureRedirects: true }],
  [{ maxResponseBytes: 1 }],
  [{ maxDecompressionRatio: 1 }],
  [{ cache: "no-store" }],
  [{ onUploadProgress: ignore }],
  [{ onDownloadProgress: ignore }],
  [{ onInformational: ignore }],
];

/** What can be seen of a web request. */
async function show(request: Request): Promise<unknown> {
  const { url, signal } = request;
  const type = request.headers.get("content-type")?.replace(/boundary=.*/, "");
  const headers = [...request.headers].filter(([name]) => name !== "content-type");
  return { url, headers, type, aborted: signal.aborted, body: await readText(request) };
}

/** An aborted request gives no body. */
async function readText(request: Request): Promise<string | undefined> {
  return request.signal.aborted ? undefined : await request.text();
}

test("buildRequest uses the options that its page names, and send takes all others", async () => {
  using client = new Client({ transport: new HandlerTransport(() => new Response()) });
  const build = (options: RequestOptions) =>
    show(client.buildRequest("POST", "http://h/", options));
  const used: string[] = [];
  for (const [given, beside = {}] of OPTIONS) {
    const [name = ""] = Object.keys(given);
    const isSame = JSON.stringify(await build({ ...beside, ...given })) ===
      JSON.stringify(await build(beside));
    if (!isSame) used.push(name);
    else await client.send(new Request("http://h/"), given);
  }
  const tried = OPTIONS.flatMap(([given]) => Object.keys(given));
  assertEquals(tried.toSorted(), FEATURES.namesOf("request").toSorted());
  const [, text = ""] = readDocument("docs/client.md").split("can be part of a `Request`: ");
  const [sentence = ""] = text.split(". ");
  const named = [...sentence.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name);
  assertEquals(used.toSorted(), named.toSorted());
  assert(used.length > 10);
});
