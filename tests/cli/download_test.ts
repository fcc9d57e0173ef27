import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { test } from "../checked.ts";
import { serveFile } from "../download/range_server.ts";
import { startHttpbin } from "../wire/httpbin.ts";
import { respondWith, toAnswer } from "../wire/scripted.ts";
import { runRaw, withFolder } from "./screen.ts";

const folderOf = async (folder: string) =>
  (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();

test("a body is saved, in the place of what was there", async () => {
  await using server = startHttpbin();
  await withFolder(async (folder) => {
    const path = `${folder}/letters`;
    await Deno.writeTextFile(path, "something longer than what comes".repeat(100));
    const { status, stdout, stderr } = await runRaw([`${server.url}/range/1000`, "-o", path]);
    assertEquals([status, stdout], [0, ""]);
    assertMatch(stderr, /^HTTP\S* 200 OK\n/);
    assertStringIncludes(stderr, `Saved 1,000 bytes to ${path}\n`);
    assert(!stderr.includes("\x1b"));
    assertEquals((await Deno.readTextFile(path)).length, 1000);
    assertEquals(await folderOf(folder), ["letters"]);
    const quiet = await runRaw([`${server.url}/status/204`, "-o", path, "-q"]);
    assertEquals([quiet.status, quiet.stdout, quiet.stderr], [0, "", ""]);
    assertEquals((await Deno.stat(path)).size, 0);
  });
});

test("a terminal sees a bar, with a known size and without", async () => {
  const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n";
  await using server = await respondWith([
    { send: toAnswer("x".repeat(500)), pieceSize: 100, pause: 5, end: "close" },
    { send: chunked, end: "close" },
  ]);
  await withFolder(async (folder) => {
    const args = [server.url, "-o", `${folder}/x`];
    const known = await runRaw(args, { errorTerminal: true });
    assertStringIncludes(known.stderr, "100%  500 of 500 bytes");
    assertStringIncludes(known.stderr, "\x1b[?25h");
    const unknown = await runRaw(args, { errorTerminal: true });
    assertStringIncludes(unknown.stderr, "4 bytes");
    assertEquals(await Deno.readTextFile(`${folder}/x`), "body");
    const quiet = await runRaw([...args, "-q"], { errorTerminal: true });
    assertEquals(quiet.stderr, "");
  });
});

test("a download that breaks off leaves what was there", async () => {
  await using server = await respondWith({
    send: "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nhalf",
    end: "close",
  });
  await withFolder(async (folder) => {
    const path = `${folder}/file`;
    await Deno.writeTextFile(path, "old");
    for (const errorTerminal of [false, true]) {
      const { status, stderr } = await runRaw([server.url, "-o", path], { errorTerminal });
      assertEquals(status, 3, stderr);
      assertMatch(stderr, /ferry: Cannot GET [^\n]+\n$/);
    }
    assertEquals(await folderOf(folder), ["file"]);
    assertEquals(await Deno.readTextFile(path), "old");
  });
});

test("an interrupted download leaves what was there", async () => {
  const interruption = new AbortController();
  await using server = await respondWith({
    send: "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nhalf",
    end: "hang",
  });
  await withFolder(async (folder) => {
    const timer = setTimeout(() => interruption.abort(), 100);
    const args = [server.url, "-o", `${folder}/file`];
    assertEquals((await runRaw(args, { signal: interruption.signal })).status, 130);
    clearTimeout(timer);
    assertEquals(await folderOf(folder), []);
  });
});

test("the body of an error is shown, not saved", async () => {
  await using server = startHttpbin();
  await withFolder(async (folder) => {
    const { status, stdout } = await runRaw([`${server.url}/status/418`, "-o", `${folder}/tea`]);
    assertEquals([status, stdout], [1, "I'm a teapot, short and stout.\n"]);
    assertEquals(await folderOf(folder), []);
  });
});

test("the long body of an error is not saved either", async () => {
  const body = "x".repeat(100_000);
  await using server = await respondWith({ send: toAnswer(body, { status: "500 Oops" }) });
  await withFolder(async (folder) => {
    const { status, stderr } = await runRaw([server.url, "-o", `${folder}/f`]);
    assertEquals([status, await folderOf(folder)], [1, []], stderr);
  });
});

test("-C goes on with what an earlier try left", async () => {
  const body = "The quick brown fox.";
  await using server = await serveFile({ body, headers: 'ETag: "1"\r\n' }, [
    { cut: 7 },
    { cut: 5 },
    {},
    { cut: 7 },
    {},
  ]);
  await withFolder(async (folder) => {
    const args = [server.url, "-o", `${folder}/f`];
    assertEquals((await runRaw(args)).status, 3);
    assertEquals(await folderOf(folder), ["f.part", "f.part.json"]);
    const { status, stderr } = await runRaw([...args, "-C"], { errorTerminal: true });
    assertEquals(status, 0);
    assertStringIncludes(stderr, "100%  20 of 20 bytes");
    assertStringIncludes(stderr, `Saved 20 bytes to ${folder}/f, 7 of them before\n`);
    assertEquals(stderr.match(/^HTTP/gm)?.length, 1);
    assertEquals(await Deno.readTextFile(`${folder}/f`), body);
    assertEquals(server.requests.map(({ headers }) => headers.get("range")), [
      null,
      "bytes=7-",
      "bytes=12-",
    ]);
    assertEquals((await runRaw(args)).status, 3);
    assertEquals((await runRaw(args)).status, 0);
    assertEquals(server.requests[4]?.headers.get("range"), null);
    assertEquals((await runRaw([server.url, "-C"])).status, 2);
  });
});

test("a device is written to, a link leads on, a folder gets a file", async () => {
  await using server = startHttpbin();
  await withFolder(async (folder) => {
    const before = await Deno.lstat("/dev/null");
    assertEquals((await runRaw([`${server.url}/range/10`, "-o", "/dev/null"])).status, 0);
    const after = await Deno.lstat("/dev/null");
    assertEquals([after.isFile, after.ino], [false, before.ino]);
    await Deno.writeTextFile(`${folder}/target`, "old");
    await Deno.symlink(`${folder}/target`, `${folder}/link`);
    assertEquals((await runRaw([`${server.url}/range/3`, "-o", `${folder}/link`])).status, 0);
    assertEquals((await Deno.lstat(`${folder}/link`)).isSymlink, true);
    assertEquals(await Deno.readTextFile(`${folder}/target`), "abc");
    assertEquals((await runRaw([`${server.url}/range/3`, "-o", folder])).status, 0);
    assertEquals(await folderOf(folder), ["3", "link", "target"]);
    assertEquals((await runRaw([`${server.url}/range/3`, "-o", `${folder}/no/such`])).status, 2);
  });
});

test("compressed bodies are saved as they were before", async () => {
  await using server = startHttpbin();
  await withFolder(async (folder) => {
    const args = [`${server.url}/gzip`, "-o", `${folder}/x`];
    assertEquals((await runRaw(args, { errorTerminal: true })).status, 0);
    assertEquals(JSON.parse(await Deno.readTextFile(`${folder}/x`)).gzipped, true);
  });
});
