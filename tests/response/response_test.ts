import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import {
  Client,
  FetchTransport,
  HttpResponse,
  StatusError,
  StreamError,
  type Transport,
} from "../../mod.ts";
import { SocketTransport } from "../../src/transports/socket/mod.ts";
import { ask, ways } from "../answering.ts";
import { test } from "../checked.ts";
import { respondWith } from "../wire/scripted.ts";

test("a response is a web response", async () => {
  for (const way of ways) {
    const response = await ask(way, { body: "x", status: 201, statusText: "Made" });
    assertInstanceOf(response, Response);
    assertInstanceOf(response, HttpResponse);
    assertEquals([response.status, response.statusText, response.ok], [201, "Made", true]);
    assertEquals(response.url, "http://h.example/path?q=1", "no userinfo, no fragment");
    assertEquals([response.redirected, response.type, response.bodyUsed], [
      false,
      "default",
      false,
    ]);
    assertEquals([response.reasonPhrase, response.httpVersion], ["Made", undefined]);
    assert(response.elapsed >= 0 && response.elapsed < 1_000);
    assertStrictEquals(response.raiseForStatus(), response);
    response.close();
  }
});

test("the status says what kind of answer it is", async () => {
  const kinds = [
    [200, "isSuccess"],
    [204, "isSuccess"],
    [299, "isSuccess"],
    [300, undefined],
    [304, undefined],
    [400, "isClientError"],
    [451, "isClientError"],
    [500, "isServerError"],
    [599, "isServerError"],
  ] as const;
  for (const status of [100, 101, 150, 199, 600, 999]) {
    const response = HttpResponse.of(null, { status });
    assertEquals([response.status, response.ok], [status, false]);
    assertEquals(response.isInformational, status < 200);
  }
  for (const [status, kind] of kinds) {
    const response = await ask("read", { status });
    const { isSuccess, isClientError, isServerError, isInformational, isRedirect } = response;
    assertEquals([isInformational, isRedirect], [false, false]);
    const flags = { isSuccess, isClientError, isServerError };
    const wanted = { isSuccess: false, isClientError: false, isServerError: false };
    assertEquals(flags, kind ? { ...wanted, [kind]: true } : wanted, `${status}`);
    assertEquals(response.isError, status >= 400);
    assertEquals(response.ok, kind === "isSuccess");
    if (status >= 400) assertThrows(() => response.raiseForStatus(), StatusError);
    else assertStrictEquals(response.raiseForStatus(), response);
  }
});

test("a redirect is one only with a location that leads somewhere", async () => {
  for (const status of [300, 301, 302, 303, 304, 305, 307, 308]) {
    for (const location of [undefined, "", "/next"]) {
      using client = new Client({
        followRedirects: false,
        transport: {
          send: () =>
            Promise.resolve(
              new Response(null, {
                status,
                ...(location !== undefined && { headers: { location } }),
              }),
            ),
        },
      });
      const response = await client.get("http://h.example/");
      const wanted = Boolean(location) && [301, 302, 303, 307, 308].includes(status);
      assertEquals(response.isRedirect, wanted, `${status} ${location}`);
      assertEquals(response.isPermanentRedirect, wanted && [301, 308].includes(status));
      assertEquals(response.nextRequest?.url, wanted ? "http://h.example/next" : undefined);
      if (!wanted) assertEquals(await response.next(), undefined);
    }
  }
});

/** Leads from /0 to /1 to /2 and there says hello. */
const steps: Transport = {
  send(request) {
    const index = Number(new URL(request.url).pathname.slice(1));
    if (index === 2) return Promise.resolve(new Response("hello"));
    const headers = { location: `/${index + 1}#part`, "set-cookie": `c${index}=1` };
    return Promise.resolve(new Response(`to ${index + 1}`, { status: 302, headers }));
  },
};

test("history has the responses that led here, oldest first, each readable", async () => {
  for (const stream of [false, true]) {
    using client = new Client({ transport: steps });
    const response = stream
      ? await client.stream("GET", "http://h.example/0")
      : await client.get("http://h.example/0");
    assertEquals(await response.text(), "hello");
    assertEquals(response.redirected, true);
    assertEquals(response.history.map(({ url }) => url), [
      "http://h.example/0",
      "http://h.example/1",
    ]);
    assertEquals(
      await Promise.all(response.history.map((one) => one.text())),
      ["to 1", "to 2"],
    );
    assertEquals(response.history.map(({ history }) => history.length), [0, 1]);
    assertEquals(response.url, "http://h.example/2");
    assertEquals(response.request.url, "http://h.example/2#part");
    assertEquals(response.history[0]?.cookies.get("c0"), "1");
    assertEquals(response.cookies.size, 0);
    assertEquals(client.stats.active, 0);
  }
});

test("next() follows a redirect by one step", async () => {
  using client = new Client({ transport: steps, followRedirects: false });
  const first = await client.get("http://h.example/0");
  assertEquals([first.status, first.nextRequest?.url], [302, "http://h.example/1#part"]);
  const second = await first.next();
  const third = await second?.next();
  assertEquals([second?.status, third?.status, await third?.text()], [302, 200, "hello"]);
  assertEquals(third?.history.length, 2);
  assertEquals(await third?.next(), undefined);
  assertEquals(client.stats.active, 0);
});

test("links are given by their relation, else by their URL", async () => {
  const response = await ask("read", {
    headers: { link: '</2>; rel="next"; title="two", </9>; rel=last, <http://x.example/>' },
  });
  assertEquals(response.links.next?.url, "/2");
  assertEquals(response.links.next?.title, "two");
  assertEquals(response.links.last?.url, "/9");
  assertEquals(response.links["http://x.example/"]?.url, "http://x.example/");
  assertEquals((await ask("read")).links, {});
});

test("cookies are those that this response set", async () => {
  const headers = new Headers();
  headers.append("set-cookie", "a=1; Path=/");
  headers.append("set-cookie", "b=2, with comma; Expires=Wed, 09 Jun 2100 10:18:14 GMT");
  const response = await ask("read", { headers });
  assertEquals([response.cookies.get("a"), response.cookies.size], ["1", 2]);
  assertStrictEquals(response.cookies, response.cookies);
});

test("an answer of no URL has cookies as well", () => {
  const answer = new Response(null, { headers: { "set-cookie": "a=1" } });
  assertEquals(HttpResponse.from(answer).cookies.get("a"), "1");
});

test("an error status is raised with the start of the body, read or streamed", async () => {
  const body = "x".repeat(5_000);
  for (const way of ways) {
    const response = await ask(way, { body, status: 404, statusText: "Lost" });
    const error = assertThrows(() => response.raiseForStatus(), StatusError);
    assertEquals([error.status, error.code, error.phase], [404, "ERR_STATUS", "status"]);
    assertEquals(error.body, "x".repeat(2_000));
    assertStrictEquals(error.response, response);
    assert(error.message.includes("404 Lost"), error.message);
    assert(error.message.includes("GET http://h.example/path?q=1"), error.message);
    assert(!error.message.includes("secret"));
    assertEquals(await response.text(), body, "the body can still be read");
  }
});

test("the body of an error is decoded by its charset", async () => {
  const body = Uint8Array.from([0xe9]);
  const headers = { "content-type": "text/plain; charset=latin1" };
  for (const way of ways) {
    for (const status of [400, 500, 599]) {
      const response = await ask(way, { body, headers, status });
      assertEquals(assertThrows(() => response.raiseForStatus(), StatusError).body, "é");
      response.close();
    }
  }
});

test("an error without a body, and one whose body stalls, are raised, too", async () => {
  for (const way of ways) {
    const response = await ask(way, { status: 500 });
    assertEquals(assertThrows(() => response.raiseForStatus(), StatusError).body, "");
  }
  await using server = await respondWith({
    send: "HTTP/1.1 500 Oh\r\nContent-Length: 99\r\n\r\npart",
    end: "hang",
  });
  using client = new Client();
  await using response = await client.stream("GET", server.url);
  assertEquals(assertThrows(() => response.raiseForStatus(), StatusError).body, "part");
});

test("statuses without a body, and ones that no web response has, are taken", async () => {
  const statuses = ["204 No Content", "304 Not Modified", "205 Reset", "999 Odd", "600 More"];
  for (const status of statuses) {
    const bare = status.startsWith("204") || status.startsWith("304");
    const head = `HTTP/1.1 ${status}\r\n${bare ? "" : "Content-Length: 0\r\n"}\r\n`;
    await using server = await respondWith(head);
    using client = new Client();
    const code = Number(status.slice(0, 3));
    const response = await client.get(server.url);
    assertEquals([response.status, await response.text(), response.ok], [code, "", code < 300]);
    await using streamed = await client.stream("GET", server.url);
    assertEquals([streamed.status, await streamed.text()], [code, ""]);
    assertEquals(client.stats.active, 0);
  }
});

test("a status that no web response has is handed on as 502, never as a success", async () => {
  await using upstream = await respondWith("HTTP/1.1 999 Odd\r\nContent-Length: 2\r\n\r\nno");
  using client = new Client();
  for (const ask of [client.get, client.fetch]) {
    await using front = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {} },
      async () => await Reflect.apply(ask, client, [upstream.url]),
    );
    const response = await fetch(`http://127.0.0.1:${front.addr.port}/`);
    assertEquals([response.status, await response.text()], [502, "no"]);
  }
});

test("elapsed is the time until the headers, not the body", async () => {
  await using server = await respondWith({
    send: ["HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", "a", "b"],
    delay: 40,
    pause: 20,
  });
  using client = new Client();
  const startedAt = performance.now();
  const response = await client.stream("GET", server.url);
  const { elapsed } = response;
  const headAfter = performance.now() - startedAt;
  assert(elapsed >= 35 && elapsed <= headAfter, `${elapsed} of ${headAfter} ms`);
  assertEquals(await response.text(), "ab");
  assertEquals(response.elapsed, elapsed);
  for (const transport of [new FetchTransport(), new SocketTransport()]) {
    using other = new Client({ transport });
    const sentAt = performance.now();
    const { wait = -1, receive = -1 } = (await other.get(server.url)).timings ?? {};
    const took = performance.now() - sentAt;
    assert(wait >= 35 && receive >= 0 && wait + receive <= took, `${wait}, ${receive} of ${took}`);
  }
});

test("the URL of an answer has no fragment, be it empty", async () => {
  using client = new Client({ transport: { send: () => Promise.resolve(new Response()) } });
  const urls = ["http://h.example/a?b", "http://h.example/a?b#", "http://h.example/a?b#c#d"];
  for (const url of urls) assertEquals((await client.get(url)).url, urls[0]);
});

test("a clone has the same body and story, read or unread", async () => {
  for (const way of ways) {
    const response = await ask(way, { body: ["ab", "cd"], status: 201 });
    const clone = response.clone();
    assertInstanceOf(clone, HttpResponse);
    assertEquals([clone.status, clone.url, clone.request.url], [
      201,
      response.url,
      response.request.url,
    ]);
    assertEquals([await clone.text(), await response.text()], ["abcd", "abcd"]);
    assertEquals(await clone.clone().text(), "abcd");
    const again = response.clone();
    assertEquals([again.content.length, response.bodyUsed], [4, false]);
  }
  const consumed = await ask("streamed", { body: "x" });
  await Array.fromAsync(consumed.iterBytes());
  assertThrows(() => consumed.clone(), StreamError);
});

test("a clone may be iterated while the other one is read or closed", async () => {
  const response = await ask("streamed", { body: ["ab", "cd", "ef"] });
  const clone = response.clone();
  const chunks = clone.iterBytes();
  assertEquals((await chunks.next()).value, new TextEncoder().encode("ab"));
  response.close();
  assertEquals((await Array.fromAsync(chunks)).length, 2);
  await assertRejects(() => response.text(), StreamError);
  const third = await ask("streamed", { body: ["ab", "cd"] });
  const copies = [third, third.clone(), third.clone()];
  assertEquals(await Promise.all(copies.map((one) => one.text())), ["abcd", "abcd", "abcd"]);
});

test("what is shown of a response has no secret", async () => {
  using client = new Client({
    transport: { send: () => Promise.resolve(new Response("x", { status: 418 })) },
    auth: ["user", "secret1"],
    headers: { "x-key": "secret2" },
    cookies: { a: "secret3" },
  });
  const response = await client.get("http://user:secret4@h.example/?q=1&token=secret6#f", {
    headers: { authorization: "secret5" },
  });
  const shown = Deno.inspect(response) + Deno.inspect({ response }, { depth: 10 }) +
    String(response) + JSON.stringify(response);
  assert(!shown.includes("secret"), shown);
  assert(shown.includes("418") && shown.includes("http://h.example/?q=1"), shown);
});
