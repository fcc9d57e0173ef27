/**
 * Hands `client.fetch` to a library that takes a `fetch`: it gets the client's headers, credentials,
 * cookies, limits, timeouts and hooks.
 *
 * Run it: `deno run -A examples/sdk_fetch.ts`
 *
 * @module
 */

import { BearerAuth, Client } from "@ferry/http";

/** Stands in for any SDK with a `fetch` option. */
class WeatherSdk {
  readonly #fetch: typeof fetch;

  constructor(options: { readonly fetch: typeof fetch }) {
    this.#fetch = options.fetch;
  }

  async today(url: string): Promise<unknown> {
    const response = await this.#fetch(url, { headers: { accept: "application/json" } });
    if (!response.ok) throw new Error(`weather: ${response.status}`);
    return await response.json();
  }
}

await using server = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen() {} },
  (request) =>
    request.headers.get("authorization") === "Bearer t0ken"
      ? Response.json({ sky: "clear" })
      : new Response("who?", { status: 401 }),
);

using client = new Client({
  auth: new BearerAuth("t0ken"),
  hooks: {
    response: [
      ({ status, url, elapsed }) =>
        console.log(status, new URL(url).pathname, elapsed < 5_000 ? "in time" : "late"),
    ],
  },
});
const sdk = new WeatherSdk({ fetch: client.fetch });
console.log(await sdk.today(`http://127.0.0.1:${server.addr.port}/today`));
