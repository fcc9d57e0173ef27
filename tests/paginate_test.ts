import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  Client,
  type ClientOptions,
  HandlerTransport,
  HttpError,
  type PaginateOptions,
  StatusError,
  UnsupportedProtocolError,
} from "../mod.ts";
import { test } from "./checked.ts";

type Answers = (url: URL, request: Request) => Response | Promise<Response>;

function setUp(answer: Answers, options: ClientOptions = {}) {
  const seen: Request[] = [];
  const transport = new HandlerTransport((request) => {
    seen.push(request);
    return answer(new URL(request.url), request);
  });
  return { seen, client: new Client({ ...options, transport }) };
}

const linked = (next: string | undefined, body: unknown = 0) =>
  Response.json(body, next === undefined ? {} : { headers: { link: `<${next}>; rel="next"` } });

test("links are followed to the end, relative to the page, and pages are read", async () => {
  const next: Record<string, string> = {
    "/a/1": "2",
    "/a/2": "../b/3?x=1",
    "/b/3": "?x=2",
  };
  const { client, seen } = setUp((url) =>
    linked(url.search === "?x=2" ? undefined : next[url.pathname], url.pathname)
  );
  const pages = await Array.fromAsync(client.paginate("http://h/a/1", { params: { per: 5 } }));
  assertEquals(pages.map((page) => JSON.parse(new TextDecoder().decode(page.content))), [
    "/a/1",
    "/a/2",
    "/b/3",
    "/b/3",
  ]);
  assertEquals(seen.map(({ url }) => url), [
    "http://h/a/1?per=5",
    "http://h/a/2",
    "http://h/b/3?x=1",
    "http://h/b/3?x=2",
  ]);
});

test("a loop is an error, after the pages before it", async () => {
  for (const target of ["http://h/1", "http://h/1#x", "/2", ""]) {
    const { client } = setUp((url) => linked(url.pathname === "/1" ? "/2" : target));
    let count = 0;
    const all = async () => {
      for await (const _ of client.paginate("http://h/1")) count++;
    };
    const error = await assertRejects(all, HttpError, "there already");
    assertEquals([count, error.response?.url, client.stats.active], [2, "http://h/2", 0]);
  }
});

test("a loop through a redirect is seen, too", async () => {
  const { client, seen } = setUp((url) =>
    url.pathname === "/start"
      ? new Response(null, { status: 302, headers: { location: "/1" } })
      : linked("/start")
  );
  await assertRejects(
    () => Array.fromAsync(client.paginate("http://h/start")),
    HttpError,
    "already",
  );
  assertEquals(seen.length, 2);
});

test("maxPages ends it, without asking where the next one is; so does leaving the loop", async () => {
  const { client, seen } = setUp((url) => linked(`/${Number(url.pathname.slice(1)) + 1}`));
  assertEquals((await Array.fromAsync(client.paginate("http://h/1", { maxPages: 3 }))).length, 3);
  for await (const page of client.paginate("http://h/1")) if (page.url.endsWith("2")) break;
  assertEquals(seen.length, 5);
});

test("a function says where the next page is, and what a page holds", async () => {
  const { client } = setUp((url) => {
    const at = Number(url.searchParams.get("cursor"));
    return Response.json({ items: [at, at + 1], cursor: at < 4 ? at + 2 : null });
  });
  const options = {
    next: async (page: Response) => {
      const { cursor } = await page.json();
      return cursor === null ? undefined : new URL(`?cursor=${cursor}`, page.url);
    },
    items: async (page: Response): Promise<number[]> => (await page.json()).items,
  };
  const items: number[] = await Array.fromAsync(client.paginate("http://h/", options));
  assertEquals(items, [0, 1, 2, 3, 4, 5]);
});

test("a page that is an error is a StatusError, not the end", async () => {
  const { client } = setUp((url) =>
    url.pathname === "/1" ? linked("/2") : new Response("down", { status: 503 })
  );
  const error = await assertRejects(
    () => Array.fromAsync(client.paginate("http://h/1")),
    StatusError,
  );
  assertEquals([error.status, error.body], [503, "down"]);
});

const credentials = ["authorization", "cookie", "proxy-authorization", "x-key"];
const secret: ClientOptions = {
  auth: ["user", "password"],
  cookies: { sid: "1" },
  params: { key: "k", lang: "en" },
  headers: { "x-key": "1", "proxy-authorization": "p", "x-plain": "1" },
  sensitiveHeaders: ["x-key"],
};
const given: PaginateOptions = {
  headers: { Authorization: "mine", "X-Key": "2", "x-other": "2" },
  cookies: { mine: "1" },
  auth: ["me", "mine"],
};

for (const baseUrl of [undefined, "https://h/"]) {
  for (const options of [{}, given]) {
    const name = `${baseUrl ? "with" : "without"} a base, ${
      options === given ? "the call's" : "its own"
    }`;
    test(`credentials stay at home: ${name}`, async () => {
      const next: Record<string, string> = {
        "https://h/1": "https://h/2?lang=de",
        "https://h/2": "https://u:p@evil.example/3",
        "https://evil.example/3": "http://h/4",
        "http://h/4": "https://h:8443/5",
        "https://h:8443/5": "https://h/6",
      };
      const { client, seen } = setUp((url) => linked(next[url.origin + url.pathname]), {
        ...secret,
        baseUrl,
      });
      await Array.fromAsync(client.paginate("https://h/1", options));
      assertEquals(seen.map(({ url }) => url), [
        "https://h/1?key=k&lang=en",
        "https://h/2?lang=de&key=k",
        "https://evil.example/3",
        "http://h/4",
        "https://h:8443/5",
        "https://h/6?key=k&lang=en",
      ]);
      for (const { url, headers } of seen) {
        const isHome = url.startsWith("https://h/");
        for (const header of credentials) assertEquals(headers.has(header), isHome, url + header);
        assertEquals(headers.get("x-plain"), "1");
        assertEquals(headers.get("x-other"), options === given ? "2" : null);
      }
    });
  }
}

test("a redirect of the first page is left where credentials are concerned", async () => {
  const { client, seen } = setUp((url) => {
    if (url.pathname === "/1") {
      return new Response(null, { status: 302, headers: { location: "http://other/2" } });
    }
    return linked(url.pathname === "/2" ? "/3" : undefined);
  }, { auth: ["user", "password"] });
  await Array.fromAsync(client.paginate("http://h/1"));
  const signed = seen.map(({ url, headers }) => [url, headers.has("authorization")]);
  assertEquals(signed, [["http://h/1", true], ["http://other/2", false], [
    "http://other/3",
    false,
  ]]);
});

test("what leads nowhere is an error; wrong options are refused", async () => {
  const { client } = setUp((url) => linked(url.pathname === "/1" ? "http://[" : "javascript:1"));
  await assertRejects(() => Array.fromAsync(client.paginate("http://h/1")), HttpError, "parsed");
  await assertRejects(
    () => Array.fromAsync(client.paginate("http://h/2")),
    UnsupportedProtocolError,
  );
  assertThrows(() => client.paginate("http://h/", { maxPages: 0 }), RangeError);
  assertThrows(() => client.paginate("http://h/", JSON.parse('{"next":1}')), TypeError);
  assertThrows(() => client.paginate("http://h/", JSON.parse('{"items":1}')), TypeError);
  for (const found of ["text", 7, null, { ids: [1] }]) {
    const items = () => JSON.parse(JSON.stringify(found));
    const pages = Array.fromAsync(client.paginate("http://h/2", { items }));
    await assertRejects(() => pages, TypeError, "as the items of a page: give a list");
  }
  const unknown = () => Array.fromAsync(client.paginate("http://h/", JSON.parse('{"nonsense":1}')));
  await assertRejects(unknown, TypeError);
});
