/**
 * The web of the crawl: which origins there are, what their pages say, and which of them fail.
 *
 * @module
 */

/** How many origins there are, and where: each is an address of 127.0.0.0/8. */
export interface Web {
  readonly origins: number;
  readonly port: number;
}

/** One origin in a hundred says nothing, another one breaks off. */
export function kindOf(host: number): "hanging" | "breaking" | "right" {
  return host % 100 === 7 ? "hanging" : host % 100 === 57 ? "breaking" : "right";
}

/** The URL of a page. */
export function urlOf({ port }: Web, host: number, page: number): string {
  return `http://127.1.${host >> 8}.${host & 255}:${port}/${page}`;
}

/** The number of an address: 127.1.0.5 is 5, 127.1.1.0 is 256. */
export function numberOf(hostname: string): number {
  const [, , high = 0, low = 0] = hostname.split(".").map(Number);
  return high * 256 + low;
}

/** Where a page leads: one in ten is a page of the next origin. */
export function targetOf({ origins }: Web, host: number, page: number): readonly [number, number] {
  return page % 10 === 9 ? [(host + 1) % origins, page + 1] : [host, page];
}

/** What a page begins with. */
export function titleOf(host: number, page: number): string {
  return `<title>${host} ${page}</title>`;
}

/** Whether a page cannot be had. */
export function isDueToFail(web: Web, host: number, page: number): boolean {
  const [target] = targetOf(web, host, page);
  return kindOf(host) !== "right" || kindOf(target) !== "right";
}
