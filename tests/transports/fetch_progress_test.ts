import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Progress } from "../../mod.ts";
import { test } from "../checked.ts";
import { overFetch } from "../over_fetch.ts";
import { respondWith, sleep, toAnswer } from "../wire/scripted.ts";

const never = new AbortController().signal;
const OK = "HTTP/1.1 200 OK\r\n";

test("upload progress tells of every chunk of a stream, and of the end of bytes", async () => {
  await using server = await respondWith(toAnswer(""));
  using client = overFetch();
  const reports: Progress[] = [];
  const onUploadProgress = (progress: Progress) => void reports.push(progress);
  await client.post(server.url, { body: new Uint8Array(1_000), onUploadProgress });
  assertEquals(reports.at(-1)?.transferred, 1_000);
  assertEquals(reports.at(-1)?.total, 1_000);
  reports.length = 0;
  const body = async function* () {
    for (let count = 0; count < 4; count++) {
      await sleep(15, never);
      yield new Uint8Array(100);
    }
  };
  await client.post(server.url, { body: body(), onUploadProgress });
  assertEquals(reports.map(({ transferred }) => transferred), [100, 200, 300, 400]);
  assertEquals(reports.at(-1)?.total, undefined);
});

test("download progress tells of what came, and of the end", async () => {
  await using server = await respondWith({
    send: [`${OK}Content-Length: 8\r\n\r\n`, "abcd", "efgh"],
    pause: 500,
  });
  using client = overFetch();
  const reports: Progress[] = [];
  await client.get(server.url, { onDownloadProgress: (progress) => void reports.push(progress) });
  assertEquals(reports.map(({ transferred, total }) => [transferred, total]), [[4, 8], [8, 8]]);
  assertEquals(reports.at(-1)?.eta, 0);
  assert(reports.every(({ rate }) => rate >= 0));
});

test("a progress callback that throws fails the call with its error, and frees the connection", async () => {
  await using server = await respondWith(toAnswer("body"));
  using client = overFetch();
  const fail = () => {
    throw new RangeError("from the callback");
  };
  await assertRejects(() => client.get(server.url, { onDownloadProgress: fail }), RangeError);
  await assertRejects(
    () => client.post(server.url, { body: "x", onUploadProgress: fail }),
    RangeError,
  );
  await using streamed = await client.stream("GET", server.url, { onDownloadProgress: fail });
  await assertRejects(() => streamed.text(), RangeError);
  const body = new Blob(["x"]).stream();
  await assertRejects(
    () => client.post(server.url, { body, onUploadProgress: fail }),
    RangeError,
  );
  await assertRejects(() => client.post(server.url, { body: fail }), RangeError);
  assertEquals([client.stats.active, client.stats.waiting], [0, 0]);
});

test("a progress callback that fails at the end of a body fails the call, whatever the answer has", async () => {
  for (const answer of [toAnswer("body"), "HTTP/1.1 204 No Content\r\n\r\n"]) {
    await using server = await respondWith(answer);
    using client = overFetch();
    let calls = 0;
    const onUploadProgress = () => {
      if (++calls > 1) throw new RangeError("at the end");
    };
    const body = async function* () {
      yield new Uint8Array(10);
      yield await Promise.resolve(new Uint8Array(10));
    };
    await assertRejects(
      () => client.post(server.url, { body: body(), onUploadProgress }),
      RangeError,
      "at the end",
    );
    assertEquals([calls, client.stats.active], [2, 0]);
  }
});
