/**
 * What a JavaScript client does of the things that the README compares, as JSON.
 *
 * `deno run -A tests/peers/javascript.ts CLIENT URL OTHER-URL`: a process for each client, since some leave
 * things open.
 *
 * @module
 */

import { peers } from "./clients.ts";

/** What every client is asked for; a client that has no way to do one leaves it out. */
export interface Peer {
  /** Gets a text, with redirects, and sends the cookies that it was given. */
  text(url: string): Promise<string>;
  /** The statuses of the redirects behind an answer. */
  history?(url: string): Promise<readonly number[]>;
  /** Gets JSON with the header `x-api-key`, which no other origin is to see. */
  withKey(url: string): Promise<unknown>;
  /** Posts a text. */
  post(url: string): Promise<unknown>;
  /** Gets a text, within 600 ms of silence, or whatever limit comes nearest. */
  patient?(url: string): Promise<unknown>;
  /** Gets a text with Digest credentials. */
  digest?(url: string): Promise<string>;
  /** Gets a text over a client that has at most two connections. */
  limited?(url: string): Promise<string>;
  /** Gets a status, and tries again on 503. */
  retried?(url: string): Promise<number>;
  /** Gives the response itself. */
  response(url: string): Promise<unknown>;
}

/** Rows, each with its check. */
function toChecks(peer: Peer, urls: Urls): Readonly<Record<string, () => Promise<boolean>>> {
  const { name, base, other } = urls;
  const of = (path: string) => `${base}${path}?client=${name}`;
  return {
    cookies: async () => (await peer.text(`${base}/cookie`)).includes('"hop=1"'),
    history: async () => String(await peer.history?.(`${base}/cookie`)) === "302",
    header: async () => {
      const seen = JSON.stringify(await peer.withKey(`${base}/away?to=${other}/echo`));
      return seen.includes("host") && !seen.includes("x-api-key");
    },
    once: async () => {
      await peer.post(of("/once"));
      await new Promise((resolve) => setTimeout(resolve, 200)); // the connection is idle by then
      await peer.post(of("/once")).catch(() => {});
      return await peer.text(of("/turns")) === "2";
    },
    silence: () => endsLate(() => peer.patient?.(`${base}/silence`)),
    short: () => peer.text(`${base}/short`).then(() => false, () => true),
    zstd: async () => await peer.text(`${base}/zstd`) === "hello",
    digest: async () => await peer.digest?.(`${base}/digest`) === '"welcome"',
    limit: async () => {
      const seen = await Promise.all(Array.from({ length: 8 }, () => peer.limited?.(of("/busy"))));
      return Math.max(...seen.map(Number)) <= 2;
    },
    retry: async () => await peer.retried?.(of("/flaky")) === 200,
    web: async () => await peer.response(`${base}/echo`) instanceof Response,
  };
}

interface Urls {
  readonly name: string;
  readonly base: string;
  readonly other: string;
}

/** A download that is slow, but not silent, is to come through; silence is to end. */
async function endsLate(get: () => Promise<unknown> | undefined): Promise<boolean> {
  const startedAt = performance.now();
  const reading = get();
  if (!reading) return false;
  const late = new Promise((resolve) => setTimeout(() => resolve("never"), 4_000));
  const outcome = await Promise.race([reading.then(() => "read", () => "failed"), late]);
  return outcome === "failed" && performance.now() - startedAt > 1_000;
}

async function main([name = "", base = "", other = ""]: string[]): Promise<void> {
  const peer = await peers[name]?.();
  if (!peer) throw new TypeError(`Cannot ask ${name}: the clients are ${Object.keys(peers)}`);
  const found: Record<string, boolean> = {};
  for (const [row, check] of Object.entries(toChecks(peer, { name, base, other }))) {
    found[row] = await check().catch(() => false);
  }
  console.log(JSON.stringify(found));
  Deno.exit();
}

if (import.meta.main) await main(Deno.args);
