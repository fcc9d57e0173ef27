/**
 * A client whose requests go over `fetch`.
 *
 * @module
 */

import { Client, type ClientOptions, FetchTransport } from "../mod.ts";

/** Makes a client over `fetch`; the transport is closed with it. */
export function overFetch(options: ClientOptions = {}): Client {
  return new Client({ ...options, transport: new FetchTransport() });
}
