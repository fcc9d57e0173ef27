import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { BodyUsedError } from "../../src/core/errors.ts";
import type { BodySource } from "../../src/core/request/prepared.ts";
import { settleRequestBody } from "../../src/core/request/request_body.ts";
import { test } from "../checked.ts";

async function settle(body: BodyInit): Promise<BodySource> {
  const request = new Request("http://127.0.0.1/", { method: "POST", body });
  const source = await settleRequestBody(request);
  assert(source);
  assert(request.bodyUsed || request.body?.locked);
  return source;
}

test("request body: none is none", async () => {
  assertStrictEquals(
    await settleRequestBody(new Request("http://127.0.0.1/")),
    undefined,
  );
});

test("request body: text, bytes, forms and Blobs become bytes that can be sent again", async () => {
  const form = new FormData();
  form.append("a", "b");
  const big = "x".repeat(500_000);
  for (
    const body of [
      "",
      "abc",
      new Uint8Array([97]),
      big,
      new URLSearchParams("a=b"),
      form,
      new Blob(["abc"]),
    ]
  ) {
    const expected = await new Response(body).text();
    const source = await settle(body);
    assertEquals(source.replayable, true);
    assertStrictEquals(source.contentType, undefined);
    for (let attempt = 0; attempt < 2; attempt++) {
      const text = await new Response(source.open()).text();
      if (body === form) assert(text.includes('name="a"'));
      else assertEquals(text, expected);
      assertEquals(source.size, new TextEncoder().encode(text).length);
    }
  }
});

test("request body: a stream that takes its time is not waited for and loses nothing", async () => {
  let pull = 0;
  const gates = [0, 1, 2].map(() => Promise.withResolvers<void>());
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      if (pull === 3) return controller.close();
      await gates[pull]?.promise;
      controller.enqueue(new TextEncoder().encode(`${pull++},`));
    },
  });
  gates[0]?.resolve();
  const source = await settle(stream);
  assertEquals([source.replayable, source.size], [false, undefined]);
  for (const gate of gates) gate.resolve();
  assertEquals(await new Response(source.open()).text(), "0,1,2,");
  assertThrows(() => source.open(), BodyUsedError);
});

test("request body: not even the first chunk is waited for", async () => {
  let cancelled = false;
  const source = await settle(
    new ReadableStream<Uint8Array<ArrayBuffer>>({
      cancel() {
        cancelled = true;
      },
    }),
  );
  await source.discard();
  assert(cancelled);
});

test("request body: no more than a mebibyte or so is held, every byte arrives in order", async () => {
  let made = 0;
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (made === 50) return controller.close();
      controller.enqueue(new Uint8Array(100_000).fill(made++));
    },
  }, { highWaterMark: 0 });
  const source = await settle(stream);
  assert(made <= 13, `${made} chunks were read ahead`);
  assert(!source.replayable);
  const bytes = await new Response(source.open()).bytes();
  assertEquals(bytes.length, 5_000_000);
  assert(bytes.every((byte, index) => byte === Math.floor(index / 100_000)));
});

test("request body: a stream that fails does so when it is read, after what it gave", async () => {
  const reason = new Error("disk on fire");
  let pulls = 0;
  const source = await settle(
    new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull(controller) {
        if (pulls++) controller.error(reason);
        else controller.enqueue(new Uint8Array([1]));
      },
    }, { highWaterMark: 0 }),
  );
  await new Promise((done) => setTimeout(done, 5));
  const content = source.open();
  assertInstanceOf(content, ReadableStream);
  const reader = content.getReader();
  assertEquals((await reader.read()).value, new Uint8Array([1]));
  assertStrictEquals(await assertRejects(() => reader.read()), reason);
});

test("request body: one that was read, or is being read, is a BodyUsedError", async () => {
  const request = new Request("http://127.0.0.1/", {
    method: "POST",
    body: "x",
  });
  await request.text();
  await assertRejects(() => settleRequestBody(request), BodyUsedError);
  const locked = new Request("http://127.0.0.1/", {
    method: "POST",
    body: "x",
  });
  const reader = locked.body?.getReader();
  await assertRejects(() => settleRequestBody(locked), BodyUsedError);
  await reader?.cancel();
});
