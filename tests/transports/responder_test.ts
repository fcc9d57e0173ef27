import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import { type Handler, HandlerTransport } from "../../src/transports/handler.ts";
import { test } from "../checked.ts";
import { context, makeEndless } from "./sending.ts";

function ask(
  handler: Handler,
  request: Request = new Request("http://app.example/"),
): Promise<Response> {
  return new HandlerTransport(handler).send(request, context());
}

test("Responder: no Response is a TypeError", async () => {
  const values = [undefined, null, 200, "text", {}, { status: 200 }, Response];
  for (const value of values) {
    const transport = Reflect.construct(HandlerTransport, [() => value]);
    assertInstanceOf(transport, HandlerTransport);
    await assertRejects(
      () => transport.send(new Request("http://app.example/"), context()),
      TypeError,
      "return a Response",
    );
  }
  await assertRejects(
    () => ask(() => Response.error()),
    TypeError,
    "Response.error()",
  );
});

test("Responder: a Response that was read, or given before, is a clear error", async () => {
  const used = new Response("x");
  await used.text();
  await assertRejects(() => ask(() => used), TypeError, "one Response");

  const shared = new Response("shared");
  const transport = new HandlerTransport(() => shared);
  const request = () => new Request("http://app.example/");
  const first = await transport.send(request(), context());
  await assertRejects(
    () => transport.send(request(), context()),
    TypeError,
    "clone()",
  );
  assertEquals(await first.text(), "shared");
  await assertRejects(() => transport.send(request(), context()), TypeError);
});

test("Responder: a constant Response without a body is copied", async () => {
  const constant = new Response(null, { status: 404, headers: { a: "1" } });
  const transport = new HandlerTransport(() => constant);
  const answers = await Promise.all(
    [1, 2, 3].map(() => transport.send(new Request("http://app.example/"), context())),
  );
  assertEquals(new Set(answers).size, 3);
  answers[1]?.headers.set("a", "2");
  assertEquals(
    answers.map(({ status, headers }) => [status, headers.get("a")]),
    [
      [404, "1"],
      [404, "2"],
      [404, "1"],
    ],
  );
});

test("Responder: a clone() for every request works", async () => {
  const template = new Response("again");
  const transport = new HandlerTransport(() => template.clone());
  for (let round = 0; round < 3; round++) {
    const response = await transport.send(
      new Request("http://app.example/"),
      context(),
    );
    assertEquals(await response.text(), "again");
  }
});

test("Responder: aborted before, the handler is not called and the body dropped", async () => {
  const { body, cancelled } = makeEndless();
  let calls = 0;
  const transport = new HandlerTransport(() => {
    calls++;
    return new Response();
  });
  const reason = new Error("no");
  const error = await transport.send(
    new Request("http://app.example/", { method: "POST", body }),
    context(AbortSignal.abort(reason)),
  ).catch((error) => error);
  assertStrictEquals(error, reason);
  assertEquals(calls, 0);
  await cancelled;
});

test("Responder: an abort rejects at once, aborts request.signal, and drops the late answer", async () => {
  const controller = new AbortController();
  const late = Promise.withResolvers<Response>();
  let seen: AbortSignal | undefined;
  const transport = new HandlerTransport((request) => {
    seen = request.signal;
    return late.promise;
  });
  const sent = transport.send(
    new Request("http://app.example/"),
    context(controller.signal),
  );
  assertEquals(seen?.aborted, false);
  const reason = new Error("caller");
  controller.abort(reason);
  assertStrictEquals(seen?.reason, reason);
  assertStrictEquals(await sent.catch((error) => error), reason);
  const { body, cancelled } = makeEndless();
  late.resolve(new Response(body));
  await cancelled;
});

test("Responder: an error after the abort is nobody's", async () => {
  const controller = new AbortController();
  const late = Promise.withResolvers<Response>();
  const transport = new HandlerTransport(() => late.promise);
  const sent = transport.send(
    new Request("http://app.example/"),
    context(controller.signal),
  );
  controller.abort(1);
  assertEquals(await sent.catch((error) => error), 1);
  late.reject(new Error("late"));
  await Promise.resolve();
});

test("Responder: a handler that aborts its own caller and answers is cancelled", async () => {
  const controller = new AbortController();
  const { body, cancelled } = makeEndless();
  const transport = new HandlerTransport(() => {
    controller.abort("self");
    return new Response(body);
  });
  const sent = transport.send(
    new Request("http://app.example/"),
    context(controller.signal),
  );
  assertEquals(await sent.catch((error) => error), "self");
  await cancelled;
});

test("Responder: no listener stays on the signal", async () => {
  class Counted extends EventTarget {
    added = 0;
    listeners = 0;
    override addEventListener(
      ...rest: Parameters<EventTarget["addEventListener"]>
    ) {
      this.added++;
      this.listeners++;
      super.addEventListener(...rest);
    }
    override removeEventListener(
      ...rest: Parameters<EventTarget["removeEventListener"]>
    ) {
      this.listeners--;
      super.removeEventListener(...rest);
    }
  }
  const controller = new AbortController();
  const counted = new Counted();
  const { signal } = controller;
  signal.addEventListener = counted.addEventListener.bind(counted);
  signal.removeEventListener = counted.removeEventListener.bind(counted);
  const transport = new HandlerTransport(() => new Response("x"));
  for (let round = 0; round < 5; round++) {
    const response = await transport.send(
      new Request("http://app.example/"),
      context(signal),
    );
    assertEquals(await response.text(), "x");
  }
  assert(counted.added > 0);
  assertEquals(counted.listeners, 0);
});
