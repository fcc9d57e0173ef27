import { assertEquals, assertRejects } from "@std/assert";
import * as decode from "../../src/features/decode/mod.ts";
import { JsonDecodeError } from "../../src/core/errors.ts";
import { test } from "../checked.ts";

const encode = (text: string) => new TextEncoder().encode(text);

/** The same bytes in every form that is taken. */
function forms(text: string): (() => decode.ByteInput)[] {
  const cut = (bytes: Uint8Array<ArrayBuffer>) => [bytes.slice(0, 2), bytes.slice(2)];
  return [
    () => new Response(text),
    () => new Blob([text]).stream(),
    () => cut(encode(text)),
    () => encode(text),
    async function* () {
      yield* cut(encode(text));
    },
  ];
}

test("bytes, text and JSON of every form", async () => {
  for (const form of forms('{"a":"ü"}')) {
    assertEquals(await decode.bytes(form()), encode('{"a":"ü"}'));
    assertEquals(await decode.text(form()), '{"a":"ü"}');
    assertEquals(await decode.json(form()), { a: "ü" });
    assertEquals((await Array.fromAsync(decode.iterText(form()))).join(""), '{"a":"ü"}');
  }
  await assertRejects(() => decode.json(new Response("{")), JsonDecodeError);
  await assertRejects(() => decode.text(new Response("x"), "klingon"), RangeError);
});

test("lines, values and events of every form, one by one and in batches", async () => {
  for (const form of forms("1\r\n2\n3")) {
    assertEquals(await Array.fromAsync(decode.iterLines(form())), ["1", "2", "3"]);
    assertEquals((await Array.fromAsync(decode.iterLineBatches(form()))).flat(), ["1", "2", "3"]);
    assertEquals(await Array.fromAsync(decode.iterJson(form())), [1, 2, 3]);
    assertEquals((await Array.fromAsync(decode.iterJsonBatches(form()))).flat(), [1, 2, 3]);
  }
  for (const form of forms("id: 1\ndata: a\n\ndata: b\n\n")) {
    const events = await Array.fromAsync(decode.iterEvents(form()));
    assertEquals(events.map(({ data, id }) => data + id), ["a1", "b1"]);
    assertEquals((await Array.fromAsync(decode.iterEventBatches(form()))).flat(), events);
  }
});

test("a response tells its charset, unless the caller does", async () => {
  const response = () =>
    new Response(Uint8Array.of(0xe9, 0x0a), {
      headers: { "content-type": "text/plain; charset=latin1" },
    });
  assertEquals(await decode.text(response()), "é\n");
  assertEquals(await Array.fromAsync(decode.iterLines(response())), ["é"]);
  assertEquals(await decode.text(response(), "koi8-r"), "И\n");
  assertEquals(await Array.fromAsync(decode.iterLines(response(), { encoding: "koi8-r" })), ["И"]);
});

test("leaving a loop cancels the stream; a response without a body has nothing", async () => {
  let cancelled = false;
  const stream = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(encode("a\n")),
    cancel: () => void (cancelled = true),
  });
  for await (const _ of decode.iterLines(stream)) break;
  assertEquals(cancelled, true);
  assertEquals(await Array.fromAsync(decode.iterLines(new Response(null))), []);
});
