import { assert, assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { type Handler, type HandlerInfo, HandlerTransport } from "../../src/transports/handler.ts";
import { test } from "../checked.ts";
import { context, makeEndless } from "./sending.ts";

function ask(
  handler: Handler,
  request: Request = new Request("http://app.example/"),
): Promise<Response> {
  return new HandlerTransport(handler).send(request, context());
}

test("HandlerTransport: the handler sees method, URL, headers and body", async () => {
  const response = await ask(
    async (request) =>
      Response.json([
        request.method,
        request.url,
        request.headers.get("x-a"),
        request.redirect,
        await request.text(),
      ], { status: 201, statusText: "Made" }),
    new Request("http://app.example/p?q=1", {
      method: "PATCH",
      headers: { "x-a": "b" },
      body: "hello",
      redirect: "manual",
    }),
  );
  assertEquals(response.status, 201);
  assertEquals(response.statusText, "Made");
  assertEquals(await response.json(), [
    "PATCH",
    "http://app.example/p?q=1",
    "b",
    "manual",
    "hello",
  ]);
});

test("HandlerTransport: the fragment does not arrive, body and signal do", async () => {
  const controller = new AbortController();
  const transport = new HandlerTransport(async (request) => {
    controller.abort("over");
    return Response.json([request.url, await request.text()]);
  });
  const body = new Blob(["a", "b"]).stream();
  const sent = transport.send(
    new Request("http://app.example/x#secret", { method: "PUT", body }),
    context(controller.signal),
  );
  assertEquals(await sent.catch((reason) => reason), "over");
  const response = await ask(
    async (request) => Response.json([request.url, await request.text()]),
    new Request("http://app.example/x#y", { method: "PUT", body: "ab" }),
  );
  assertEquals(await response.json(), ["http://app.example/x", "ab"]);
});

test("HandlerTransport: a Deno.serve handler fits", async () => {
  const handler = (
    _request: Request,
    info: Deno.ServeHandlerInfo<Deno.NetAddr>,
  ) => new Response(info.remoteAddr.hostname);
  assertEquals(await (await ask(handler)).text(), "127.0.0.1");
  const wide: Deno.ServeHandler = (_request, { remoteAddr }) => new Response(remoteAddr.transport);
  assertEquals(await (await ask(wide)).text(), "tcp");
});

test("HandlerTransport: several Set-Cookie headers stay apart, also for HEAD", async () => {
  for (const method of ["GET", "HEAD"]) {
    const response = await ask(() =>
      new Response("x", {
        headers: [["set-cookie", "a=1"], ["set-cookie", "b=2"]],
      }), new Request("http://app.example/", { method }));
    assertEquals(response.headers.getSetCookie(), ["a=1", "b=2"]);
    await response.body?.cancel();
  }
});

test("HandlerTransport: the answer to HEAD has no body, and the one given is cancelled", async () => {
  const { body, cancelled } = makeEndless();
  const response = await ask(
    () => new Response(body, { status: 203, headers: { "content-length": "9" } }),
    new Request("http://app.example/", { method: "HEAD" }),
  );
  assertEquals(response.status, 203);
  assertEquals(response.headers.get("content-length"), "9");
  assertStrictEquals(response.body, null);
  await cancelled;
});

test("HandlerTransport: what the handler throws is what send() rejects with", async () => {
  for (const thrown of [new Error("app"), "text", undefined, null, 0]) {
    const throwers = [
      () => {
        throw thrown;
      },
      () => Promise.reject(thrown),
    ];
    for (const handler of throwers) {
      const outcome = await ask(handler).then(
        () => ({ answered: true }),
        (error: unknown) => ({ error }),
      );
      assertEquals(outcome, { error: thrown });
    }
  }
});

test("HandlerTransport: raiseErrors: false answers 500, also for a wrong answer", async () => {
  const failing: (() => Response | Promise<Response>)[] = [
    () => {
      throw new Error("secret");
    },
    () => Promise.reject(new Error("secret")),
    () => Response.error(),
    () => JSON.parse("null"),
  ];
  for (const handler of failing) {
    for (const method of ["GET", "HEAD"]) {
      const transport = new HandlerTransport(handler, { raiseErrors: false });
      const response = await transport.send(
        new Request("http://app.example/", { method }),
        context(),
      );
      assertEquals(response.status, 500);
      const text = method === "HEAD" ? "" : "Internal Server Error";
      assertEquals(await response.text(), text);
    }
  }
});

test("HandlerTransport: raiseErrors: false still rejects with the reason of an abort", async () => {
  const controller = new AbortController();
  const transport = new HandlerTransport(({ signal }) => {
    const { promise, reject } = Promise.withResolvers<Response>();
    signal.addEventListener("abort", () => reject(new Error("late")));
    return promise;
  }, { raiseErrors: false });
  const sent = transport.send(
    new Request("http://app.example/"),
    context(controller.signal),
  );
  controller.abort("enough");
  assertEquals(await sent.catch((reason) => reason), "enough");
});

test("HandlerTransport: what is no function is a TypeError at once", () => {
  for (const value of [undefined, null, {}, "x", new Response()]) {
    assertThrows(
      () => Reflect.construct(HandlerTransport, [value]),
      TypeError,
      "not a function",
    );
  }
});

test("HandlerTransport: bodies stream both ways, chunk by chunk", async () => {
  const up = new TransformStream<
    Uint8Array<ArrayBuffer>,
    Uint8Array<ArrayBuffer>
  >();
  const writer = up.writable.getWriter();
  const response = await ask(
    (request) => new Response(request.body),
    new Request("http://app.example/", { method: "POST", body: up.readable }),
  );
  const reader = response.body?.getReader();
  for (let byte = 0; byte < 20; byte++) {
    const written = writer.write(new Uint8Array([byte]));
    assertEquals((await reader?.read())?.value, new Uint8Array([byte]));
    await written;
  }
  await writer.close();
  assertEquals((await reader?.read())?.done, true);
});

test("HandlerTransport: when the handler fails, the request body it left is cancelled", async () => {
  const { body, cancelled } = makeEndless();
  await assertRejects(
    () =>
      ask(
        () => Promise.reject(new Error("app")),
        new Request("http://app.example/", { method: "POST", body }),
      ),
    Error,
    "app",
  );
  await cancelled;
});

test("HandlerTransport: hundreds at once do not mix", async () => {
  const transport = new HandlerTransport(async (request) => {
    await Promise.resolve();
    return new Response(request.url);
  });
  const urls = Array.from({ length: 300 }, (_, n) => `http://app.example/${n}`);
  const texts = await Promise.all(
    urls.map(async (url) => (await transport.send(new Request(url), context())).text()),
  );
  assertEquals(texts, urls);
});

async function complete(
  respond: () => Response | Promise<Response>,
  use: (response: Response) => unknown,
): Promise<unknown> {
  let completed: Promise<void> | undefined;
  let order = "";
  const handler = (_request: Request, info: HandlerInfo) => {
    completed = info.completed;
    assertStrictEquals(info.completed, completed);
    completed.then(() => order += "completed", () => {});
    return respond();
  };
  const response = await ask(handler).catch(() => undefined);
  if (response?.body) assertEquals(order, "");
  if (response) await use(response);
  assert(completed);
  return await completed.then(() => "completed", (reason) => reason);
}

test("HandlerTransport: completed follows the body of the answer", async () => {
  const read = (response: Response) => response.text();
  assertEquals(await complete(() => new Response("abc"), read), "completed");
  assertEquals(await complete(() => new Response(), read), "completed");
  const { body, cancelled } = makeEndless();
  const reason = await complete(
    () => new Response(body),
    (response) => response.body?.cancel("enough"),
  );
  assertEquals(reason, "enough");
  assertEquals(await cancelled, "enough");
  const broken = new Error("broken");
  const failing = () =>
    new Response(
      new ReadableStream({ pull: (controller) => controller.error(broken) }),
    );
  const text = (response: Response) => assertRejects(() => response.text());
  assertStrictEquals(await complete(failing, text), broken);
  const app = new Error("app");
  assertStrictEquals(await complete(() => Promise.reject(app), read), app);
});

test("HandlerTransport: completed asked for too late is resolved", async () => {
  let kept: HandlerInfo | undefined;
  const response = await ask((_request, info) => {
    kept = info;
    return new Response("x");
  });
  await kept?.completed;
  assertEquals(await response.text(), "x");
});
