import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import type { Client, RequestOptions } from "../../mod.ts";
import { test } from "../checked.ts";
import { toAnswer } from "../wire/scripted.ts";
import { type Over, World } from "./world.ts";

type Call = (client: Client, options: RequestOptions) => Promise<unknown>;

/** Brings a call to a phase in which it stays. */
type Phase = (world: World) => Promise<{ readonly client: Client; readonly call: Call }>;

const HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n";

const phases: Readonly<Record<string, Phase>> = {
  "before it begins": async (world) => {
    const { url } = await world.serve(toAnswer("ok"));
    const call: Call = (client, options) => {
      assert(options.signal);
      return client.get(url, options);
    };
    return { client: world.client(), call };
  },
  "in the queue": async (world) => {
    const { url } = await world.serve({ end: "hang" });
    const client = world.client({ limits: { maxConnections: 1 }, timeout: { read: 400 } });
    client.get(url).catch(() => {});
    return { client, call: (client, options) => client.get(url, options) };
  },
  "while it connects": async (world) => {
    const port = await world.raw((connection) => connection.drain());
    const url = `https://127.0.0.1:${port}/`;
    return { client: world.client(), call: (client, options) => client.get(url, options) };
  },
  "while it sends": async (world) => {
    const { url } = await world.serve({ read: "nothing", delay: 1_000 });
    const call: Call = (client, options) =>
      client.put(url, {
        ...options,
        body: new ReadableStream<Uint8Array<ArrayBuffer>>({
          pull: (controller) => controller.enqueue(new Uint8Array(65_536)),
        }),
      });
    return { client: world.client(), call };
  },
  "before the answer": async (world) => {
    const { url } = await world.serve({ end: "hang" });
    return { client: world.client(), call: (client, options) => client.get(url, options) };
  },
  "within the head": async (world) => {
    const { url } = await world.serve({ send: HEAD.slice(0, 25), end: "hang" });
    return { client: world.client(), call: (client, options) => client.get(url, options) };
  },
  "within the body": async (world) => {
    const { url } = await world.serve({ send: `${HEAD}abc`, end: "hang" });
    return { client: world.client(), call: (client, options) => client.get(url, options) };
  },
  "while a stream is read": async (world) => {
    const { url } = await world.serve({ send: `${HEAD}abc`, end: "hang" });
    const call: Call = async (client, options) =>
      await (await client.stream("GET", url, options)).text();
    return { client: world.client(), call };
  },
  "while a retry waits": async (world) => {
    const { url } = await world.serve(toAnswer("", { status: "503 Busy" }));
    const retries = { total: 1, backoff: { base: 9_000, jitter: 0 } };
    return {
      client: world.client({ retries }),
      call: (client, options) => client.get(url, options),
    };
  },
  "while a token is waited for": async (world) => {
    const { url } = await world.serve(toAnswer(""));
    const client = world.client({ rateLimit: { requests: 1, per: 9_000 } });
    await client.get(url);
    return { client, call: (client, options) => client.get(url, options) };
  },
};

const reasons: readonly unknown[] = [new Error("mine"), "text", undefined];

for (const [name, phase] of Object.entries(phases)) {
  test(`an abort ${name} comes out with the caller's own reason`, async () => {
    for (const over of ["fetch", "sockets"] satisfies Over[]) {
      for (const reason of reasons) await abortIn(phase, { over, reason, name });
    }
  });
}

async function abortIn(
  phase: Phase,
  { over, reason, name }: { over: Over; reason: unknown; name: string },
): Promise<void> {
  await using world = new World(over);
  const { client, call } = await phase(world);
  const controller = new AbortController();
  if (name === "before it begins") controller.abort(reason);
  const done = call(client, { signal: controller.signal }).then(() => undefined, (error) => error);
  await new Promise((resolve) => setTimeout(resolve, 25));
  const startedAt = performance.now();
  controller.abort(reason);
  const error: unknown = await done;
  assert(performance.now() - startedAt < 10_000, `${over}: at once`);
  if (reason === undefined) assertEquals(error instanceof DOMException && error.name, "AbortError");
  else assertStrictEquals(error, reason, over);
}
