import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import {
  type Auth,
  type AuthFlow,
  BearerAuth,
  Client,
  HandlerTransport,
  OAuth2ClientCredentials,
  TotalTimeoutError,
} from "../../mod.ts";
import { test } from "../checked.ts";

/** A token endpoint that answers when it is told to, and an API. */
class Server {
  readonly asked: PromiseWithResolvers<void> = Promise.withResolvers();
  readonly answered: PromiseWithResolvers<void> = Promise.withResolvers();
  tokens = 0;
  calls = 0;
  readonly transport: HandlerTransport = new HandlerTransport((request) => this.#answer(request));
  readonly auth: OAuth2ClientCredentials = new OAuth2ClientCredentials({
    tokenUrl: "http://token.example/token",
    clientId: "ferry",
    clientSecret: "hidden",
  });

  async #answer({ url, signal }: Request): Promise<Response> {
    if (!url.includes("token")) {
      this.calls++;
      return new Response("ok");
    }
    this.tokens++;
    this.asked.resolve();
    const ended = Promise.withResolvers<never>();
    const abort = () => ended.reject(signal.reason);
    signal.addEventListener("abort", abort);
    await Promise.race([this.answered.promise, ended.promise])
      .finally(() => signal.removeEventListener("abort", abort));
    return Response.json({ access_token: "t", token_type: "Bearer" });
  }
}

const API = "http://api.example/";

test("who waits for another one's token gives up at its own time, with its own reason", async () => {
  const { transport, auth, ...server } = new Server();
  using client = new Client({ transport, auth });
  const leader = client.get(API);
  await server.asked.promise;
  const controller = new AbortController();
  const aborted = client.get(API, { signal: controller.signal });
  const late = client.get(API, { timeout: { total: 20 } });
  const patient = client.get(API);
  const reason = new Error("enough");
  setTimeout(() => controller.abort(reason), 5);
  // Both at once: on a busy machine the second may be over before the first.
  const [own] = await Promise.all([
    assertRejects(() => aborted),
    assertRejects(() => late, TotalTimeoutError, "timeout.total (20 ms)"),
  ]);
  assertStrictEquals(own, reason);
  server.answered.resolve();
  assertEquals((await leader).status, 200);
  assertEquals((await patient).status, 200);
});

test("one who gave up does not ask for a token afterwards, nor keep others from it", async () => {
  const server = new Server();
  using client = new Client({ transport: server.transport, auth: server.auth });
  const controller = new AbortController();
  const leader = client.get(API, { signal: controller.signal });
  await server.asked.promise;
  const waiting = new AbortController();
  const gone = Array.from({ length: 50 }, () => client.get(API, { signal: waiting.signal }));
  const patient = Array.from({ length: 50 }, () => client.get(API));
  await new Promise((resolve) => setTimeout(resolve, 5));
  waiting.abort("gone");
  for (const each of gone) assertEquals(await each.catch((error) => error), "gone");
  controller.abort("leader");
  assertEquals(await leader.catch((error) => error), "leader");
  server.answered.resolve();
  for (const each of patient) assertEquals((await each).status, 200);
  assertEquals([server.tokens, server.calls], [2, 50]);
});

test("one whose signal is aborted before sends nothing, and asks for nothing", async () => {
  const server = new Server();
  server.answered.resolve();
  using client = new Client({ transport: server.transport, auth: server.auth });
  const signal = AbortSignal.abort("before");
  assertEquals(await client.get(API, { signal }).catch((error) => error), "before");
  assertEquals([server.tokens, server.calls], [0, 0]);
});

test("a token function and a flow that never end are not waited for longer than the call", async () => {
  const never = Promise.withResolvers<never>().promise;
  let ended = 0;
  class Stuck implements Auth {
    async *flow(request: Request): AuthFlow {
      try {
        yield request;
        await never;
      } finally {
        ended++;
      }
    }
  }
  const transport = new HandlerTransport(() => new Response("x".repeat(1_000)));
  for (const auth of [new BearerAuth(() => never), () => never, new Stuck()]) {
    using client = new Client({ transport, auth });
    await assertRejects(() => client.get(API, { timeout: { total: 10 } }), TotalTimeoutError);
    assertEquals(client.stats.active, 0);
  }
  assertEquals(ended, 0);
});

test("a flow that is cancelled while its request is under way cleans up", async () => {
  const controller = new AbortController();
  const transport = new HandlerTransport(() => {
    controller.abort("now");
    return Promise.withResolvers<Response>().promise;
  });
  let ended = false;
  class Tidy implements Auth {
    async *flow(request: Request): AuthFlow {
      try {
        yield request;
      } finally {
        ended = true;
      }
    }
  }
  using client = new Client({ transport, auth: new Tidy() });
  const { signal } = controller;
  assertEquals(await client.get(API, { signal }).catch((error) => error), "now");
  assert(ended);
});

test("what a flow throws after the call is over disturbs nobody", async () => {
  const gate = Promise.withResolvers<void>();
  const auth = async () => {
    await gate.promise;
    throw new Error("too late");
  };
  using client = new Client({ transport: new HandlerTransport(() => new Response("ok")), auth });
  await assertRejects(() => client.get(API, { timeout: { total: 5 } }), TotalTimeoutError);
  gate.resolve();
  await new Promise((resolve) => setTimeout(resolve, 5));
});
