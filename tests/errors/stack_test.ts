import { assert, assertMatch } from "@std/assert";
import {
  type Client,
  del,
  get,
  head,
  HttpError,
  patch,
  post,
  put,
  request,
  stream,
} from "../../mod.ts";
import { test } from "../checked.ts";
import { respondWith, toAnswer } from "../wire/scripted.ts";
import { freePort } from "../wire/servers.ts";
import { type Over, World } from "./world.ts";

/** What is asked in the caller's own function. */
interface Asked {
  readonly client: Client;
  /** Where nobody listens. */
  readonly nobody: string;
  /** Whose body breaks off. */
  readonly broken: string;
  /** Whose status is 404. */
  readonly missing: string;
  /** Whose body is no JSON, and not text of JSON lines either. */
  readonly text: string;
}

/** Each is called after some awaits; its name is to be found in the stack. */
const helpers: Readonly<Record<string, (asked: Asked) => Promise<unknown>>> = {
  get: ({ nobody }) => get(nobody),
  head: ({ nobody }) => head(nobody),
  post: ({ nobody }) => post(nobody, { json: 1 }),
  put: ({ nobody }) => put(nobody),
  patch: ({ nobody }) => patch(nobody),
  del: ({ nobody }) => del(nobody),
  request: ({ nobody }) => request("GET", nobody),
  stream: ({ nobody }) => stream("GET", nobody),
};

const verbs: Readonly<Record<string, (asked: Asked) => Promise<unknown>>> = {
  get: ({ client, nobody }) => client.get(nobody),
  options: ({ client, nobody }) => client.options(nobody),
  head: ({ client, nobody }) => client.head(nobody),
  post: ({ client, nobody }) => client.post(nobody, { data: { a: 1 } }),
  put: ({ client, nobody }) => client.put(nobody),
  patch: ({ client, nobody }) => client.patch(nobody),
  del: ({ client, nobody }) => client.del(nobody),
  delete: ({ client, nobody }) => client.delete(nobody),
  request: ({ client, nobody }) => client.request("PURGE", nobody),
  stream: ({ client, nobody }) => client.stream("GET", nobody),
  send: ({ client, nobody }) => client.send(client.buildRequest("GET", nobody)),
  "a retry": ({ client, nobody }) =>
    client.get(nobody, { retries: { total: 2, backoff: { base: 1 } } }),
  "a body that breaks off": ({ client, broken }) => client.get(broken),
  "a total timeout": ({ client, broken }) => client.get(broken, { timeout: { total: 1 } }),
};

const readers: Readonly<Record<string, (asked: Asked) => Promise<unknown>>> = {
  read: async ({ client, broken }) => await (await client.stream("GET", broken)).read(),
  text: async ({ client, broken }) => await (await client.stream("GET", broken)).text(),
  bytes: async ({ client, broken }) => await (await client.stream("GET", broken)).bytes(),
  blob: async ({ client, broken }) => await (await client.stream("GET", broken)).blob(),
  arrayBuffer: async ({ client, broken }) =>
    await (await client.stream("GET", broken)).arrayBuffer(),
  formData: async ({ client, broken }) => await (await client.stream("GET", broken)).formData(),
  "json of a broken body": async ({ client, broken }) =>
    await (await client.stream("GET", broken)).json(),
  json: async ({ client, text }) => await (await client.get(text)).json(),
  schema: async ({ client, text }) =>
    await (await client.get(text, {})).json({
      "~standard": { version: 1, vendor: "t", validate: () => ({ issues: [{ message: "no" }] }) },
    }).catch((error) => Promise.reject(error)),
  content: async ({ client, text }) => {
    await using response = await client.stream("GET", text);
    return response.content;
  },
  iterRaw: async ({ client, broken }) => {
    for await (const _ of (await client.stream("GET", broken)).iterRaw());
  },
  iterBytes: async ({ client, broken }) => {
    for await (const _ of (await client.stream("GET", broken)).iterBytes());
  },
  "iterBytes of a size": async ({ client, broken }) => {
    for await (const _ of (await client.stream("GET", broken)).iterBytes({ chunkSize: 3 }));
  },
  iterText: async ({ client, broken }) => {
    for await (const _ of (await client.stream("GET", broken)).iterText());
  },
  "iterText of a size": async ({ client, broken }) => {
    for await (const _ of (await client.stream("GET", broken)).iterText({ chunkSize: 3 }));
  },
  iterLines: async ({ client, broken }) => {
    for await (const _ of (await client.stream("GET", broken)).iterLines());
  },
  iterLineBatches: async ({ client, broken }) => {
    for await (const _ of (await client.stream("GET", broken)).iterLineBatches());
  },
  iterJson: async ({ client, text }) => {
    for await (const _ of (await client.stream("GET", text)).iterJson());
  },
  iterJsonBatches: async ({ client, text }) => {
    for await (const _ of (await client.stream("GET", text)).iterJsonBatches());
  },
  events: async ({ client, broken }) => {
    for await (const _ of (await client.stream("GET", broken)).events());
  },
  eventBatches: async ({ client, broken }) => {
    for await (const _ of (await client.stream("GET", broken)).eventBatches());
  },
  writeTo: async ({ client, broken }) => {
    const writer = { write: (bytes: Uint8Array) => Promise.resolve(bytes.length) };
    return await (await client.stream("GET", broken)).writeTo(writer);
  },
  raiseForStatus: async ({ client, missing }) => (await client.get(missing)).raiseForStatus(),
};

const conveniences: Readonly<Record<string, (asked: Asked) => Promise<unknown>>> = {
  download: ({ client, nobody }) => client.download(nobody, new WritableStream()),
  "download of what is missing": ({ client, missing }) =>
    client.download(missing, new WritableStream()),
  "download that breaks off": ({ client, broken }) =>
    client.download(broken, new WritableStream(), { maxResumes: 0 }),
  events: async ({ client, nobody }) => {
    for await (const _ of client.events(nobody));
  },
  "events of what is missing": async ({ client, missing }) => {
    for await (const _ of client.events(missing));
  },
  paginate: async ({ client, nobody }) => {
    for await (const _ of client.paginate(nobody));
  },
  "paginate what is missing": async ({ client, missing }) => {
    for await (const _ of client.paginate(missing));
  },
  "items of pages": async ({ client, nobody }) => {
    const items = () => [1];
    for await (const _ of client.paginate(nobody, { items }));
  },
};

/** However long the caller was busy with something else. */
async function callerAfterAwaits(run: () => Promise<unknown>): Promise<unknown> {
  await Promise.resolve();
  await new Promise((resolve) => setTimeout(resolve, 1));
  return await run();
}

async function check(name: string, run: () => Promise<unknown>): Promise<void> {
  const error: unknown = await callerAfterAwaits(run).then(() => undefined, (error) => error);
  assert(HttpError.is(error), `${name}: ${error}`);
  const [, ...frames] = (error.stack ?? "").slice(error.message.length).split("\n    at ");
  const at = frames.findIndex((frame) => /stack_test\.ts:\d+:\d+/.test(frame));
  assert(at >= 0 && at < 8, `${name}: ${error.stack}`);
  assertMatch(error.stack ?? "", /callerAfterAwaits/, name);
}

const tables = { helpers, verbs, readers, conveniences };

for (const [title, table] of Object.entries(tables)) {
  for (const over of ["fetch", "sockets"] satisfies Over[]) {
    if (title === "helpers" && over === "sockets") continue;
    test(`the stack begins at the caller's line: ${title} over ${over}`, async () => {
      const head = "HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n";
      await using broken = await respondWith({ send: `${head}ab`, endAfter: 20, end: "close" });
      await using missing = await respondWith(toAnswer("", { status: "404 Not Found" }));
      await using text = await respondWith(toAnswer("{a\n"));
      await using world = new World(over);
      const asked = {
        client: world.client(),
        nobody: `http://127.0.0.1:${freePort()}/`,
        broken: broken.url,
        missing: missing.url,
        text: text.url,
      };
      for (const [name, run] of Object.entries(table)) await check(name, () => run(asked));
    });
  }
}
