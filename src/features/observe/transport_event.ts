/**
 * What transports tell of a request on its way.
 *
 * @module
 */

import type { StageEvent } from "../../core/call_events.ts";

/**
 * What only the transport sees; `SocketTransport` tells of it, `fetch` cannot.
 *
 * @example How often a new connection was made
 * ```ts
 * import { Client } from "@ferry/http";
 * import type { TransportEvent } from "@ferry/http/trace";
 *
 * const start: TransportEvent["type"] = "connect.start";
 * let count = 0;
 * using _client = new Client({ trace: ({ type }) => type === start && count++ });
 * ```
 * @category Observability
 */
export type TransportEvent =
  | {
    /** It waits for a connection or a place for one: the client's limits, or the transport's own. */
    readonly type: "pool.wait";
    /** Whose limits are reached. */
    readonly pool: "client" | "transport";
  }
  | {
    /** The wait is over; of the client's limits it is told even if there was none. */
    readonly type: "pool.acquired";
    /** Whose limits. */
    readonly pool: "client" | "transport";
    /** For how many milliseconds it waited. */
    readonly waited: number;
  }
  | {
    /** A new connection is made, which resolves the name first. */
    readonly type: "connect.start";
    /** The host of the URL. */
    readonly host: string;
    /** The port. */
    readonly port: number;
    /** Kept connections need no connecting. */
    readonly reused: false;
  }
  | {
    /** It is connected, the tunnel of a proxy included. */
    readonly type: "connect.end";
    /** The address and port that answered. */
    readonly remoteAddress: string | undefined;
    /** Kept connections need no connecting. */
    readonly reused: false;
  }
  | {
    /** Hands are shaken over TLS. */
    readonly type: "tls.start";
    /** The name that the certificate must have. */
    readonly host: string;
    /** Kept connections need no handshake. */
    readonly reused: false;
  }
  | {
    /** TLS is spoken. */
    readonly type: "tls.end";
    /** The protocol agreed on by ALPN, if any. */
    readonly alpnProtocol: string | undefined;
    /** Kept connections need no handshake. */
    readonly reused: false;
  }
  | {
    /** The request has a connection. */
    readonly type: "connection";
    /** Whether it was there already. */
    readonly reused: boolean;
    /** The address and port of the server or the proxy. */
    readonly remoteAddress: string | undefined;
  }
  | {
    /** The request was handed to the system, all of it. */
    readonly type: "request.sent";
    /** How many bytes, head and body. */
    readonly bytes: number;
  }
  | {
    /** A 1xx answer came. */
    readonly type: "informational";
    /** Its status. */
    readonly status: number;
  };

/**
 * What the built-in stages tell, and transports and stages of a user's own.
 *
 * @example Which steps have a status
 * ```ts
 * import type { CallEvent } from "@ferry/http/trace";
 * import { assertEquals } from "@std/assert";
 *
 * const event: CallEvent = { type: "redirect", status: 302, location: "http://example.org/" };
 * assertEquals(event.type === "redirect" && event.status, 302);
 * ```
 * @category Observability
 */
export type CallEvent =
  | TransportEvent
  | StageEvent
  | {
    /** The jar kept cookies of the answer. */
    readonly type: "cookies.stored";
    /** How many. */
    readonly count: number;
  }
  | {
    /** A redirect is followed. */
    readonly type: "redirect";
    /** Its status. */
    readonly status: number;
    /** Where it leads, secrets left out as in a log line. */
    readonly location: string;
  }
  | {
    /** The credentials are sent that the answer asked for. */
    readonly type: "auth.challenge";
    /** 401 or 407. */
    readonly status: number;
  };
