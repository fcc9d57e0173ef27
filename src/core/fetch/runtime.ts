/** What the runtime can do for transports. */

/** Tells whether it is Deno, whose hosts need not have all of its functions. */
export function isDeno(): boolean {
  return typeof Deno === "object";
}

/** Tells whether `fetch` takes a client of Deno's. */
export function hasHttpClients(): boolean {
  return typeof Deno === "object" && "createHttpClient" in Deno;
}

/** Tells whether there are sockets: Deno's, or those of `node:net`. */
export function hasSockets(): boolean {
  if (typeof Deno === "object") return "connect" in Deno;
  return /^(?:Node\.js|Bun)\//.test(runtimeAgent());
}

/** Tells whether `fetch` is that of a browser. */
export function isBrowser(): boolean {
  return typeof Deno !== "object" && runtimeAgent().startsWith("Mozilla/");
}

/** Gives what the runtime calls itself; a DOM that a test puts over Node (jsdom) says that it is a browser. */
export function runtimeAgent(): string {
  const agent = typeof navigator === "object" ? navigator.userAgent ?? "" : "";
  if (/^(?:Deno|Node\.js|Bun|Cloudflare-Workers)\b/.test(agent)) return agent;
  const { bun, electron, node } = globalThis.process?.versions ?? {};
  if (electron !== undefined) return agent;
  if (bun !== undefined) return `Bun/${bun}`;
  return node === undefined ? agent : `Node.js/${node}`;
}
