import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { Client, type ClientOptions, ReadError } from "../../mod.ts";
import { test } from "../checked.ts";
import { type Answer, record } from "../recording.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

function clientOf(answer: Answer, options: ClientOptions = {}) {
  const app = record(answer);
  const retries = { total: 2, backoff: { base: 0 } };
  const client = new Client({
    transport: app.transport,
    retries,
    idempotencyKey: true,
    ...options,
  });
  const keys = () => app.seen.map(({ headers }) => headers["idempotency-key"]);
  return { app, client, keys };
}

test("POST and PATCH get a key, and so are retried with it", async () => {
  for (const method of ["POST", "PATCH", "CUSTOM"]) {
    const { client, keys } = clientOf((_seen, index) => {
      if (index === 0) throw new ReadError("Cannot read");
      return new Response("", { status: index === 1 ? 503 : 200 });
    });
    const response = await client.request(method, "http://h/", { body: "x" });
    assertEquals(response.status, 200);
    const [first = "", ...others] = keys();
    assertMatch(first, UUID);
    assertEquals(others, [first, first]);
  }
});

test("each call has a key of its own", async () => {
  const { client, keys } = clientOf(() => new Response());
  await client.post("http://h/");
  await client.post("http://h/");
  assertNotEquals(keys()[0], keys()[1]);
});

test("idempotent methods need none", async () => {
  const { client, keys } = clientOf(() => new Response());
  for (const method of ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"]) {
    await client.request(method, "http://h/");
  }
  assertEquals(keys(), Array.from({ length: 5 }, () => undefined));
});

test("without the option there is no key, and a header alone makes nothing retryable", async () => {
  const { app, client, keys } = clientOf(() => new Response("", { status: 503 }), {
    idempotencyKey: undefined,
  });
  await client.post("http://h/");
  await client.post("http://h/", { headers: { "idempotency-key": "mine" } });
  assertEquals(keys(), [undefined, "mine"]);
  await client.post("http://h/", { idempotencyKey: true });
  assertEquals(app.seen.length, 5);
});

test("a request says no, and a key of the caller's stays", async () => {
  const { client, keys } = clientOf((_seen, index) =>
    new Response("", { status: index % 2 ? 200 : 503 })
  );
  await client.post("http://h/", { headers: { "Idempotency-Key": "mine" } });
  assertEquals(keys(), ["mine", "mine"]);
  await client.post("http://h/", { idempotencyKey: false });
  assertEquals(keys(), ["mine", "mine", undefined]);
});

test("a redirect within the origin keeps the key, one elsewhere or to GET has none", async () => {
  const table = [
    ["http://h/next", 307, true],
    ["http://other/", 307, false],
    ["https://h/next", 308, false],
    ["http://h/next", 303, false],
  ] as const;
  for (const [location, status, isKept] of table) {
    const { client, keys } = clientOf((_seen, index) =>
      index === 0 ? new Response("", { status, headers: { location } }) : new Response()
    );
    await client.post("http://h/", { body: "x" });
    assertEquals(keys()[1], isKept ? keys()[0] : undefined, `${status} ${location}`);
  }
});

test("next() keeps the key", async () => {
  const { client, keys } = clientOf((_seen, index) =>
    index === 0 ? new Response("", { status: 307, headers: { location: "/next" } }) : new Response()
  );
  const response = await client.post("http://h/", { body: "x", followRedirects: false });
  await response.next();
  const [first = "", second] = keys();
  assertMatch(first, UUID);
  assertEquals(second, first);
});

test("auth and hooks see the key, and stream() and send() send it", async () => {
  const seen: (string | null)[] = [];
  const look = (request: Request) => void seen.push(request.headers.get("idempotency-key"));
  const { client, keys } = clientOf(() => new Response(), {
    auth: look,
    hooks: { request: [look] },
  });
  await (await client.stream("POST", "http://h/")).discard();
  await client.send(new Request("http://h/", { method: "POST" }), { idempotencyKey: true });
  const [first = "", second = ""] = keys();
  assertEquals(seen, [first, first, second, second]);
});
