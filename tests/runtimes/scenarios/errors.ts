/** What goes wrong, and what `client.fetch` makes of it. */

import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { core, lacking, main, type Scenario } from "../scenario.ts";

export const errors: readonly Scenario[] = [
  core("nobody listens", async ({ core, facts }) => {
    using client = new core.Client();
    const error = await assertRejects(() => client.get(facts.closed).text(), core.NetworkError);
    assert(error.message.startsWith("Cannot GET"), error.message);
    assertInstanceOf(error.cause, Error);
  }),
  main("nobody listens: a ConnectError", async ({ main, facts }) => {
    using client = new main.Client();
    const error = await assertRejects(() => client.get(facts.closed).text(), main.ConnectError);
    assertEquals([error.code, error.phase], ["ERR_CONNECT", "connect"]);
  }, "exact errors"),
  main("nobody listens, over fetch: a ConnectError", async ({ main, facts }) => {
    using client = new main.Client({ transport: new main.FetchTransport() });
    const error = await assertRejects(() => client.get(facts.closed).text(), main.ConnectError);
    assertEquals([error.code, error.phase], ["ERR_CONNECT", "connect"]);
  }, "exact errors"),
  lacking(
    "exact errors",
    core("where fetch says little, no phase is claimed", async ({ core, facts }) => {
      using client = new core.Client();
      for (const url of [facts.closed, `${facts.raw}/closed`, `${facts.raw}/garbage`]) {
        const error = await assertRejects(() => client.get(url).text(), core.NetworkError);
        assertEquals([error.code, error.phase], ["ERR_NETWORK", undefined], error.message);
      }
    }),
  ),
  main("no such host: a DnsError", async ({ main }) => {
    using client = new main.Client({ trustEnv: false });
    await assertRejects(() => client.get("http://nowhere.invalid/").text(), main.DnsError);
  }, "exact errors"),
  main("a certificate that nobody knows: a TlsError", async ({ main, facts }) => {
    using client = new main.Client();
    const error = await assertRejects(() => client.get(facts.selfSigned).text(), main.TlsError);
    assertEquals([error.code, error.phase], ["ERR_TLS", "connect"]);
  }, "exact errors"),
  main("a certificate that nobody knows, over fetch: a TlsError", async ({ main, facts }) => {
    using client = new main.Client({ transport: new main.FetchTransport() });
    await assertRejects(() => client.get(facts.selfSigned).text(), main.TlsError);
  }, "exact errors"),
  core("a certificate that nobody knows is refused", async ({ core, facts }) => {
    using client = new core.Client();
    await assertRejects(() => client.get(facts.selfSigned).text(), core.NetworkError);
  }),
  core("an answer that is no HTTP", async ({ core, facts }) => {
    using client = new core.Client();
    await assertRejects(() => client.get(`${facts.raw}/garbage`).text(), core.TransportError);
  }),
  main("an answer that is no HTTP: a ProtocolError", async ({ main, facts }) => {
    for (const transport of [undefined, new main.FetchTransport()]) {
      using client = new main.Client({ transport });
      await assertRejects(() => client.get(`${facts.raw}/garbage`).text(), main.ProtocolError);
    }
  }, "exact errors"),
  core("a connection that closes or is reset without an answer", async ({ core, facts }) => {
    using client = new core.Client();
    for (const path of ["/closed", "/reset"]) {
      await assertRejects(() => client.get(facts.raw + path).text(), core.NetworkError);
    }
  }),
  main("a connection that closes without an answer: a ReadError", async ({ main, facts }) => {
    for (const transport of [undefined, new main.FetchTransport()]) {
      using client = new main.Client({ transport });
      const error = await assertRejects(
        () => client.get(`${facts.raw}/closed`).text(),
        main.ReadError,
      );
      assertEquals([error.code, error.phase], ["ERR_READ", "read"]);
    }
  }, "exact errors"),
  core("URLs that are none, or of another scheme", async ({ core }) => {
    using client = new core.Client();
    await assertRejects(async () => await client.get("http://"), core.InvalidUrlError);
    await assertRejects(
      async () => await client.get("ftp://h.example/"),
      core.UnsupportedProtocolError,
    );
  }),
  core("raiseForStatus", async ({ core, facts }) => {
    using client = new core.Client();
    const response = await client.get(`${facts.http}/status?code=404&body=gone`);
    const error = await assertRejects(
      () => Promise.resolve().then(() => response.raiseForStatus()),
      core.StatusError,
    );
    assertEquals([error.status, error.body, error.code], [404, "gone", "ERR_STATUS"]);
  }),
  core("an error as JSON is without secrets", async ({ core, facts }) => {
    using client = new core.Client();
    const url = `${facts.closed.replace("//", "//user:hunter2@")}/?token=hunter2`;
    const error = await assertRejects(() => client.get(url).text(), core.HttpError);
    const { name, code, method } = error.toJSON();
    assertEquals([typeof name, typeof code, method], ["string", "string", "GET"]);
    assert(!JSON.stringify(error).includes("hunter2"), JSON.stringify(error));
    assert(!error.message.includes("hunter2"), error.message);
  }),
];

export const fetches: readonly Scenario[] = [
  main("client.fetch gives a web Response", async ({ main, facts }) => {
    using client = new main.Client({ headers: { "x-a": "1" } });
    const response = await client.fetch(`${facts.http}/echo`, { method: "POST", body: "x" });
    assertInstanceOf(response, Response);
    assertEquals([response.ok, response.bodyUsed], [true, false]);
    const { headers, body } = await response.json();
    assertEquals([headers["x-a"], body, response.bodyUsed], ["1", "x", true]);
    await assertRejects(() => response.text(), TypeError);
  }),
  main("client.fetch takes a Request", async ({ main, facts }) => {
    using client = new main.Client();
    const request = new Request(`${facts.http}/echo`, { method: "PUT", body: "y" });
    assertEquals((await (await client.fetch(request)).json()).body, "y");
  }),
  main("client.fetch fails as fetch does", async ({ main, facts }) => {
    using client = new main.Client();
    const error = await assertRejects(() => client.fetch(facts.closed), TypeError);
    assertInstanceOf(error.cause, main.NetworkError);
    const response = await client.fetch(`${facts.http}/body?text=%7B`);
    await assertRejects(() => response.json(), SyntaxError);
  }),
  main("client.fetch is aborted with the caller's reason", async ({ main, facts }) => {
    using client = new main.Client();
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 100);
    const { signal } = controller;
    const error = await assertRejects(() => client.fetch(`${facts.http}/slow?ms=3000`, { signal }));
    assertInstanceOf(error, DOMException);
    assertEquals(error.name, "AbortError");
  }),
  main("client.fetch of a data: URL", async ({ main }) => {
    using client = new main.Client();
    assertEquals(await (await client.fetch("data:,hello")).text(), "hello");
  }),
  main("client.fetch does not follow when it is told so", async ({ main, facts }) => {
    using client = new main.Client();
    const response = await client.fetch(`${facts.http}/redirect?to=/json`, { redirect: "manual" });
    assertEquals([response.status, response.headers.get("location")], [302, "/json"]);
  }, "redirects"),
  main("a global fetch that was replaced is used", async ({ main }) => {
    const { fetch } = globalThis;
    globalThis.fetch = () => Promise.resolve(Response.json("stub"));
    try {
      using client = new main.Client();
      assertEquals(await client.get("http://stub.example/").json(), "stub");
      assertEquals(client.path, "fetch");
    } finally {
      globalThis.fetch = fetch;
    }
  }),
];
