import { assertEquals, assertRejects } from "@std/assert";
import { constants, createSecureServer } from "node:http2";
import { Client, FetchTransport, ReadError } from "../../mod.ts";
import { test } from "../checked.ts";
import { readPem } from "../wire/over_sockets.ts";

const verify = readPem("ca.pem");

test("HTTP/2: a POST whose stream is reset is a ReadError and goes out once", async () => {
  for (const code of [constants.NGHTTP2_INTERNAL_ERROR, constants.NGHTTP2_REFUSED_STREAM]) {
    const methods: unknown[] = [];
    const server = createSecureServer({
      cert: readPem("localhost.pem"),
      key: readPem("localhost.key"),
    });
    server.on("stream", (stream, headers) => {
      methods.push(headers[":method"]);
      stream.on("error", () => {});
      stream.close(code);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = address !== null && typeof address === "object" ? address.port : 0;
    {
      using transport = new FetchTransport({ verify, http1: false });
      using client = new Client({ transport, retries: { total: 2, backoff: { base: 1 } } });
      const send = () => client.post(`https://localhost:${port}/`, { body: "x" });
      const error = await assertRejects(send, ReadError);
      assertEquals([error.phase, error.retryable, methods], ["read", false, ["POST"]]);
    }
    await new Promise<void>((resolve) => void server.close(() => resolve()));
  }
});
