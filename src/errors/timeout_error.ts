/**
 * A limit of `timeout` was reached.
 *
 * @module
 */

import { TransportError } from "./transport_error.ts";

/** A limit of `timeout` was reached. */
export class TimeoutError extends TransportError {
  /** The class name. */
  override get name(): string {
    return "TimeoutError";
  }
}

/** No connection within `timeout.connect`. */
export class ConnectTimeoutError extends TimeoutError {
  /** The class name. */
  override get name(): string {
    return "ConnectTimeoutError";
  }
}

/** No byte came within `timeout.read`. */
export class ReadTimeoutError extends TimeoutError {
  /** The class name. */
  override get name(): string {
    return "ReadTimeoutError";
  }
}

/** No byte was taken within `timeout.write`. */
export class WriteTimeoutError extends TimeoutError {
  /** The class name. */
  override get name(): string {
    return "WriteTimeoutError";
  }
}

/** No connection was free within `timeout.pool`. */
export class PoolTimeoutError extends TimeoutError {
  /** The class name. */
  override get name(): string {
    return "PoolTimeoutError";
  }
}

/** The whole call took longer than `timeout.total`. */
export class TotalTimeoutError extends TimeoutError {
  /** The class name. */
  override get name(): string {
    return "TotalTimeoutError";
  }
}
