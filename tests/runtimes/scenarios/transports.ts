/** Transports, and what only sockets can do. */

import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { lacking, main, type Scenario } from "../scenario.ts";

export const transports: readonly Scenario[] = [
  main("the path is that of the runtime", ({ main, platform }) => {
    using client = new main.Client();
    assertEquals(client.path, platform.lacks.sockets === undefined ? "sockets" : "fetch");
  }),
  main("everything works over fetch, too", async ({ main, facts }) => {
    using client = new main.Client({ transport: new main.FetchTransport(), baseUrl: facts.http });
    assertEquals(client.path, "transport");
    assertEquals((await client.get("/json")).status, 200);
    assertEquals((await client.post("/echo", { json: 1 }).json<{ body: string }>()).body, "1");
    assertEquals((await client.get("/large?size=200000").bytes()).length, 200_000);
    assertEquals((await client.get("/redirect?to=/json")).status, 200);
  }),
  main("over fetch, every coding is decoded once", async ({ main, facts }) => {
    using client = new main.Client({ transport: new main.FetchTransport() });
    for (const coding of ["gzip", "deflate", "br", "zstd", "gzip,br", "x-gzip"]) {
      const url = `${facts.http}/coded?coding=${coding}&text=${"coded".repeat(50)}`;
      assertEquals(await client.get(url).text(), "coded".repeat(50), coding);
    }
  }, "every coding"),
  main("HandlerTransport", async ({ main }) => {
    const transport = new main.HandlerTransport(async (request) =>
      Response.json([request.method, new URL(request.url).pathname, await request.text()])
    );
    using client = new main.Client({ transport });
    const answer = await client.post("http://app.example/a", { body: "b" }).json();
    assertEquals(answer, ["POST", "/a", "b"]);
  }),
  main("MockTransport", async ({ main, testing }) => {
    const mock = new testing.MockTransport().get("/users/:id", (_request, { params }) => ({
      json: { id: params["id"] },
    }));
    using client = new main.Client({ transport: mock, baseUrl: "https://api.example" });
    assertEquals(await client.get("/users/7").json(), { id: "7" });
    mock.assertCalled("GET", "/users/7", 1);
    await assertRejects(() => client.get("/nothing").text(), main.ConnectError);
  }),
  main("a fault that was asked for", async ({ main, testing }) => {
    const mock = new testing.MockTransport().get("/a", { fails: "ReadTimeoutError" }, {
      text: "ok",
    });
    using client = new main.Client({ transport: mock, retries: 1, baseUrl: "http://h.example" });
    assertEquals(await client.get("/a").text(), "ok");
  }),
  main("a transport of one's own", async ({ main }) => {
    using client = new main.Client({
      transport: { send: (request) => Promise.resolve(new Response(request.url)) },
    });
    assertEquals(await client.get("http://own.example/x").text(), "http://own.example/x");
  }),
  main("mounts", async ({ main, facts }) => {
    const inside = new main.HandlerTransport(() => new Response("inside"));
    using client = new main.Client({ mounts: { "all://*.inside": inside } });
    assertEquals(await client.get("http://a.inside/").text(), "inside");
    assertEquals((await client.get(`${facts.http}/json`)).status, 200);
  }),
  main("a response of fetch becomes an HttpResponse", async ({ main, facts }) => {
    const response = main.HttpResponse.from(await fetch(`${facts.http}/coded?coding=gzip`));
    assertEquals((await response.text()).startsWith("All that is coded"), true);
  }),
  main("SocketTransport: the version, the phrase and the address", async (scene) => {
    const { main, socket, facts } = scene;
    using transport = new socket.SocketTransport();
    using client = new main.Client({ transport });
    const response = await client.get(`${facts.raw}/phrase`);
    assertEquals([response.httpVersion, response.reasonPhrase], ["HTTP/1.1", "Jolly Good"]);
    assertEquals(response.remoteAddress, new URL(facts.raw).host);
    assert(response.timings?.connect !== undefined);
  }, "sockets"),
  main("SocketTransport: undecoded bytes", async ({ main, facts }) => {
    using client = new main.Client();
    const response = await client.stream("GET", `${facts.http}/coded?coding=gzip`);
    let start: number[] = [];
    for await (const chunk of response.iterRaw()) start = [...start, ...chunk].slice(0, 2);
    assertEquals(start, [0x1f, 0x8b]);
  }, "sockets"),
  main("connections are used again", async ({ main, facts }) => {
    const reused: boolean[] = [];
    using client = new main.Client({
      trace: (event) => {
        if (event.type === "connection") reused.push(event.reused);
      },
    });
    for (let count = 0; count < 3; count++) await client.get(`${facts.http}/json`);
    assertEquals(reused, [false, true, true]);
  }, "sockets"),
  main("verify: false", async ({ main, facts }) => {
    using client = new main.Client({ verify: false });
    assertEquals((await client.get(`${facts.selfSigned}/json`)).status, 200);
  }, "sockets"),
  main("an authority of one's own", async ({ main, facts }) => {
    using client = new main.Client({ verify: { caCerts: facts.ca } });
    const response = await client.get(`${facts.https}/json`);
    assertEquals([response.status, response.httpVersion], [200, "HTTP/1.1"]);
    await assertRejects(() => new main.Client().get(`${facts.https}/json`).text(), main.TlsError);
  }, "sockets"),
  main("a certificate that is pinned", async ({ main, facts }) => {
    using client = new main.Client({ verify: { fingerprint256: "ab".repeat(32) } });
    await assertRejects(() => client.get(`${facts.https}/json`).text(), main.TlsError);
  }, "sockets"),
  main("large bodies over TLS", async ({ main, facts }) => {
    using client = new main.Client({ verify: { caCerts: facts.ca } });
    const bytes = await client.get(`${facts.https}/large?size=2000000`).bytes();
    assertEquals(bytes.length, 2_000_000);
    const body = new Uint8Array(500_000).fill(99);
    const echo = await client.post(`${facts.https}/echo`, { body }).json<{ body: string }>();
    assertEquals(echo.body.length, 500_000);
  }, "sockets"),
  main("a proxy for http", async ({ main, facts }) => {
    using client = new main.Client({ proxy: facts.proxy });
    const response = await client.get(`${facts.http}/json`);
    assertEquals(response.headers.get("via"), "ferry-proxy");
  }, "sockets"),
  main("a proxy for https", async ({ main, facts }) => {
    using client = new main.Client({ proxy: facts.proxy, verify: { caCerts: facts.ca } });
    assertEquals((await client.get(`${facts.https}/json`)).status, 200);
  }, "sockets"),
  main("a Unix socket", async ({ main, facts }) => {
    using client = new main.Client({ unix: facts.unix });
    assertEquals((await client.get("http://localhost/json")).status, 200);
  }, "sockets"),
  main("names that are looked up by the program", async ({ main, facts }) => {
    using client = new main.Client({ lookup: () => ["127.0.0.1"] });
    const { port } = new URL(facts.http);
    assertEquals((await client.get(`http://named.example:${port}/json`)).status, 200);
  }, "sockets"),
  main("a certificate of the client", async ({ main, facts }) => {
    const [cert = "", key = ""] = facts.client;
    using client = new main.Client({ verify: { caCerts: facts.ca }, cert: { cert, key } });
    assertEquals((await client.get(`${facts.mutual}/json`)).status, 200);
    using other = new main.Client({ verify: { caCerts: facts.ca } });
    await assertRejects(() => other.get(`${facts.mutual}/json`).text(), main.TransportError);
  }, "sockets"),
  main("a body that breaks off, a chunk that is none, a length that is none", async (scene) => {
    const { main, facts } = scene;
    for (const transport of [undefined, new main.FetchTransport()]) {
      using client = new main.Client({ transport });
      for (const path of ["/short", "/bad-chunk", "/bad-length"]) {
        const error = await assertRejects(
          () => client.get(facts.raw + path).text(),
          main.TransportError,
        );
        assert(["read", undefined].includes(error.phase), `${path}: ${error.message}`);
      }
    }
  }, "exact errors"),
  main("an upload that is given up", async ({ main, facts }) => {
    using client = new main.Client();
    const controller = new AbortController();
    const reason = new Error("enough");
    let isCancelled = false;
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull: (stream) => stream.enqueue(new Uint8Array(65_536)),
      cancel: () => void (isCancelled = true),
    });
    setTimeout(() => controller.abort(reason), 100);
    const error = await assertRejects(() =>
      client.post(`${facts.raw}/unread`, { body, signal: controller.signal }).text()
    );
    assertEquals(error, reason);
    await new Promise((resolve) => setTimeout(resolve, 100));
    assertEquals(isCancelled, true);
  }, "streams out"),
  main("an upload whose stream fails", async ({ main, facts }) => {
    using client = new main.Client();
    const failure = new Error("no more");
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull: () => Promise.reject(failure),
    });
    const error = await assertRejects(
      () => client.post(`${facts.http}/echo`, { body }).text(),
      main.WriteError,
    );
    assertEquals(error.cause, failure);
  }, "streams out"),
  main("responses that nobody reads hold nothing for good", async ({ main, facts }) => {
    using client = new main.Client({ limits: { maxConnections: 2 } });
    for (let count = 0; count < 6; count++) await client.fetch(`${facts.http}/json`);
    assertEquals((await client.get(`${facts.http}/json`)).status, 200);
  }),
  main("trustEnv: false", async ({ main, facts }) => {
    using client = new main.Client({ trustEnv: false });
    assertEquals((await client.get(`${facts.http}/json`)).status, 200);
  }),
  main("private networks are refused", async ({ main, facts }) => {
    using client = new main.Client({ blockPrivateNetworks: true });
    await assertRejects(() => client.get(`${facts.http}/json`).text(), main.BlockedUrlError);
  }, "sockets"),
  lacking(
    "sockets",
    main("what needs sockets is a clear TypeError without them", ({ main, facts }) => {
      const options = [
        { verify: false },
        { proxy: facts.proxy },
        { unix: "/tmp/x.sock" },
        { lookup: () => ["127.0.0.1"] },
      ];
      for (const each of options) {
        const error = assertThrows(() => new main.Client(each), TypeError);
        assert(/sockets/.test(error.message), error.message);
      }
    }),
  ),
];
