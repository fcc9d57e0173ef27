/**
 * Makes a connection within the connect timeout, and says why it could not.
 *
 * @module
 */

import {
  BlockedUrlError,
  ConnectError,
  ConnectTimeoutError,
  DnsError,
  HttpError,
  type HttpErrorOptions,
  ProxyError,
} from "../../../core/errors.ts";
import { FORBIDDEN } from "../../../core/errors/retryability.ts";
import type { PreparedRequest } from "../../../core/request/prepared.ts";
import { toTlsError, toWords } from "../../../core/fetch/tls_failure.ts";
import type { SocketContext } from "../context.ts";
import { BlockedHost } from "./checked_dialer.ts";
import type { Connection } from "../connection.ts";
import { LookupFailure } from "./lookup_dialer.ts";
import { ProxyFailure } from "./proxy_failure.ts";
import type { Route } from "./route.ts";
import type { Timings } from "../timings.ts";

/** The steps to a connection. */
export interface Steps {
  /** Opens what TLS may be spoken over; `signal` gives up. */
  open(route: Route, signal: AbortSignal): Promise<Connection>;
  /** Speaks TLS with the server. */
  secure(connection: Connection, route: Route): Promise<Connection>;
}

/** What connecting depends on. */
export interface ConnectOptions {
  /** The request for which it is made. */
  readonly request: PreparedRequest;
  /** Its limits. */
  readonly context: SocketContext;
  /** Where the times are noted. */
  readonly timings: Timings;
}

/**
 * Makes a connection, TCP and TLS within `timeout.connect`.
 *
 * @param steps How.
 * @param route Where to.
 * @param options The request and its limits.
 * @throws {ConnectTimeoutError} If it takes too long.
 * @throws {BlockedUrlError} If the host has a private address, and those are refused.
 * @throws {ProxyError} If the proxy cannot be reached, or refuses.
 * @throws {ConnectError} If it cannot be made; `DnsError` and `TlsError` where it is that.
 */
export async function connect(
  steps: Steps,
  route: Route,
  options: ConnectOptions,
): Promise<Connection> {
  const { context, request, timings } = options;
  const { cancellation, deadlines, timeout } = context;
  const giveUp = Promise.withResolvers<never>();
  const controller = new AbortController();
  const stop = (reason: unknown) => {
    giveUp.reject(reason);
    controller.abort(reason);
  };
  const watch = deadlines.watch(timeout.connect, () => {
    const reason = `no connection within timeout.connect (${timeout.connect} ms)`;
    stop(new ConnectTimeoutError(reason, toEvidence(request, timings)));
  });
  cancellation.add(stop);
  try {
    const attempt = attemptAll(steps, route, {
      timings,
      onEvent: context.onEvent,
      signal: controller.signal,
    });
    attempt.catch(() => {});
    return await Promise.race([attempt, giveUp.promise]);
  } catch (error) {
    if (controller.signal.aborted || error instanceof HttpError) throw error;
    throw toConnectError(error, {
      ...toEvidence(request, timings),
      cause: error,
    });
  } finally {
    giveUp.promise.catch(() => {});
    watch.stop();
    cancellation.delete(stop);
  }
}

interface AttemptOptions {
  readonly timings: Timings;
  readonly signal: AbortSignal;
  readonly onEvent: SocketContext["onEvent"];
}

/** What comes too late is closed. */
async function attemptAll(
  steps: Steps,
  route: Route,
  { timings, signal, onEvent }: AttemptOptions,
): Promise<Connection> {
  const { hostname: host, port } = route;
  const start = performance.now();
  onEvent?.({ type: "connect.start", host, port, reused: false });
  let connection = await steps.open(route, signal);
  const close = () => connection.close();
  signal.addEventListener("abort", close);
  if (signal.aborted) close();
  const opened = performance.now();
  timings.connect = opened - start;
  const { remoteAddress } = connection;
  if (!signal.aborted) onEvent?.({ type: "connect.end", remoteAddress, reused: false });
  if (route.secure && !signal.aborted) {
    onEvent?.({ type: "tls.start", host, reused: false });
    try {
      connection = await steps.secure(connection, route);
    } catch (error) {
      connection.close();
      throw error instanceof HttpError ? error : new HandshakeFailure(error);
    }
    timings.tls = performance.now() - opened;
    const alpnProtocol = connection.tls?.alpnProtocol;
    if (!signal.aborted) onEvent?.({ type: "tls.end", alpnProtocol, reused: false });
  }
  signal.removeEventListener("abort", close);
  if (signal.aborted) close();
  timings.markReady();
  return connection;
}

/** What went wrong with TLS, until it is explained. */
class HandshakeFailure extends Error {
  constructor(override readonly cause: unknown) {
    super("the TLS handshake failed");
  }
}

function toEvidence(
  request: PreparedRequest,
  timings: Timings,
): HttpErrorOptions {
  return { request, phase: "connect", elapsed: timings.elapsed };
}

/** Tells a name that cannot be resolved; Deno has only the words, node a code. */
const DNS = /failed to lookup address|ENOTFOUND|EAI_|getaddrinfo/;

function toConnectError(error: unknown, evidence: HttpErrorOptions): HttpError {
  if (error instanceof HandshakeFailure) {
    return toTlsError(toWords(error.cause), { ...evidence, cause: error.cause });
  }
  if (error instanceof ProxyFailure) {
    const { cause: _, ...rest } = evidence;
    const { cause } = error;
    return new ProxyError(error.message, cause === undefined ? rest : { ...rest, cause });
  }
  if (error instanceof BlockedHost) {
    return new BlockedUrlError(error.message, { ...evidence, cause: undefined });
  }
  const text = error instanceof Error ? error.message : String(error);
  const isForbidden = FORBIDDEN.test(text);
  if (error instanceof LookupFailure || (DNS.test(text) && !isForbidden)) {
    const cause = error instanceof LookupFailure ? error.cause ?? error : error;
    return new DnsError(`the host name could not be resolved: ${text}`, { ...evidence, cause });
  }
  const reason = isForbidden
    ? "the program may not use the network there: run it with --allow-net"
    : "no connection could be made";
  return new ConnectError(`${reason}: ${text}`, evidence);
}
