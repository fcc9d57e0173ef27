/**
 * A stream of the caller's that is not wanted to its end, over `fetch` as over sockets.
 *
 * @module
 */

import { assertEquals, assertFalse, assertInstanceOf, assertRejects } from "@std/assert";
import { Client, NetworkError } from "../../mod.ts";
import { test } from "../checked.ts";
import { overFetch } from "../over_fetch.ts";
import { until } from "../until.ts";
import { type Bytes, bytes, RawServer } from "./socket/wire.ts";

const PATHS = [
  { path: "fetch", open: () => overFetch() },
  { path: "sockets", open: () => new Client() },
];

/** A body without an end, or one that gives a chunk and then nothing; it tells whether it was let go of. */
class Endless {
  cancelled = 0;
  readonly #wait = Promise.withResolvers<void>();
  readonly body: ReadableStream<Bytes>;

  constructor(chunks = Infinity) {
    let given = 0;
    this.body = new ReadableStream<Bytes>({
      pull: async (controller) => {
        if (given++ >= chunks) await this.#wait.promise;
        else controller.enqueue(bytes("more"));
      },
      cancel: () => {
        this.cancelled++;
        this.#wait.resolve();
      },
    }, { highWaterMark: 0 });
  }
}

const EARLY = [
  { what: "a refusal", answer: "HTTP/1.1 413 Too Large\r\nContent-Length: 7\r\n\r\ntoo big" },
  {
    what: "a refusal in chunks",
    answer: "HTTP/1.1 413 No\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  },
  { what: "an answer without a body", answer: "HTTP/1.1 204 No Content\r\n\r\n" },
  { what: "a good answer", answer: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" },
];

for (const { path, open } of PATHS) {
  for (const { what, answer } of EARLY) {
    test(`over ${path} the rest of a stream is let go of after ${what}`, async () => {
      const over = Promise.withResolvers<string>();
      await using server = new RawServer(async (peer) => {
        await peer.request();
        await peer.write(answer);
        await peer.drain().catch(() => {});
        over.resolve(peer.seen);
      });
      const stream = new Endless();
      using client = open();
      const response = await client.post(server.url, { body: stream.body });
      assertEquals(answer.split(" ")[1], String(response.status));
      await until(() => stream.cancelled === 1);
      assertFalse(
        (await over.promise).endsWith("0\r\n\r\n"),
        "half a body does not pass for a whole",
      );
    });
  }

  test(`over ${path} a connection that breaks while the stream has nothing to give is told as that`, async () => {
    await using server = new RawServer(async (peer) => {
      await peer.until("more");
    });
    const stream = new Endless(1);
    using client = open();
    const error = await assertRejects(() => client.post(server.url, { body: stream.body }));
    assertInstanceOf(error, NetworkError);
    await until(() => stream.cancelled === 1);
  });
}
