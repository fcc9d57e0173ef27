/**
 * What Ferry itself does not send, does not wait for or does not take in.
 *
 * @module
 */

import { gzipSync } from "node:zlib";
import type { ClientOptions } from "../../mod.ts";
import { ownName } from "../wire/own_name.ts";
import { toAnswer } from "../wire/scripted.ts";
import type { Row } from "./row.ts";
import { CA, type World } from "./world.ts";

/** Gets what redirects to a URL that is refused. */
function redirect(location: string, options: ClientOptions) {
  const headers = [`Location: ${location}`];
  return (world: World): Promise<unknown> =>
    world.ask(toAnswer("", { status: "302 Found", headers }), options);
}

const BLOCKED: readonly Row[] = [
  {
    cause: "`allowUrl` says no",
    name: "BlockedUrlError",
    phase: "build",
    says: "allowUrl refused the URL",
    fail: (world) => world.get("http://a.test/", { allowUrl: () => false }),
  },
  {
    cause: "`allowUrl` says no to where a redirect leads",
    name: "BlockedUrlError",
    phase: "redirect",
    says: "allowUrl refused the URL",
    fail: redirect("http://a.test/", { allowUrl: ({ hostname }) => hostname === "127.0.0.1" }),
  },
  {
    cause: "`blockPrivateNetworks`: an address that is not public",
    name: "BlockedUrlError",
    phase: "build",
    says: "the address 127.0.0.1 is loopback (blockPrivateNetworks)",
    fail: (world) => world.get("http://127.1/", { blockPrivateNetworks: true }),
  },
  {
    cause: "`blockPrivateNetworks`: a redirect to one",
    name: "BlockedUrlError",
    phase: "redirect",
    says: "the address 169.254.169.254 is link-local (blockPrivateNetworks)",
    fail: redirect("http://169.254.169.254/latest", {
      blockPrivateNetworks: { allow: ["127.0.0.1"] },
    }),
  },
  {
    cause: "`blockPrivateNetworks`: `localhost` and what is below it",
    name: "BlockedUrlError",
    phase: "build",
    says: "the host app.localhost is loopback (…; blockPrivateNetworks)",
    fail: (world) => world.get("http://app.localhost/", { blockPrivateNetworks: true }),
  },
  {
    cause: "`blockPrivateNetworks`: a name with such an address",
    over: "sockets",
    name: "BlockedUrlError",
    phase: "connect",
    says: "the host … has the address …, which is … (blockPrivateNetworks)",
    ignore: ownName === undefined,
    fail: (world) => world.get(`http://${ownName}/`, {}, { blockPrivateNetworks: true }),
  },
  {
    cause: "a redirect from https to http, with credentials",
    name: "BlockedUrlError",
    phase: "redirect",
    says: "the redirect (302) leads from https to http://…, " +
      "and the request has credentials (authorization): " +
      "follow it with followRedirects: false and next(), or set allowInsecureRedirects",
    fail: (world) => {
      const port = world.secure("localhost", () => Response.redirect("http://localhost/"));
      const auth = ["ferry", "secret"] as const;
      return world.get(`https://localhost:${port}/`, { auth }, { verify: CA });
    },
  },
];

/** 65 MiB of zeros, coded. */
function bomb(): Uint8Array<ArrayBuffer> {
  return toAnswer(new Uint8Array(gzipSync(new Uint8Array(65 * 1024 * 1024))), {
    headers: ["Content-Encoding: gzip"],
  });
}

const GUARDS: readonly Row[] = [
  {
    cause: "an open circuit",
    name: "NetworkError",
    phase: "connect",
    says: "nothing was sent, since … failed again and again (circuitBreaker): " +
      "it is tried again in … ms",
    fail: async (world) => {
      const { url } = await world.serve(toAnswer("", { status: "503 Service Unavailable" }));
      const client = world.client({ circuitBreaker: 1 });
      await client.get(url);
      return await client.get(url);
    },
  },
  {
    cause: "no token of the rate limit in time",
    name: "TotalTimeoutError",
    phase: "total",
    says: "the call took longer than timeout.total (30 ms)",
    fail: async (world) => {
      const { url } = await world.serve(toAnswer(""));
      const client = world.client({ rateLimit: { requests: 1, per: 60_000 } });
      await client.get(url);
      return await client.get(url, { timeout: { total: 30 } });
    },
  },
  {
    cause: "more bytes than are wanted",
    name: "ResponseTooLargeError",
    phase: "read",
    says: "the body is larger than maxResponseBytes (3 bytes)",
    fail: (world) => world.ask(toAnswer("four"), { maxResponseBytes: 3 }),
  },
  {
    cause: "a body that inflates without end",
    name: "ResponseTooLargeError",
    phase: "read",
    says: "the body inflated to … bytes so far from … on the wire, " +
      "more than 200 times as many (maxDecompressionRatio)",
    fail: (world) => world.ask(bomb()),
  },
];

/** All of them. */
export const refusing: readonly Row[] = [...BLOCKED, ...GUARDS];
