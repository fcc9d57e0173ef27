/**
 * Where the servers are that the scenarios talk to.
 *
 * @module
 */

/** Addresses, all of this machine. */
export interface Facts {
  /** The origin of the main server, without a slash at the end. */
  readonly http: string;
  /** Another origin with the same server. */
  readonly other: string;
  /** A server with a certificate of {@link Facts.ca}, for `localhost`. */
  readonly https: string;
  /** Certificate and key of such a server as PEM text. */
  readonly server: readonly string[];
  /** One that wants a certificate of the client: {@link Facts.client}. */
  readonly mutual: string;
  /** Certificate and key as PEM text. */
  readonly client: readonly string[];
  /** A server with a certificate that nobody signed. */
  readonly selfSigned: string;
  /** A server that answers with what no well-behaved one gives. */
  readonly raw: string;
  /** A server that reads a request and closes without an answer; `/dropped?key=` of the main one counts by `key`. */
  readonly drop: string;
  /** One that answers the first request of each connection, and reads the next one and closes; it counts as well. */
  readonly keep: string;
  /** A proxy. */
  readonly proxy: string;
  /** The path of a Unix socket that answers. */
  readonly unix: string;
  /** An origin where nothing listens. */
  readonly closed: string;
  /** PEM text of the certificate authority. */
  readonly ca: string;
  /** A folder for files; it is removed at the end. */
  readonly folder: string;
}
