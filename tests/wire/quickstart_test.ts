import { assert, assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import {
  Client,
  codes,
  ConnectError,
  CookieJar,
  del,
  get,
  head,
  HttpError,
  JsonDecodeError,
  options,
  post,
  put,
  StatusError,
  stream,
  TimeoutError,
  TooManyRedirectsError,
} from "../../mod.ts";
import { wireTest } from "./checked_wire.ts";
import { gunicornHttpbin } from "./programs.ts";
import { freePort, startGunicornHttpbin } from "./servers.ts";

/** What httpbin tells of a request, as far as it is asked here. */
interface Echo {
  readonly args: Record<string, unknown>;
  readonly form: Record<string, unknown>;
  readonly files: Record<string, string>;
  readonly headers: Record<string, string>;
  readonly json: unknown;
  readonly data: string;
  readonly url: string;
}

/** Every example of the quickstart of requests, in its order, against the server that it names. */
const examples: Record<string, (url: string) => Promise<void>> = {
  async "make a request"(url) {
    assertEquals((await get(`${url}/get`)).status, 200);
    const posted = await post(`${url}/post`, { data: { key: "value" } });
    assertEquals((await posted.json<Echo>()).form, { key: "value" });
    const replaced = await put(`${url}/put`, { data: { key: "value" } });
    assertEquals((await replaced.json<Echo>()).form, { key: "value" });
    assertEquals((await del(`${url}/delete`)).status, 200);
    const bare = await head(`${url}/get`);
    assertEquals([bare.status, await bare.text()], [200, ""]);
    assert((await options(`${url}/get`)).headers.get("allow")?.includes("GET"));
  },

  async "pass parameters in URLs"(url) {
    const payload = { key1: "value1", key2: "value2" };
    const response = await get(`${url}/get`, { params: payload });
    assertEquals(response.url, `${url}/get?key1=value1&key2=value2`);
    assertEquals((await response.json<Echo>()).args, payload);
    const none = await get(`${url}/get`, { params: { key1: "value1", key2: null } });
    assertEquals(none.url, `${url}/get?key1=value1`);
    const list = await get(`${url}/get`, {
      params: { key1: "value1", key2: ["value2", "value3"] },
    });
    assertEquals(list.url, `${url}/get?key1=value1&key2=value2&key2=value3`);
  },

  async "response content"(url) {
    const response = await get(`${url}/base64/4oiuIEXii4VkYSA9IFE=`);
    assertEquals(await response.text(), "∮ E⋅da = Q");
    assertEquals(response.encoding, "utf-8");
    response.encoding = "ISO-8859-1";
    assert(!(await response.text()).includes("∮"));
  },

  async "binary response content"(url) {
    const response = await get(`${url}/image/png`);
    assertEquals(response.content.subarray(1, 4), new TextEncoder().encode("PNG"));
    for (const coding of ["gzip", "brotli"]) {
      const packed = await get(`${url}/${coding}`);
      assertEquals(
        (await packed.json<Record<string, unknown>>())[coding.replace("gzip", "gzipped")],
        true,
      );
    }
  },

  async "JSON response content"(url) {
    const value = await (await get(`${url}/get`)).json<Echo>();
    assertEquals(value.url, `${url}/get`);
    const empty = await get(`${url}/status/204`);
    await assertRejects(() => empty.json(), JsonDecodeError);
  },

  async "raw response content"(url) {
    await using response = await stream("GET", `${url}/bytes/1000?seed=1`);
    const file = await Deno.makeTempFile();
    try {
      using saved = await Deno.open(file, { write: true });
      for await (const chunk of response.iterBytes({ chunkSize: 128 })) await saved.write(chunk);
      assertEquals((await Deno.stat(file)).size, 1_000);
    } finally {
      await Deno.remove(file);
    }
  },

  async "custom headers"(url) {
    const response = await get(`${url}/headers`, { headers: { "user-agent": "my-app/0.0.1" } });
    const { headers } = await response.json<Echo>();
    assertEquals(headers["User-Agent"], "my-app/0.0.1");
  },

  async "more complicated POST requests"(url) {
    const pairs: [string, string][] = [["key1", "value1"], ["key1", "value2"]];
    const first = await post(`${url}/post`, { data: pairs });
    const second = await post(`${url}/post`, { data: { key1: ["value1", "value2"] } });
    assertEquals((await first.json<Echo>()).form, { key1: ["value1", "value2"] });
    assertEquals((await second.json<Echo>()).form, { key1: ["value1", "value2"] });
    const payload = { some: "data" };
    const text = await (await post(`${url}/post`, { data: JSON.stringify(payload) })).json<Echo>();
    assertEquals([text.data, text.headers["Content-Type"]], ['{"some":"data"}', undefined]);
    const json = await (await post(`${url}/post`, { json: payload })).json<Echo>();
    assertEquals([json.json, json.headers["Content-Type"]], [payload, "application/json"]);
  },

  async "POST a multipart-encoded file"(url) {
    const file = await Deno.makeTempFile({ suffix: ".xls" });
    try {
      await Deno.writeTextFile(file, "some,data,to,send\n");
      using report = await Deno.open(file);
      const sent = await post(`${url}/post`, { files: { file: report } });
      assertEquals((await sent.json<Echo>()).files, { file: "some,data,to,send\n" });
    } finally {
      await Deno.remove(file);
    }
    const explicit = await post(`${url}/post`, {
      files: { file: ["report.xls", "content", "application/vnd.ms-excel", { Expires: "0" }] },
      data: { field: "value" },
    });
    const { files, form, headers } = await explicit.json<Echo>();
    assertEquals([files.file?.includes("content") || files.file?.startsWith("data:"), form], [
      true,
      { field: "value" },
    ]);
    assert(headers["Content-Type"]?.startsWith("multipart/form-data; boundary="));
    const text = await post(`${url}/post`, {
      files: { file: ["report.csv", "some,data,to,send\nanother,row,to,send\n"] },
    });
    assertEquals((await text.json<Echo>()).files, {
      file: "some,data,to,send\nanother,row,to,send\n",
    });
  },

  async "response status codes"(url) {
    const response = await get(`${url}/get`);
    assertEquals(response.status === codes.ok, true);
    assertStrictEquals(response.raiseForStatus(), response);
    const bad = await get(`${url}/status/404`);
    assertEquals(bad.status, 404);
    const error = assertThrows(() => bad.raiseForStatus(), StatusError, "404");
    assertStrictEquals(error.response, bad);
  },

  async "response headers"(url) {
    const { headers } = await get(`${url}/response-headers?x-a=1&x-a=2&server=mine`);
    assertEquals(headers.get("X-A"), "1, 2");
    assertEquals(headers.get("content-type"), headers.get("Content-Type"));
  },

  async "cookies"(url) {
    const set = await get(`${url}/cookies/set?example_cookie_name=example_cookie_value`, {
      followRedirects: false,
    });
    assertEquals(set.cookies.get("example_cookie_name"), "example_cookie_value");
    const sent = await get(`${url}/cookies`, { cookies: { cookies_are: "working" } });
    assertEquals(await sent.json(), { cookies: { cookies_are: "working" } });
    const jar = new CookieJar();
    jar.set("tasty_cookie", "yum", { domain: "127.0.0.1", path: "/cookies" });
    jar.set("gross_cookie", "blech", { domain: "127.0.0.1", path: "/elsewhere" });
    const chosen = await get(`${url}/cookies`, { cookies: jar });
    assertEquals(await chosen.json(), { cookies: { tasty_cookie: "yum" } });
    using client = new Client();
    await client.get(`${url}/cookies/set/sessioncookie/123456789`);
    const kept = await client.get(`${url}/cookies`);
    assertEquals(await kept.json(), { cookies: { sessioncookie: "123456789" } });
  },

  async "redirection and history"(url) {
    const response = await get(`${url}/redirect/2`);
    assertEquals([response.status, response.url], [200, `${url}/get`]);
    assertEquals(response.history.map(({ status }) => status), [302, 302]);
    const stopped = await get(`${url}/redirect/1`, { followRedirects: false });
    assertEquals([stopped.status, stopped.history], [302, []]);
    assertEquals((await head(`${url}/redirect/1`)).status, 302);
    const headed = await head(`${url}/redirect/1`, { followRedirects: true });
    assertEquals([headed.url, headed.history.length], [`${url}/get`, 1]);
  },

  async "timeouts"(url) {
    const error = await assertRejects(() => get(`${url}/delay/3`, { timeout: 50 }), TimeoutError);
    assert(error.message.includes("/delay/3"));
  },

  async "errors and exceptions"(url) {
    await assertRejects(() => get(`http://127.0.0.1:${freePort()}/`), ConnectError);
    await assertRejects(() => get(`${url}/redirect/5`, { maxRedirects: 2 }), TooManyRedirectsError);
    await assertRejects(() => get("http://"), HttpError);
  },
};

wireTest("every example of the quickstart works", gunicornHttpbin, async (t) => {
  await using server = await startGunicornHttpbin();
  for (const [name, run] of Object.entries(examples)) {
    await t.step(name, () => run(server.url));
  }
});
