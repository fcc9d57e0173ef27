import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { test } from "../checked.ts";
import { drive, first, toHttpResponse, withBody } from "./driving.ts";
import { API, ask, make, Server, TOKEN } from "./token_server.ts";

test("one token does for many requests", async () => {
  const server = new Server();
  const auth = make();
  for (let round = 0; round < 3; round++) {
    const { response } = await ask(auth, server);
    assertEquals(response.status, 200);
  }
  assertEquals([server.tokens, server.calls], [1, 3]);
});

test("a hundred requests without a token make one token request", async () => {
  for (const fields of [{}, { expires_in: 0 }, { expires_in: 1 }]) {
    const server = new Server(fields);
    const auth = make();
    const all = await Promise.all(
      Array.from({ length: 100 }, () => ask(auth, server)),
    );
    assert(all.every(({ response }) => response.status === 200));
    assertEquals([server.tokens, server.calls], [1, 100]);
  }
});

test("a hundred parallel 401s make one token request", async () => {
  const server = new Server();
  const auth = make();
  await ask(auth, server);
  server.valid.clear();
  const all = await Promise.all(
    Array.from({ length: 100 }, () => ask(auth, server)),
  );
  assert(all.every(({ response }) => response.status === 200));
  assertEquals(server.tokens, 2);
});

test("a 401 that comes late takes the token that is there already", async () => {
  const server = new Server();
  const auth = make();
  await ask(auth, server);
  const flow = auth.flow(new Request(API));
  const old = await first(flow);
  assertEquals(old.headers.get("authorization"), "Bearer t1");
  server.valid.clear();
  await ask(auth, server);
  const refused = await toHttpResponse(
    new Response(null, { status: 401 }),
    old,
  );
  const { value } = await flow.next(refused);
  assertEquals(value?.headers.get("authorization"), "Bearer t2");
  assertEquals(server.tokens, 2);
  await flow.return();
});

test("a 401 is answered once, and the body is sent again", async () => {
  const server = new Server();
  const auth = make();
  let refusals = 0;
  const { sent, response } = await drive(
    auth,
    withBody(API, "the body"),
    async (request) => {
      const answer = await server.answer(request);
      if (request.url === TOKEN) return answer;
      refusals++;
      return new Response(null, { status: 401 });
    },
  );
  assertEquals(sent.map(({ url }) => url), [TOKEN, API, TOKEN, API]);
  assertEquals(await sent[3]?.text(), "the body");
  assertEquals([refusals, response.status], [2, 401]);
});

test("if the flow that asks is given up, another one takes over", async () => {
  const server = new Server();
  const auth = make();
  const leader = auth.flow(new Request(API));
  assertEquals((await first(leader)).url, TOKEN);
  const waiting = Array.from({ length: 10 }, () => ask(auth, server));
  await new Promise((resolve) => setTimeout(resolve, 5));
  assertEquals(server.tokens, 0);
  await leader.return();
  const all = await Promise.all(waiting);
  assert(all.every(({ response }) => response.status === 200));
  assertEquals([server.tokens, server.calls], [1, 10]);
});

test("if the token request fails on the way, another one takes over", async () => {
  const server = new Server();
  const auth = make();
  const leader = auth.flow(new Request(API));
  await first(leader);
  const waiting = ask(auth, server);
  await assertRejects(() => leader.throw(new Error("broken")), Error, "broken");
  assertEquals((await waiting).response.status, 200);
  assertEquals(server.tokens, 1);
});

test("a flow that was given up while it waited does not keep the token request to itself", async () => {
  const server = new Server();
  const auth = make();
  const leader = auth.flow(new Request(API));
  await first(leader);
  const second = auth.flow(new Request(API));
  const step = second.next();
  const ended = second.return();
  const third = ask(auth, server);
  await leader.return();
  await Promise.all([step, ended]);
  assertEquals((await third).response.status, 200);
  assertEquals(server.tokens, 1);
});

test("neither inspection nor JSON shows the secret or the token", async () => {
  const auth = make();
  await ask(auth, new Server());
  const shown = Deno.inspect(auth, { showHidden: true }) + JSON.stringify(auth);
  assertNotEquals(shown, "");
  assert(!/hidden|t1|ferry/.test(shown), shown);
});
