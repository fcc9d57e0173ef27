import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { createReadStream } from "node:fs";
import { Client } from "../../mod.ts";
import { fileFromPath } from "../../src/features/files/mod.ts";
import { MockTransport } from "../../src/testing/mod.ts";
import { test } from "../checked.ts";
import { overFetch } from "../over_fetch.ts";
import { overSockets } from "../wire/over_sockets.ts";

const url = "http://h.example/";

async function withFile(name: string, text: string, run: (path: string) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/${name}`, text);
    await run(`${folder}/${name}`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

for (const way of ["fetch", "sockets"] as const) {
  test(`over ${way}, a file by its path goes out as a body and in a form, again after a 503`, async () => {
    const seen: string[] = [];
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      async (request) => {
        const type = request.headers.get("content-type") ?? "";
        if (type.startsWith("multipart/")) {
          const file = (await request.formData()).get("f");
          if (file instanceof File) seen.push(`${file.name} ${file.type} ${await file.text()}`);
        } else {seen.push(
            `${type} ${request.headers.get("content-length")} ${await request.text()}`,
          );}
        return new Response("", { status: seen.length % 2 ? 503 : 200 });
      },
    );
    await withFile("a.txt", "hello", async (path) => {
      const options = { retries: { total: 1, methods: ["POST", "PUT"], backoff: { base: 1 } } };
      await using client = way === "fetch" ? overFetch(options) : overSockets({}, options).client;
      const to = `http://127.0.0.1:${server.addr.port}/`;
      const file = fileFromPath(path);
      assertEquals([file.name, file.type, file.size], ["a.txt", "text/plain", 5]);
      assertEquals((await client.put(to, { body: file })).status, 200);
      assertEquals((await client.post(to, { files: { f: await file } })).status, 200);
    });
    // The runtime's fetch announces no length of a stream.
    const length = way === "fetch" ? null : 5;
    assertEquals(seen, [
      `text/plain ${length} hello`,
      `text/plain ${length} hello`,
      "a.txt text/plain hello",
      "a.txt text/plain hello",
    ]);
  });
}

test("a URL, another name and type, a large and an empty file", async () => {
  const transport = new MockTransport({ "*": 204 });
  using client = new Client({ transport });
  await withFile("a.bin", "x".repeat(200_000), async (path) => {
    const file = fileFromPath(new URL(`file://${path}`), { name: "b.md", type: "text/markdown" });
    await client.post(url, { files: { f: file } });
    const text = transport.calls[0]?.text() ?? "";
    assertStringIncludes(text, 'filename="b.md"\r\nContent-Type: text/markdown');
    assertStringIncludes(text, "x".repeat(200_000));
  });
  await withFile("empty", "", async (path) => {
    await client.put(url, { body: fileFromPath(path) });
    assertEquals(transport.calls[1]?.text(), "");
    assertEquals(fileFromPath(path).type, "application/octet-stream");
  });
  assertEquals(fileFromPath("/proc/version").size, undefined);
  await client.put(url, { body: fileFromPath("/proc/version") });
  assertStringIncludes(transport.calls[2]?.text() ?? "", "Linux");
});

test("a file that grew or is gone fails the request; one that is not there is refused at once", async () => {
  using client = new Client({ transport: new MockTransport({ "*": 204 }) });
  await withFile("a", "hello", async (path) => {
    const file = fileFromPath(path);
    await Deno.writeTextFile(path, "longer than it was");
    await assertRejects(async () => await client.put(url, { body: file }));
    await Deno.remove(path);
    await assertRejects(async () => await client.put(url, { body: file }));
    await Deno.writeTextFile(path, "");
  });
  assertThrows(() => fileFromPath("/no/such/file"), TypeError, "Cannot send /no/such/file");
  assertThrows(() => fileFromPath("/tmp"), TypeError, "it is a folder");
  for (const wrong of [5, undefined, "", new URL("http://a.example/")]) {
    assertThrows(() => Reflect.apply(fileFromPath, undefined, [wrong]), TypeError, "as a path");
  }
});

test("the part of an open file has its name", async () => {
  const transport = new MockTransport({ "*": 204 });
  using client = new Client({ transport });
  await withFile("report.csv", "a,b", async (path) => {
    await client.post(url, { files: { f: await Deno.open(path) } });
    await client.post(url, { files: { f: createReadStream(path) } });
    const file = await Deno.open(path);
    await Deno.remove(path);
    await client.post(url, { files: { f: file } });
    await Deno.writeTextFile(path, "");
  });
  const names = transport.calls.map((call) => /filename="([^"]*)"/.exec(call.text())?.[1]);
  assertEquals(names, ["report.csv", "report.csv", "f"]);
});

test("the name and the type of a file are texts", async () => {
  await withFile("a.txt", "hello", (path) => {
    for (const option of ["name", "type"]) {
      const make = () => Reflect.apply(fileFromPath, null, [path, { [option]: 3 }]);
      assertThrows(make, TypeError, `a number as ${option} of fileFromPath`);
    }
    return Promise.resolve();
  });
});
