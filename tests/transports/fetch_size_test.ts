import { assertEquals, assertRejects } from "@std/assert";
import { ResponseTooLargeError } from "../../mod.ts";
import { test } from "../checked.ts";
import { overFetch } from "../over_fetch.ts";
import { respondWith } from "../wire/scripted.ts";

const OK = "HTTP/1.1 200 OK\r\n";

test("a length that is too large is refused before a byte is read", async () => {
  await using server = await respondWith({
    send: `${OK}Content-Length: 1000000\r\n\r\nab`,
    end: "hang",
  });
  using client = overFetch({ maxResponseBytes: 10 });
  await assertRejects(() => client.get(server.url), ResponseTooLargeError);
});

test("a Transfer-Encoding beats a Content-Length, so that nothing is cut off", async () => {
  await using server = await respondWith(
    `${OK}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
  );
  using client = overFetch();
  assertEquals(await (await client.get(server.url)).text(), "hello");
});
