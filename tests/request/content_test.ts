import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { NO_FEATURES } from "../../src/core/feature_set.ts";
import { FEATURES } from "../../src/features.ts";
import { type BodyOptions, resolveBody } from "../../src/core/request/body.ts";
import { toContent } from "../../src/core/request/content.ts";
import type { BodySource } from "../../src/core/request/prepared.ts";
import { test } from "../checked.ts";
import { until } from "../until.ts";

function resolve(options: BodyOptions, features = FEATURES): BodySource {
  const source = resolveBody(options, { features });
  assert(source);
  return source;
}

function readerOf(source: BodySource): ReadableStreamDefaultReader<Uint8Array> {
  const content = source.open();
  assertInstanceOf(content, ReadableStream);
  return content.getReader();
}

/** A stream that goes on until it is cancelled, and what became of it. */
class Ticking {
  pulled = 0;
  cancelled = 0;

  open(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return new ReadableStream({
      pull: (controller) => {
        this.pulled++;
        controller.enqueue(new Uint8Array(1));
      },
      cancel: () => void this.cancelled++,
    }, { highWaterMark: 0 });
  }
}

test("what gives no bytes is no content", () => {
  for (const value of [null, undefined, 5, "text", {}, { open: 5 }, { readable: 5 }]) {
    assertEquals(toContent(value), undefined);
  }
});

test("what is opened for each reading is let go of where that is cancelled, read or not", async () => {
  const ticking = new Ticking();
  const source = resolve({ body: ticking });
  const [first, second] = [readerOf(source), readerOf(source)];
  assertEquals((await first.read()).value?.length, 1);
  await first.cancel();
  assertEquals(ticking.cancelled, 1);
  await second.cancel();
  assertEquals([ticking.pulled, ticking.cancelled], [1, 1]);
  const reason = new Error("no such file");
  const failing = readerOf(resolve({ body: { open: () => Promise.reject(reason) } }));
  assertStrictEquals(await assertRejects(() => failing.read()), reason);
});

test("discard() takes nothing from who reads, and can be waited for", async () => {
  const ticking = new Ticking();
  const source = resolve({ body: ticking.open() });
  const reader = readerOf(source);
  await reader.read();
  await source.discard();
  assertEquals([(await reader.read()).value?.length, ticking.cancelled], [1, 0]);
  await reader.cancel();
  for (const body of ["text", new Blob(["blob"]), new Ticking()]) {
    assertEquals(await resolve({ body }).discard().catch(() => "failed"), undefined);
  }
});

test("a body that is still being made is let go of where it is cancelled, before and after", async () => {
  const [early, late] = [new Ticking(), new Ticking()];
  const first = readerOf(resolve({ body: () => Promise.resolve(early.open()) }));
  await first.read();
  await first.cancel();
  assertEquals(early.cancelled, 1);
  const made = Promise.withResolvers<ReadableStream<Uint8Array<ArrayBuffer>>>();
  const second = readerOf(resolve({ body: () => made.promise }));
  const pending = second.read();
  await new Promise((resolve) => setTimeout(resolve, 0)); // until somebody waits for it
  await second.cancel();
  made.resolve(late.open());
  assertEquals((await pending).done, true);
  await until(() => late.cancelled === 1);
  assertEquals(late.pulled, 0);
});

test("what JSON cannot hold is said in one line, with what JSON said of it", () => {
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  for (const [json, kind] of [[cycle, "an object"], [1n, "a bigint"]] as const) {
    const error = assertThrows(() => resolve({ json }), TypeError, `Cannot send ${kind} as JSON: `);
    assertInstanceOf(error.cause, TypeError);
    const [first = "", ...more] = error.cause.message.split("\n");
    assertEquals(error.message, `Cannot send ${kind} as JSON: ${first}`);
    assertEquals(more.length > 0, json === cycle);
  }
});

test("without the feature for them, forms are encoded by the platform, and can be sent again", async () => {
  const features = NO_FEATURES;
  const form = new FormData();
  form.set("a", "1");
  const source = resolve({ body: form }, features);
  assert(source.replayable);
  assertEquals(source.size, undefined);
  await source.prepare?.();
  await source.prepare?.();
  const size = source.size ?? 0;
  for (let turn = 0; turn < 2; turn++) {
    const headers = { "content-type": source.contentType ?? "" };
    const sent = new Response(source.open(), { headers });
    assertEquals((await sent.clone().bytes()).length, size);
    assertEquals([...await sent.formData()], [["a", "1"]]);
  }
  await source.discard().catch(() => assert(false));
  const refused = () => resolveBody({ body: form }, { features, contentType: "a/b" });
  assertThrows(refused, TypeError, "leave the header content-type out");
});

test("a form that a function makes goes out with the boundary of the header, however that is written", async () => {
  const form = new FormData();
  form.set("a", "1");
  for (const space of ["", " ", "  "]) {
    const contentType = `multipart/form-data;${space}boundary=XX`;
    const source = resolveBody({ body: () => form }, { features: FEATURES, contentType });
    assert((await new Response(source?.open()).text()).startsWith("--XX\r\n"));
  }
});
