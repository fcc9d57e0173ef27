import { assertEquals, assertRejects } from "@std/assert";
import { makeCertificate } from "./certificate.ts";
import { wireTest } from "./checked_wire.ts";
import { startHttpbin } from "./httpbin.ts";
import { openssl } from "./programs.ts";
import { respondWith, toAnswer } from "./scripted.ts";

wireTest(
  "our servers speak TLS to a client that knows the certificate",
  openssl,
  async () => {
    const tls = await makeCertificate();
    await using httpbin = startHttpbin({ tls });
    await using raw = await respondWith(toAnswer("secret"), { tls });
    using client = Deno.createHttpClient({ caCerts: [tls.cert] });
    using stranger = Deno.createHttpClient({});
    const response = await fetch(`${httpbin.url}/get`, { client });
    assertEquals((await response.json()).url, `${httpbin.url}/get`);
    assertEquals(await (await fetch(raw.url, { client })).text(), "secret");
    assertEquals([raw.accepted, raw.requests.length], [1, 1]);
    await assertRejects(() => fetch(httpbin.url, { client: stranger }));
    await assertRejects(() => fetch(raw.url, { client: stranger }));
  },
);
