/**
 * Small JSON texts that are posted: what it costs that none is sent twice.
 *
 * @module
 */

import { Client, FetchTransport } from "../../mod.ts";
import type { Case, Contender, Turn } from "../case.ts";
import { REQUESTS_WARM_UP, sustain } from "../pace.ts";
import { serveSink } from "../serving.ts";

const VALUE = { id: 4711, name: "Ferry", tags: ["http", "client", "deno"], active: true };
const TEXT = JSON.stringify(VALUE);
const HEADERS = { "content-type": "application/json" };

type Post = (url: string) => Promise<unknown>;

/** Bare `fetch` sends a request again by itself when its connection turns out to be closed. */
const posts: Readonly<Record<string, () => Post>> = {
  fetch: () => (url) => postByFetch(url),
  "fetch, a connection each": () => {
    const client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
    return (url) => postByFetch(url, client);
  },
  ferry: () => postBy(new Client()),
  "ferry over fetch": () => postBy(new Client({ transport: new FetchTransport() })),
};

async function postByFetch(url: string, client?: Deno.HttpClient): Promise<string> {
  const init = { method: "POST", headers: HEADERS, body: TEXT, ...(client && { client }) };
  return await (await fetch(url, init)).text();
}

function postBy(client: Client): Post {
  return async (url) => await (await client.post(url, { json: VALUE })).text();
}

const WIDTHS: Readonly<Record<string, number>> = { "one at a time": 1, "fifty at a time": 50 };

/** The benchmark. */
export const benchmark: Case = {
  about: `POST of ${TEXT.length} bytes of JSON; bare fetch may send one twice.`,
  baseline: "fetch",
  measures: {
    rate: { title: "requests/s", better: "more", compared: true },
    cpu: { title: "CPU µs a request", better: "less", compared: true },
  },
  scenarios: Object.keys(WIDTHS),
  rounds: Object.fromEntries(Object.keys(WIDTHS).map((width) => [width, 2])),
  contenders: Object.fromEntries(
    Object.keys(posts).map((name): [string, Contender] => [name, (turn) => run(name, turn)]),
  ),
  serve: serveSink,
};

async function run(name: string, { url, ms, scenario }: Turn) {
  const post = posts[name]?.();
  const { rate, cpu } = await sustain(async () => await post?.(url), {
    ms,
    width: WIDTHS[scenario] ?? 1,
    warmUp: REQUESTS_WARM_UP,
  });
  return { rate, cpu };
}
