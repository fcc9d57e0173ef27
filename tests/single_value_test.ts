import { assertEquals, assertInstanceOf, assertStrictEquals } from "@std/assert";
import { Client, FetchTransport, InvalidUrlError } from "../mod.ts";
import { retryAfterOf } from "../src/features/retry/retry_after.ts";
import { singleValue } from "../src/core/fields/single_value.ts";
import { SocketTransport } from "../src/transports/socket/socket.ts";
import { test } from "./checked.ts";
import { RawServer } from "./transports/socket/wire.ts";

const TRANSPORTS = [() => new FetchTransport(), () => new SocketTransport()];

/** Answers `/` with the lines, and anything else with its target. */
function answering(status: number, ...lines: readonly string[]): RawServer {
  return new RawServer(async (peer) => {
    for (let head = await peer.request(); head; head = await peer.request()) {
      const [, target = ""] = head.split(" ", 2);
      const fields = target === "/" ? lines.map((line) => `${line}\r\n`).join("") : "";
      const first = target === "/" ? status : 200;
      await peer.write(
        `HTTP/1.1 ${first} x\r\n${fields}Content-Length: ${target.length}\r\n\r\n${target}`,
      );
    }
  });
}

test("two Locations that are equal are one", async () => {
  for (const location of ["/next", "/a, b", "/Sun, 06 Nov", "", "/x?"]) {
    for (let count = 1; count <= 4; count++) {
      await using server = answering(302, ...Array(count).fill(`Location: ${location}`));
      for (const make of TRANSPORTS) {
        using client = new Client({ transport: make() });
        const response = await client.get(server.url);
        if (location === "") assertEquals(response.status, 302);
        else {
          assertEquals(await response.text(), location.replaceAll(" ", "%20"));
        }
      }
    }
  }
});

test("two Locations that differ are an error with the response", async () => {
  const pairs = [["/a", "/b"], ["/a", "http://evil.test/"], ["", "/a"], [
    "/a",
    "/a",
    "/b",
  ]];
  pairs.push(["/a", "?b"], ["/a", "//evil.test/a"]);
  for (const locations of pairs) {
    await using server = answering(302, ...locations.map((location) => `Location: ${location}`));
    for (const make of TRANSPORTS) {
      for (const stream of [false, true]) {
        using client = new Client({ transport: make() });
        const error = await client.request("GET", server.url, {}).then(
          () => undefined,
          (error) => error,
        );
        assertInstanceOf(error, InvalidUrlError, `${locations} ${stream}`);
        assertEquals(error.response?.status, 302);
        assertEquals(error.phase, "redirect");
        assertEquals(client.stats.active, 0);
        const unfollowed = await client.get(server.url, { followRedirects: false });
        assertEquals(unfollowed.status, 302);
      }
    }
  }
});

test("a comma and a space in a Location make no second one", async () => {
  await using server = answering(302, "Location: /wiki/Paris, France: a city");
  for (const make of TRANSPORTS) {
    using client = new Client({ transport: make() });
    assertEquals(
      await client.get(server.url).then((r) => r.text()),
      "/wiki/Paris,%20France:%20a%20city",
    );
  }
});

test("other single fields that come twice are read as one, and as nothing if they differ", async () => {
  const date = "Sun, 06 Nov 1994 08:49:37 GMT";
  const later = "Sun, 06 Nov 1994 08:49:44 GMT";
  const cases: readonly (readonly [readonly string[], number | undefined])[] = [
    [["Retry-After: 5"], 5_000],
    [["Retry-After: 5", "Retry-After: 5"], 5_000],
    [["Retry-After: 5", "Retry-After: 6"], undefined],
    [[`Date: ${date}`, `Date: ${date}`, `Retry-After: ${later}`, `Retry-After: ${later}`], 7_000],
    [["X-RateLimit-Remaining: 0", "X-RateLimit-Remaining: 0", "X-RateLimit-Reset: 9"], 9_000],
  ];
  for (const [lines, expected] of cases) {
    await using server = answering(429, ...lines);
    for (const make of TRANSPORTS) {
      using client = new Client({ transport: make() });
      assertEquals(retryAfterOf(await client.get(server.url)), expected, lines.join());
    }
  }
});

test("a download takes its name, its range and its version from fields that come twice", async () => {
  const content = "0123456789";
  await using server = new RawServer(async (peer) => {
    for (let head = await peer.request(); head; head = await peer.request()) {
      const from = Number(/range: bytes=(\d+)-/i.exec(head)?.[1] ?? 0);
      const twice = (line: string) => `${line}\r\n${line}\r\n`;
      const part = `Content-Range: bytes ${from}-9/10`;
      await peer.write(
        `HTTP/1.1 ${from ? 206 : 200} x\r\n${twice('ETag: "a,b"')}` +
          twice('Content-Disposition: attachment; filename="a, b.txt"') +
          `${from ? twice(part) : ""}Content-Length: ${10 - from}\r\n\r\n` +
          content.slice(from, from ? 10 : 4),
      );
      if (!from) return;
    }
  });
  for (const make of TRANSPORTS) {
    const folder = await Deno.makeTempDir();
    try {
      using client = new Client({ transport: make() });
      const { path } = await client.download(server.url, `${folder}/`);
      assertEquals(path, `${folder}/a, b.txt`);
      assertEquals(await Deno.readTextFile(path ?? ""), content);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  }
});

test("copies are found whatever stands in them", () => {
  const cases: readonly (readonly [string | null, string | null])[] = [
    [null, null],
    ["", ""],
    ["a", "a"],
    ["a, a, a", "a"],
    ["a, b, a, b", "a, b"],
    ["a, b, a", "a, b, a"],
    ["a, b, a, b, a", "a, b, a, b, a"],
    ["a,a", "a,a"],
    [", ", ""],
    ["constructor, constructor", "constructor"],
  ];
  for (const [value, expected] of cases) {
    assertStrictEquals(singleValue({ get: () => value }, "x"), expected);
  }
});
