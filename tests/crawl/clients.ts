/**
 * What the crawl asks with: Ferry, or `fetch` with p-limit.
 *
 * @module
 */

import { Client } from "../../mod.ts";

/** How many requests are under way at once, in all and to one host. */
const AT_ONCE = 500;
const PER_HOST = 4;

/** The text of a page, and for how many milliseconds a permit was waited for. */
export interface Page {
  readonly text: string;
  readonly waited: number;
}

/** Gets one page. */
export type Get = (url: string) => Promise<Page>;

/** A client with its limits; it keeps cookies. A host may be silent for `timeout` milliseconds. */
export function overFerry(stack: DisposableStack, timeout: number): Get {
  const client = stack.use(
    new Client({
      limits: {
        maxConnections: AT_ONCE,
        maxConnectionsPerHost: PER_HOST,
        maxKeepaliveConnections: AT_ONCE,
      },
      timeout: { connect: timeout, read: timeout },
    }),
  );
  return async (url) => {
    const response = await client.get(url);
    return { text: await response.text(), waited: response.timings?.queue ?? 0 };
  };
}

/** As one writes it with p-limit: one counter for all, and one for each host. It keeps no cookies. */
export async function overFetch(timeout: number): Promise<Get> {
  const { default: pLimit } = await import("npm:p-limit@7.3.3");
  const all = pLimit(AT_ONCE);
  const hosts = new Map<string, typeof all>();
  return (url) => {
    const { host } = new URL(url);
    const own = hosts.get(host) ?? pLimit(PER_HOST);
    hosts.set(host, own);
    const asked = performance.now();
    const ask = async (): Promise<Page> => {
      const waited = performance.now() - asked;
      const response = await fetch(url, { signal: AbortSignal.timeout(timeout) });
      return { text: await response.text(), waited };
    };
    return own(() => all(ask));
  };
}
