/**
 * The request or its response did not get through.
 *
 * @module
 */

import { HttpError, type HttpErrorOptions } from "./http_error.ts";

/** The request or its response did not get through. */
export class TransportError extends HttpError {
  /** The class name. */
  override get name(): string {
    return "TransportError";
  }
}

/** The network failed. */
export class NetworkError extends TransportError {
  /** The class name. */
  override get name(): string {
    return "NetworkError";
  }
}

/** No connection could be made; nothing was sent. */
export class ConnectError extends NetworkError {
  /** The class name. */
  override get name(): string {
    return "ConnectError";
  }
}

/** The host name could not be resolved. */
export class DnsError extends ConnectError {
  /** The class name. */
  override get name(): string {
    return "DnsError";
  }
}

/**
 * Why TLS failed: the certificate has expired, is not valid yet, comes from nobody known (which includes one that
 * signs itself), is for another name, was revoked, is not the pinned one, or is not usable; the server wants one of
 * the client's; it speaks no TLS, or no version or cipher of ours; anything else.
 */
export type TlsReason =
  | "expired"
  | "not yet valid"
  | "unknown issuer"
  | "wrong host"
  | "revoked"
  | "fingerprint"
  | "bad certificate"
  | "certificate required"
  | "not tls"
  | "no common version"
  | "handshake";

/** What a {@link TlsError} carries. */
export interface TlsErrorOptions extends HttpErrorOptions {
  /** Why TLS failed. Default `handshake`: nothing more is known. */
  readonly reason?: TlsReason | undefined;
}

/** The TLS handshake failed, for example on a certificate. */
export class TlsError extends ConnectError {
  /** Why, as far as it can be told. */
  readonly reason: TlsReason;

  /**
   * Makes the error.
   *
   * @param reason What went wrong, in words.
   * @param options The evidence.
   */
  constructor(reason: string, options: TlsErrorOptions = {}) {
    super(reason, options);
    this.reason = options.reason ?? "handshake";
  }

  /** The class name. */
  override get name(): string {
    return "TlsError";
  }
}

/** The connection broke while the response was read. */
export class ReadError extends NetworkError {
  /** The class name. */
  override get name(): string {
    return "ReadError";
  }
}

/** The connection broke while the request was sent. */
export class WriteError extends NetworkError {
  /** The class name. */
  override get name(): string {
    return "WriteError";
  }
}

/** The peer broke HTTP. */
export class ProtocolError extends TransportError {
  /** The class name. */
  override get name(): string {
    return "ProtocolError";
  }
}

/** The proxy could not be reached, or refused. */
export class ProxyError extends TransportError {
  /** The class name. */
  override get name(): string {
    return "ProxyError";
  }
}
