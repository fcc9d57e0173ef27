/**
 * What goes wrong until there is a connection.
 *
 * @module
 */

import type { RawConnection } from "../wire/raw_connection.ts";
import { freePort } from "../wire/servers.ts";
import { withoutPermission } from "./permission.ts";
import type { Row } from "./row.ts";
import { CA, type World } from "./world.ts";

/** A URL whose port nobody listens on. */
function nobody(): string {
  return `http://127.0.0.1:${freePort()}/`;
}

/** Reads the start of what the client says, then answers with these bytes and closes. */
function answering(...answers: readonly (string | readonly number[])[]) {
  return async (connection: RawConnection): Promise<void> => {
    const buffer = new Uint8Array(4_096);
    for (const answer of answers) {
      if (await connection.read(buffer) === null) return;
      const bytes = typeof answer === "string"
        ? new TextEncoder().encode(answer)
        : Uint8Array.from(answer);
      await connection.write(bytes);
    }
  };
}

/** Gets from a server over TLS that shows a certificate. */
function show(certificate: string, verify?: string | { readonly fingerprint256: string }) {
  return async (world: World): Promise<unknown> => {
    const url = `https://localhost:${world.secure(certificate)}/`;
    return await world.get(url, {}, verify === undefined ? {} : { verify });
  };
}

/** Gets over TLS from a server that answers so. */
function greet(answer: string | readonly number[]) {
  return async (world: World): Promise<unknown> => {
    return await world.get(`https://127.0.0.1:${await world.raw(answering(answer))}/`);
  };
}

/** Over `fetch` they would be shown to the server, and are refused. */
function userinfoFor({ over }: World): string {
  return over === "fetch" ? "" : "ferry:secret@";
}

/** Gets through a proxy that answers so. */
function through(scheme: string, ...answers: readonly (string | readonly number[])[]) {
  return async (world: World): Promise<unknown> => {
    const port = await world.raw(answering(...answers));
    return await world.get("https://localhost/", {}, {
      proxy: `${scheme}://${userinfoFor(world)}127.0.0.1:${port}`,
    });
  };
}

/** Gets through a proxy that is not there. */
function throughNobody(scheme: string) {
  return async (world: World): Promise<unknown> => {
    const proxy = `${scheme}://${userinfoFor(world)}127.0.0.1:${freePort()}`;
    return await world.get("https://localhost/", {}, { proxy });
  };
}

const DIRECT: readonly Row[] = [
  {
    cause: "nobody listens on the port",
    name: "ConnectError",
    phase: "connect",
    retryable: true,
    says: "no connection could be made: …refused…",
    platform: ["TypeError", "ConnectionRefused"],
    fail: (world) => world.get(nobody()),
  },
  {
    cause: "no way to the address",
    name: "ConnectError",
    phase: "connect",
    retryable: true,
    says: "no connection could be made: …unreachable…",
    platform: ["TypeError", "NetworkUnreachable"],
    fail: (world) => world.get("http://255.255.255.255/"),
  },
  {
    cause: "no such host name",
    name: "DnsError",
    phase: "connect",
    retryable: true,
    says: "the host name could not be resolved: …",
    platform: ["TypeError", "Error"],
    fail: (world) => world.get("http://no-such-host.invalid/"),
  },
  {
    cause: "the runtime blocks the port",
    over: "fetch",
    name: "ConnectError",
    phase: "connect",
    says: "fetch blocks this port (Fetch standard, bad port), which sockets do not: …",
    platform: ["TypeError", undefined],
    fail: (world) => world.get("http://127.0.0.1:6667/"),
  },
  {
    cause: "no permission for the host",
    name: "ConnectError",
    phase: "connect",
    says: "the program may not use the network there: run it with --allow-net: …",
    platform: ["NotCapable", "NotCapable"],
    fail: ({ over }) => withoutPermission(over, { host: "localhost", allowed: "127.0.0.1" }),
  },
  {
    cause: "no permission for the address",
    name: "ConnectError",
    phase: "connect",
    says: "the program may not use the network there: run it with --allow-net: …",
    platform: ["NotCapable", "NotCapable"],
    fail: ({ over }) => withoutPermission(over, { host: "127.0.0.1", allowed: "localhost" }),
  },
  {
    cause: "the transport was closed",
    over: "sockets",
    name: "NetworkError",
    phase: "connect",
    says: "the transport was closed",
    fail: async (world) => {
      const client = world.client();
      await client.transportFor(nobody()).close?.();
      return await client.get(nobody());
    },
  },
  {
    cause: "no connection in time",
    over: "sockets",
    name: "ConnectTimeoutError",
    phase: "connect",
    retryable: true,
    says: "no connection within timeout.connect (50 ms)",
    fail: async (world) => {
      const port = await world.raw((connection) => connection.drain());
      return await world.get(`https://127.0.0.1:${port}/`, { timeout: { connect: 50 } });
    },
  },
];

const TLS: readonly Row[] = [
  {
    cause: "TLS: nobody known signed the certificate",
    name: "TlsError",
    phase: "connect",
    reason: "unknown issuer",
    says: "the TLS handshake failed: the issuer is unknown: " +
      "give its authority as verify: { caCerts } if you trust it: …",
    platform: ["TypeError", "InvalidData"],
    fail: show("localhost"),
  },
  {
    cause: "TLS: the certificate signs itself",
    name: "TlsError",
    phase: "connect",
    reason: "unknown issuer",
    says: "the TLS handshake failed: the issuer is unknown: " +
      "give its authority as verify: { caCerts } if you trust it: …",
    platform: ["TypeError", "InvalidData"],
    fail: show("self"),
  },
  {
    cause: "TLS: the certificate has expired",
    name: "TlsError",
    phase: "connect",
    reason: "expired",
    says: "the TLS handshake failed: the server's certificate has expired, " +
      "or the clock of this machine is wrong: …",
    platform: ["TypeError", "InvalidData"],
    fail: show("expired", CA),
  },
  {
    cause: "TLS: the certificate is for another name",
    name: "TlsError",
    phase: "connect",
    reason: "wrong host",
    says: "the TLS handshake failed: the server's certificate is for another name: " +
      "ask for a name that it has: …",
    platform: ["TypeError", "InvalidData"],
    fail: show("other", CA),
  },
  {
    cause: "TLS: the certificate is not the pinned one",
    over: "sockets",
    name: "TlsError",
    phase: "connect",
    reason: "fingerprint",
    says: "the TLS handshake failed: " +
      "the server's certificate is not the one of verify.fingerprint256: …",
    platform: [undefined, "Error"],
    fail: show("localhost", { fingerprint256: "ab".repeat(32) }),
  },
  {
    cause: "TLS: the server wants a certificate of yours",
    name: "TlsError",
    phase: "connect",
    reason: "certificate required",
    says: "the TLS handshake failed: the server wants a certificate of the client, " +
      "or another one: give it as cert: …",
    platform: ["TypeError", "InvalidData"],
    fail: async (world) =>
      await world.get(`https://localhost:${await world.choosy()}/`, {}, { verify: CA }),
  },
  {
    cause: "TLS: the server does not speak it",
    name: "TlsError",
    phase: "connect",
    reason: "not tls",
    says: "the TLS handshake failed: the server does not speak TLS on this port: " +
      "ask for it by plain http, or use another port: …",
    platform: ["TypeError", "InvalidData"],
    fail: greet("HTTP/1.1 400 Bad Request\r\n\r\n"),
  },
  {
    cause: "TLS: only versions that are too old",
    name: "TlsError",
    phase: "connect",
    reason: "no common version",
    says: "the TLS handshake failed: " +
      "the server speaks no version of TLS that is spoken here (1.2 and 1.3): …",
    platform: ["TypeError", "InvalidData"],
    fail: greet([0x15, 3, 1, 0, 2, 2, 70]),
  },
  {
    cause: "TLS: another alert of the server's",
    name: "TlsError",
    phase: "connect",
    retryable: true,
    reason: "handshake",
    says: "the TLS handshake failed: the server refused it with an alert: …",
    platform: ["TypeError", "InvalidData"],
    fail: greet([0x15, 3, 3, 0, 2, 2, 40]),
  },
  {
    cause: "TLS: the connection breaks",
    name: "TlsError",
    phase: "connect",
    retryable: true,
    reason: "handshake",
    says: "the TLS handshake failed: the connection broke: …",
    platform: ["TypeError", "ConnectionReset"],
    fail: async (world) => {
      const port = await world.raw(async (connection) => {
        await connection.read(new Uint8Array(1));
        connection.reset();
      });
      return await world.get(`https://127.0.0.1:${port}/`);
    },
  },
];

const PROXIES: readonly Row[] = [
  {
    cause: "the proxy is not there",
    name: "ProxyError",
    phase: "connect",
    retryable: true,
    says: "the proxy…could not be reached: …refused…",
    platform: ["TypeError", "ConnectionRefused"],
    fail: throughNobody("http"),
  },
  {
    cause: "the proxy wants other credentials",
    name: "ProxyError",
    phase: "connect",
    retryable: true,
    says: "the proxy refused, it wants credentials that it accepts (give them in proxy): …",
    platform: ["TypeError", undefined],
    fail: through("http", "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"),
  },
  {
    cause: "the proxy will not connect",
    name: "ProxyError",
    phase: "connect",
    retryable: true,
    says: "the proxy refused, it will not connect: …",
    platform: ["TypeError", undefined],
    fail: through("http", "HTTP/1.1 502 Bad Gateway\r\n\r\n"),
  },
  {
    cause: "the proxy is no HTTP proxy",
    name: "ProxyError",
    phase: "connect",
    retryable: true,
    says: "the proxy…",
    platform: ["TypeError", undefined],
    fail: through("http", "SSH-2.0-OpenSSH_9.2\r\n"),
  },
  {
    cause: "the proxy closes without an answer",
    name: "ProxyError",
    phase: "connect",
    retryable: true,
    says: "the proxy…",
    platform: ["TypeError", undefined],
    fail: through("http", ""),
  },
  {
    cause: "the SOCKS proxy is not there",
    over: "sockets",
    name: "ProxyError",
    phase: "connect",
    retryable: true,
    says: "the proxy…could not be reached: …refused…",
    platform: ["TypeError", "ConnectionRefused"],
    fail: throughNobody("socks5h"),
  },
  {
    cause: "the SOCKS proxy will not connect",
    over: "sockets",
    name: "ProxyError",
    phase: "connect",
    retryable: true,
    says: "the proxy will not connect: not allowed by its rules",
    fail: through("socks5h", [5, 0], [5, 2, 0, 1, 0, 0, 0, 0, 0, 0]),
  },
  {
    cause: "the SOCKS proxy wants other credentials",
    over: "sockets",
    name: "ProxyError",
    phase: "connect",
    retryable: true,
    says: "the proxy refused the credentials",
    fail: through("socks5h", [5, 2], [1, 1]),
  },
  {
    cause: "the SOCKS proxy speaks no SOCKS5",
    over: "sockets",
    name: "ProxyError",
    phase: "connect",
    retryable: true,
    says: "the proxy does not speak SOCKS5",
    fail: through("socks5h", "HTTP/1.1 400 Bad Request\r\n\r\n"),
  },
];

/** All of them. */
export const connecting: readonly Row[] = [...DIRECT, ...TLS, ...PROXIES];
