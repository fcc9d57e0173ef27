/** What is sent: methods, URLs, headers and bodies. */

import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { core, main, type Scenario } from "../scenario.ts";

interface Echo {
  readonly method: string;
  readonly search: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export const requests: readonly Scenario[] = [
  core("GET gives JSON", async ({ core, facts }) => {
    using client = new core.Client();
    const response = await client.get(`${facts.http}/json`);
    assertEquals([response.status, response.ok, response.statusText], [200, true, "OK"]);
    assertEquals(response.url, `${facts.http}/json`);
    assertInstanceOf(response, core.HttpResponse);
    assertInstanceOf(response, Response);
    assertEquals(await response.json(), { name: "Ferry", list: [1, 2, 3] });
  }),
  core("the promise of a response is read at once", async ({ core, facts }) => {
    using client = new core.Client({ baseUrl: facts.http });
    const { list } = await client.get("/json").json<{ list: number[] }>();
    assertEquals(list, [1, 2, 3]);
  }),
  core("params are appended, and lists repeat their key", async ({ core, facts }) => {
    using client = new core.Client({ baseUrl: facts.http, params: { a: 1 } });
    const { search } = await client.get("/echo?z=%20", { params: { b: ["x", "y z"] } }).json<
      Echo
    >();
    assertEquals(search, "?z=%20&a=1&b=x&b=y+z");
  }),
  core("headers merge by name, and null removes one", async ({ core, facts }) => {
    using client = new core.Client({ headers: { "x-a": "1", "x-b": "2" } });
    const options = { headers: { "X-A": "3", "x-b": null } };
    const { headers } = await client.get(`${facts.http}/echo`, options).json<Echo>();
    assertEquals([headers["x-a"], headers["x-b"]], ["3", undefined]);
  }),
  core("user-agent and accept are sent", async ({ core, facts }) => {
    using client = new core.Client();
    const { headers } = await client.get(`${facts.http}/echo`).json<Echo>();
    assertEquals([/^ferry\//.test(headers["user-agent"] ?? ""), headers["accept"]], [true, "*/*"]);
  }, "headers"),
  core("a plain GET to another origin asks for no leave", async ({ core, facts }) => {
    using client = new core.Client();
    const key = crypto.randomUUID();
    assertEquals((await client.get(`${facts.other}/echo?key=${key}`)).status, 200);
    assertEquals(await client.get(`${facts.http}/preflights?key=${key}`).json(), 0);
  }),
  core("POST sends JSON", async ({ core, facts }) => {
    using client = new core.Client();
    const echo = await client.post(`${facts.http}/echo`, { json: { a: [1, null] } }).json<Echo>();
    assertEquals([echo.method, echo.body], ["POST", '{"a":[1,null]}']);
    assertEquals(echo.headers["content-type"], "application/json");
    assertEquals(echo.headers["content-length"], "14");
  }),
  core("POST sends a form", async ({ core, facts }) => {
    using client = new core.Client();
    const data = { a: "x y", b: ["1", "2"] };
    const form = await client.post(`${facts.http}/form`, { data }).json();
    assertEquals(form, [["a", "x y"], ["b", "1"], ["b", "2"]]);
  }),
  core("PUT, PATCH and DELETE, with and without a body", async ({ core, facts }) => {
    using client = new core.Client({ baseUrl: facts.http });
    for (const method of ["PUT", "PATCH", "DELETE"]) {
      for (const body of [undefined, "text", new Uint8Array([65, 66])]) {
        const echo = await client.request(method, "/echo", { body }).json<Echo>();
        const text = body === undefined ? "" : typeof body === "string" ? body : "AB";
        assertEquals([echo.method, echo.body], [method, text]);
      }
    }
  }),
  core("HEAD has no body, and OPTIONS is sent", async ({ core, facts }) => {
    using client = new core.Client({ baseUrl: facts.http });
    const head = await client.head("/large?size=1000");
    assertEquals([head.status, (await head.bytes()).length], [200, 0]);
    assertEquals((await client.options("/echo").json<Echo>()).method, "OPTIONS");
  }),
  main("multipart of text", async ({ main, facts }) => {
    using client = new main.Client();
    const options = { data: { a: "1" }, files: { b: { content: "two", filename: "b.txt" } } };
    assertEquals(await client.post(`${facts.http}/parts`, options).json(), [
      { name: "a", text: "1" },
      { name: "b", filename: "b.txt", type: "text/plain", text: "two" },
    ]);
  }),
  main("multipart of a File", async ({ main, facts }) => {
    using client = new main.Client();
    const files = { f: new File(["<p>"], "page.html", { type: "text/html" }) };
    const echo = await client.post(`${facts.http}/parts`, { files }).text();
    // Bun adds a charset to the type of a File.
    assert(
      /^\[{"name":"f","filename":"page.html","type":"text\/html(?:;charset=utf-8)?","text":"<p>"}\]$/
        .test(echo),
      echo,
    );
  }),
  main("multipart of a stream", async ({ main, facts }) => {
    using client = new main.Client();
    const content = new Blob(["streamed"]).stream();
    const files = { s: { content, filename: "s.bin" } };
    const [part] = await client.post(`${facts.http}/parts`, { files }).json<{ text: string }[]>();
    assertEquals(part?.text, "streamed");
  }, "streams out"),
  main("a body is compressed", async ({ main, facts }) => {
    using client = new main.Client({ compress: "gzip" });
    const text = await client.post(`${facts.http}/unzip`, { body: "small ".repeat(100) }).text();
    assertEquals(text, "gzip small ".padEnd(605, "small "));
  }),
  core("FormData goes out", async ({ core, facts }) => {
    using client = new core.Client();
    const body = new FormData();
    body.append("a", "1");
    assertEquals(await client.post(`${facts.http}/form`, { body }).json(), [["a", "1"]]);
  }),
  core("bytes, a Blob and URLSearchParams go out", async ({ core, facts }) => {
    using client = new core.Client();
    const send = async (body: BodyInit) =>
      (await client.post(`${facts.http}/echo`, { body }).json<Echo>()).body;
    assertEquals(await send(new Uint8Array([104, 105])), "hi");
    assertEquals(await send(new Blob(["hi"])), "hi");
    assertEquals(await send(new URLSearchParams({ a: "b c" })), "a=b+c");
  }),
  main("a stream goes out", async ({ main, facts }) => {
    using client = new main.Client();
    const body = new Blob(["a".repeat(100_000)]).stream();
    const echo = await client.post(`${facts.http}/echo`, { body }).json<Echo>();
    assertEquals(echo.body.length, 100_000);
  }, "streams out"),
  main("an async iterable goes out", async ({ main, facts }) => {
    using client = new main.Client();
    const body = async function* () {
      yield "one ";
      yield await Promise.resolve("two");
    };
    const echo = await client.post(`${facts.http}/echo`, { body }).json<Echo>();
    assertEquals(echo.body, "one two");
  }, "streams out"),
  main("a large body goes out with its length", async ({ main, facts }) => {
    using client = new main.Client();
    const body = new Uint8Array(1_000_000).fill(98);
    const echo = await client.post(`${facts.http}/echo`, { body }).json<Echo>();
    assertEquals([echo.body.length, echo.headers["content-length"]], [1_000_000, "1000000"]);
  }),
  main("progress is told in both directions", async ({ main, facts }) => {
    using client = new main.Client();
    const sent: number[] = [];
    const received: number[] = [];
    await client.post(`${facts.http}/echo`, {
      body: "x".repeat(70_000),
      onUploadProgress: ({ transferred }) => void sent.push(transferred),
      onDownloadProgress: ({ transferred }) => void received.push(transferred),
    });
    assertEquals(sent.at(-1), 70_000);
    assert((received.at(-1) ?? 0) > 70_000);
  }),
  main("the helpers", async ({ main, facts }) => {
    assertEquals((await main.get(`${facts.http}/json`)).status, 200);
    const echo: Echo = await (await main.post(`${facts.http}/echo`, { json: 1 })).json();
    assertEquals(echo.body, "1");
    const response = await main.stream("GET", `${facts.http}/json`);
    assertEquals(await response.json(), { name: "Ferry", list: [1, 2, 3] });
    await response[Symbol.asyncDispose]();
  }),
  core("buildRequest, then send", async ({ core, facts }) => {
    using client = new core.Client({ baseUrl: facts.http, headers: { "x-a": "1" } });
    const request = client.buildRequest("POST", "/echo", { json: { b: 2 } });
    assertInstanceOf(request, Request);
    const echo: Echo = await (await client.send(request)).json();
    assertEquals([echo.body, echo.headers["x-a"]], ['{"b":2}', "1"]);
  }),
  core("extend makes a client with more", async ({ core, facts }) => {
    using client = new core.Client({ baseUrl: facts.http, headers: { "x-a": "1" } });
    using more = client.extend({ headers: { "x-b": "2" } });
    const { headers } = await more.get("/echo").json<Echo>();
    assertEquals([headers["x-a"], headers["x-b"]], ["1", "2"]);
  }),
  core("hooks see the request and the response", async ({ core, facts }) => {
    const seen: string[] = [];
    using client = new core.Client({
      hooks: {
        request: [(request) => {
          request.headers.set("x-hook", "yes");
          seen.push(request.method);
        }],
        response: [(response) => void seen.push(String(response.status))],
      },
    });
    const { headers } = await client.get(`${facts.http}/echo`).json<Echo>();
    assertEquals([headers["x-hook"], seen], ["yes", ["GET", "200"]]);
  }),
  main("a stage may answer by itself", async ({ main }) => {
    using client = new main.Client({
      stages: [
        () => () => Promise.resolve(main.HttpResponse.from(new Response("mine", { status: 203 }))),
      ],
    });
    const response = await client.get("http://stage.example/");
    assertEquals([response.status, await response.text()], [203, "mine"]);
  }),
  core("throwOnError makes a StatusError", async ({ core, facts }) => {
    using client = new core.Client({ throwOnError: true });
    const body = encodeURIComponent('{"a":1}');
    const url = `${facts.http}/status?code=422&body=${body}&h=content-type:application/json`;
    const error = await assertRejects(() => client.get(url).json(), core.StatusError);
    assertEquals([error.status, error.code, error.data], [422, "ERR_STATUS", { a: 1 }]);
  }),
  core("wrong options are refused before anything is sent", async ({ core, facts }) => {
    using client = new core.Client();
    const url = `${facts.http}/echo`;
    await assertRejects(async () => await client.post(url, { json: 1, data: "x" }), TypeError);
    await assertRejects(async () => await client.head(url, { body: "x" }), TypeError);
    await assertRejects(async () => await client.get(url, { timeout: -1 }), RangeError);
  }),
  main("a GET with a body", async ({ main, facts }) => {
    using client = new main.Client();
    const { headers } = await client.get(`${facts.http}/echo`, { body: "with" }).json<Echo>();
    assertEquals(headers["content-length"], "4");
  }, "sockets"),
];
