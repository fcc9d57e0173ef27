/**
 * A body on its way out through `fetch`: what it is given as, and who is told.
 *
 * @module
 */

import { assertEquals, assertInstanceOf, assertStrictEquals } from "@std/assert";
import { UploadBody } from "../../src/core/fetch/upload_body.ts";
import type { BodyContent } from "../../src/core/request/prepared.ts";
import { test } from "../checked.ts";

function open(content: BodyContent, once = false) {
  const told: (number | "end")[] = [];
  const upload = new UploadBody({
    size: undefined,
    contentType: undefined,
    replayable: true,
    open: () => content,
    discard: () => Promise.resolve(),
  }, { once, onChunk: (bytes) => void told.push(bytes), onEnd: () => void told.push("end") });
  return { upload, told };
}

test("bytes that may go out once are a Blob of their size, but for none", async () => {
  const bytes = new TextEncoder().encode("abc");
  const { upload, told } = open(bytes, true);
  assertInstanceOf(upload.body, Blob);
  assertEquals([await upload.body.text(), told], ["abc", [3, "end"]]);
  assertStrictEquals(open(bytes).upload.body, bytes);
  const none = new Uint8Array(0);
  assertStrictEquals(open(none, true).upload.body, none);
  const blob = new Blob(["ab"]);
  assertStrictEquals(open(blob, true).upload.body, blob);
});

test("no chunk of a stream is taken before somebody reads", async () => {
  let pulled = 0;
  const content = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (pulled++ > 1) controller.close();
      else controller.enqueue(new Uint8Array(pulled));
    },
  }, { highWaterMark: 0 });
  const { upload, told } = open(content);
  await new Promise((resolve) => setTimeout(resolve, 0));
  assertEquals([pulled, told], [0, []]);
  assertEquals((await new Response(upload.body).bytes()).length, 3);
  assertEquals(told, [1, 2, "end"]);
});

test("who stops lets go of the caller's stream once, and it is no failure of that", async () => {
  let cancelled = 0;
  const content = new ReadableStream<Uint8Array<ArrayBuffer>>({
    cancel: () => void cancelled++,
  }, { highWaterMark: 0 });
  const { upload, told } = open(content);
  assertInstanceOf(upload.body, ReadableStream);
  const reading = upload.body.getReader().read().then(() => "more", (error) => error.name);
  upload.stop();
  upload.stop();
  assertEquals([await reading, cancelled], ["AbortError", 1]);
  assertEquals([upload.failure, told], [undefined, []]);
});
