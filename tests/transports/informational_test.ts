import { assertEquals } from "@std/assert";
import { Client } from "../../mod.ts";
import { SocketTransport } from "../../src/transports/socket/mod.ts";
import { test } from "../checked.ts";
import { respondWith } from "../wire/scripted.ts";

test("1xx answers are told to the caller, over sockets", async () => {
  await using server = await respondWith(
    "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" +
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
  );
  using client = new Client({ transport: new SocketTransport() });
  const seen: unknown[] = [];
  const response = await client.get(server.url, {
    onInformational: (status, headers) => seen.push([status, headers.get("link")]),
  });
  assertEquals([await response.text(), seen], ["ok", [[103, "</a.css>"]]]);
});
