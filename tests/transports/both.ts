/**
 * A test over either transport of ours.
 *
 * @module
 */

import { Client, type ClientOptions, FetchTransport } from "../../mod.ts";
import { SocketTransport } from "../../src/transports/socket/mod.ts";
import { test } from "../checked.ts";

/** Makes a client over the transport of the test; it is closed with the test. */
export type MakeClient = (options?: ClientOptions) => Client;

/** Registers a test for `fetch` and one for sockets. */
export function testOverBoth(
  name: string,
  fn: (makeClient: MakeClient, over: "fetch" | "sockets") => Promise<void>,
): void {
  for (const over of ["fetch", "sockets"] as const) {
    test(`${name}, over ${over}`, async () => {
      using held = new DisposableStack();
      await fn((options) => {
        const transport = held.use(over === "fetch" ? new FetchTransport() : new SocketTransport());
        return held.use(new Client({ transport, ...options }));
      }, over);
    });
  }
}
