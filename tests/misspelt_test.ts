import { assertStringIncludes, assertThrows } from "@std/assert";
import { Client as CoreClient } from "../core.ts";
import { Client, HandlerTransport } from "../mod.ts";
import { MemoryCacheStore } from "../src/features/cache/mod.ts";
import { FileCookieStore } from "../src/features/cookie_stores/mod.ts";
import { MockTransport } from "../src/testing/mod.ts";
import { test } from "./checked.ts";

const transport = new HandlerTransport(() => new Response());

/** What a misspelt option of a call names. */
const CALLS: readonly (readonly [string, (client: Client) => Promise<unknown>])[] = [
  ["maxReconnects", (client) => events(client, { maxReconnect: 1 })],
  ["until", (client) => events(client, { untill: () => true })],
  ["maxPages", (client) => pages(client, { maxPage: 1 })],
  ["overwrite", (client) => client.download("http://a.example/", "x", said({ overwrit: true }))],
  ["is decoded", (client) => client.get("http://a.example/", said({ decompress: true }))],
];

/** Only JavaScript can get there with other names. */
function said(options: object): object {
  return options;
}

async function events(client: Client, options: object): Promise<void> {
  for await (const _event of client.events("http://a.example/", options)) break;
}

async function pages(client: Client, options: object): Promise<void> {
  for await (const _page of client.paginate("http://a.example/", options)) break;
}

for (const [name, call] of CALLS) {
  test(`a misspelt option is told the right one: ${name}`, async () => {
    using client = new Client({ transport });
    const error: unknown = await new Promise((resolve) => resolve(call(client)))
      .catch((error) => error);
    if (!(error instanceof TypeError)) throw new Error(`no TypeError but ${error}`);
    assertStringIncludes(error.message, name);
  });
}

test("stores and mocks refuse options that they do not have", () => {
  assertThrows(() => new MemoryCacheStore(said({ maxSize: 1 })), TypeError, "maxSize");
  assertThrows(() => new FileCookieStore("x.json", said({ fmt: "json" })), TypeError, "fmt");
  assertThrows(
    () => new MockTransport({}, said({ passThrough: transport })),
    TypeError,
    "passthrough",
  );
});

test("the core says where the options of features are", () => {
  assertThrows(
    () => new CoreClient(said({ retries: 2 })),
    TypeError,
    "no such option in @ferry/http/core; @ferry/http has more",
  );
});
