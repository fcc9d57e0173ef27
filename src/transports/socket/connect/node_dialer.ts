/**
 * Connections over `node:net` and `node:tls`: for what Deno's own sockets cannot do, and for other runtimes.
 *
 * @module
 */

import { isGranted } from "../../../access.ts";
import { isDeno } from "../../../core/fetch/runtime.ts";
import type { TlsFacts } from "../../../core/response/raw_response.ts";
import { importNet, importStreams, importTls } from "./node_imports.ts";
import type { Socket } from "node:net";
import type { ConnectionOptions, SecureContext, SecureContextOptions, TLSSocket } from "node:tls";
import type { TlsSettings } from "../../../features/connection/tls_options.ts";
import { type Connection, toAuthority } from "../connection.ts";
import type { Dialer, Endpoint } from "./dialer.ts";
import { NodeConnection } from "./node_connection.ts";
import { TlsClosure } from "./tls_closure.ts";

type Tls = Awaited<ReturnType<typeof importTls>>;

/** Makes connections of node's; nothing of node is loaded before the first one. */
export class NodeDialer implements Dialer {
  readonly #localAddress: string | undefined;
  /** To read many certificates takes ten milliseconds, so it is done once. */
  readonly #contexts = new WeakMap<TlsSettings, SecureContext>();
  readonly #sessions = new TlsSessions();

  /** Connects from `localAddress`, if one is given. */
  constructor(localAddress?: string | undefined) {
    this.#localAddress = localAddress;
  }

  /** Opens a plain connection. */
  async connect(endpoint: Endpoint, signal: AbortSignal): Promise<Connection> {
    const net = await importNet();
    signal.throwIfAborted();
    const localAddress = this.#localAddress;
    if (localAddress !== undefined) checkAccess(localAddress);
    const socket = "path" in endpoint ? net.connect({ path: endpoint.path }) : net.connect({
      host: endpoint.hostname,
      port: endpoint.port,
      noDelay: true,
      ...(localAddress !== undefined && { localAddress }),
    });
    const stop = () => socket.destroy(new Error("the connection was given up"));
    signal.addEventListener("abort", stop);
    try {
      await awaitEvent(socket, "connect");
    } finally {
      signal.removeEventListener("abort", stop);
    }
    return new NodeConnection(socket);
  }

  /** Speaks TLS over a connection of this dialer. */
  async secure(
    connection: Connection,
    hostname: string,
    settings: TlsSettings,
  ): Promise<Connection> {
    if (!(connection instanceof NodeConnection)) {
      throw new TypeError("Cannot speak TLS over this connection");
    }
    const [tls, { Duplex }] = await Promise.all([importTls(), importStreams()]);
    const closure = new TlsClosure(connection.detach(), Duplex);
    const before = this.#sessions.get(hostname, settings);
    const socket = tls.connect({
      ...toOptions(hostname, settings),
      ...this.#toTrust(tls, settings),
      ...(before && { session: before.session }),
      socket: closure.stream,
    });
    const findFacts = () => toFacts(socket, before);
    socket.on("session", (session) => {
      if (settings.verify && !socket.authorized) return;
      this.#sessions.keep(hostname, settings, { session, ...findFacts() });
    });
    try {
      await awaitEvent(socket, "secureConnect");
      checkFingerprint(socket, settings.fingerprint256);
      closure.secured();
    } catch (error) {
      this.#sessions.delete(hostname, settings);
      socket.destroy();
      closure.stream.destroy();
      throw error;
    }
    const { remoteAddress } = connection;
    return new NodeConnection(socket, {
      tls: findFacts(),
      remoteAddress,
      closure,
      carrier: connection,
    });
  }

  #toTrust(tls: Tls, settings: TlsSettings): ConnectionOptions {
    if (settings.caCerts.length === 0) return {};
    // Deno's node:tls reads them faster, and takes no context.
    if (isDeno()) return { ca: [...tls.rootCertificates, ...settings.caCerts] };
    let secureContext = this.#contexts.get(settings);
    if (!secureContext) {
      const ca = [...findRoots(tls), ...settings.caCerts];
      secureContext = tls.createSecureContext({ ca, ...toIdentity(settings) });
      this.#contexts.set(settings, secureContext);
    }
    return { secureContext };
  }
}

/** Node tells nothing of the certificate of a session that was resumed, so the session before it does. */
function toFacts(socket: TLSSocket, before: TlsSession | undefined): TlsFacts {
  return {
    alpnProtocol: socket.alpnProtocol || undefined,
    fingerprint256: socket.getPeerCertificate()?.fingerprint256 ?? before?.fingerprint256,
    version: socket.getProtocol() ?? undefined,
  };
}

/** A session that a server would resume, and what is known of the server. */
interface TlsSession extends TlsFacts {
  readonly session: NonNullable<ConnectionOptions["session"]>;
}

/**
 * Sessions to resume, which spares the server its signature, and over TLS 1.2 a round trip (RFC 8446 section 2.2).
 * Deno's `node:tls` gives none that it could resume.
 */
class TlsSessions {
  readonly #bySettings = new WeakMap<TlsSettings, Map<string, TlsSession>>();

  /** Gives the latest session with a host. */
  get(hostname: string, settings: TlsSettings): TlsSession | undefined {
    return this.#bySettings.get(settings)?.get(hostname);
  }

  /** Keeps a session; where a certificate must be looked at each time, none. */
  keep(hostname: string, settings: TlsSettings, session: TlsSession): void {
    if (isDeno() || settings.fingerprint256 !== undefined) return;
    const byHost = this.#bySettings.get(settings) ?? new Map<string, TlsSession>();
    this.#bySettings.set(settings, byHost);
    byHost.delete(hostname);
    byHost.set(hostname, session);
    const [oldest] = byHost.keys();
    if (byHost.size > MOST_SESSIONS && oldest !== undefined) byHost.delete(oldest);
  }

  /** Forgets a session that did not help. */
  delete(hostname: string, settings: TlsSettings): void {
    this.#bySettings.get(settings)?.delete(hostname);
  }
}

/** So many hosts have a session kept, as in node's own agent. */
const MOST_SESSIONS = 100;

/** Deno's `node:net` throws where nobody can catch it if the address may not be used. */
function checkAccess(address: string): void {
  const host = toAuthority(address, 0);
  if (!isDeno() || isGranted({ name: "net", host })) return;
  throw new Error(`Requires net access to "${host}", the localAddress`);
}

/** Those that the runtime trusts by itself, also what `NODE_EXTRA_CA_CERTS` names. */
function findRoots(tls: Tls): readonly string[] {
  const { getCACertificates }: Partial<Pick<Tls, "getCACertificates">> = tls;
  return getCACertificates?.("default") ?? tls.rootCertificates;
}

/** The name is left out for an address (RFC 6066 section 3). */
function toOptions(hostname: string, settings: TlsSettings): ConnectionOptions {
  const isAddress = hostname.includes(":") || /^[\d.]+$/.test(hostname);
  const { fingerprint256, verify } = settings;
  return {
    host: hostname,
    ...(!isAddress && { servername: hostname }),
    ALPNProtocols: ["http/1.1"],
    rejectUnauthorized: verify && fingerprint256 === undefined,
    ...toIdentity(settings),
  };
}

/** What the client shows of itself. */
function toIdentity({ cert }: TlsSettings): SecureContextOptions {
  return {
    ...(cert && { cert: cert.cert, key: cert.key }),
    ...(cert?.passphrase !== undefined && { passphrase: cert.passphrase }),
  };
}

function checkFingerprint(
  socket: TLSSocket,
  expected: string | undefined,
): void {
  if (expected === undefined) return;
  const found = socket.getPeerCertificate()?.fingerprint256;
  if (found === expected) return;
  throw new Error(
    `fingerprint mismatch: the certificate has ${found ?? "none"}`,
  );
}

function awaitEvent(
  socket: Socket,
  event: "connect" | "secureConnect",
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onClose = () => reject(new Error("the connection was closed"));
  socket.once(event, resolve);
  socket.once("error", reject);
  socket.once("close", onClose);
  return promise.finally(() => {
    socket.off(event, resolve);
    socket.off("error", reject);
    socket.off("close", onClose);
    socket.on("error", () => {});
  });
}
