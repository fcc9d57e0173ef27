import { assert, assertEquals, assertRejects } from "@std/assert";
import { Cancellation } from "../../../src/core/time/cancellation.ts";
import { ConnectTimeoutError } from "../../../src/core/errors.ts";
import { ConnectQueue } from "../../../src/transports/socket/connect/connect_queue.ts";
import { SocketTransport } from "../../../src/transports/socket/socket.ts";
import { test } from "../../checked.ts";
import { answering, RawServer, send } from "./wire.ts";

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function begin(queue: ConnectQueue): Disposable {
  const begun = queue.tryBegin();
  assert(begun, "there is room");
  return begun;
}

test("who waits to connect goes in turn, and no more than there is room for", async () => {
  const queue = new ConnectQueue(2);
  const [first, second] = [begin(queue), begin(queue)];
  assertEquals(queue.tryBegin(), undefined);
  const began: string[] = [];
  const waits = ["a", "b", "c"].map(async (name) => {
    using _begun = await queue.wait(new Cancellation());
    began.push(name);
    await sleep(0);
  });
  assertEquals(began, []);
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  await waits[0];
  assertEquals(began.slice(0, 1), ["a"]);
  second[Symbol.dispose]();
  await Promise.all(waits);
  assertEquals(began, ["a", "b", "c"]);
  const again = [begin(queue), begin(queue)];
  assertEquals(queue.tryBegin(), undefined, "an end that is said twice is one end");
  for (const begun of again) begun[Symbol.dispose]();
});

test("who gives up leaves the queue, and no timer", async () => {
  const queue = new ConnectQueue(1);
  const only = begin(queue);
  const cancellation = new Cancellation();
  const given = queue.wait(cancellation);
  const next = queue.wait(new Cancellation());
  cancellation.cancel(new Error("enough"));
  await assertRejects(() => given, Error, "enough");
  only[Symbol.dispose]();
  (await next)[Symbol.dispose]();
  const over = new Cancellation();
  over.cancel(new Error("before"));
  const last = begin(queue);
  await assertRejects(() => queue.wait(over), Error, "before");
  last[Symbol.dispose]();
  begin(queue)[Symbol.dispose]();
});

test("connections that take long are counted no longer, and their end frees no second place", async () => {
  const queue = new ConnectQueue(2);
  const silent = [begin(queue), begin(queue)];
  const asked = performance.now();
  const next = await Promise.all([
    queue.wait(new Cancellation()),
    queue.wait(new Cancellation()),
  ]);
  const waited = performance.now() - asked;
  assert(waited > 30 && waited < 20_000, `${waited} ms`);
  assertEquals(queue.tryBegin(), undefined);
  for (const begun of silent) begun[Symbol.dispose]();
  assertEquals(queue.tryBegin(), undefined, "they were counted no longer");
  for (const begun of next) begun[Symbol.dispose]();
});

const EMPTY = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";

/** Begins connections to a server that never shakes hands, until each of them has failed. */
async function hang(
  transport: SocketTransport,
  { url }: RawServer,
  { count, connect }: { readonly count: number; readonly connect: number },
): Promise<void> {
  const secure = url.replace("http:", "https:");
  const sent = () => send(transport, secure, { timeout: { connect } });
  await Promise.all(
    Array.from({ length: count }, () => assertRejects(sent, ConnectTimeoutError)),
  );
}

test("hundreds of silent hosts hold up no other one", async () => {
  await using silent = new RawServer((peer) => peer.drain());
  await using server = new RawServer(answering(EMPTY));
  using transport = new SocketTransport({ limits: null });
  const timeout = { connect: 2_000 };
  const hanging = hang(transport, silent, { count: 150, connect: timeout.connect });
  const asked = performance.now();
  assertEquals((await send(transport, server.url, { timeout })).status, 200);
  const waited = performance.now() - asked;
  assert(waited < 1_500, `${waited} ms`);
  await hanging;
  assertEquals(transport.stats.waiting, 0);
});

test("a wait to connect is none of the time that connecting may take, and is told", async () => {
  await using silent = new RawServer((peer) => peer.drain());
  await using server = new RawServer(answering(EMPTY));
  using transport = new SocketTransport({ limits: null });
  const hanging = hang(transport, silent, { count: 480, connect: 500 });
  // Of these, 32 begin at once, and 32 more each thirty milliseconds: this one waits for longer than it may connect.
  const { timings } = await send(transport, server.url, { timeout: { connect: 400 } });
  const { queue = 0, connect = Infinity } = timings ?? {};
  assert(queue > 400, `queue ${queue}`);
  assert(connect <= 400, `connect ${connect}`);
  await hanging;
});
