/**
 * The request or its response did not get through.
 *
 * @module
 */

import { HttpError } from "./http_error.ts";

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

/** The TLS handshake failed, for example on a certificate. */
export class TlsError extends ConnectError {
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
