import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { VERSION } from "../../src/core/version.ts";
import { test } from "../checked.ts";
import { type Httpbin, startHttpbin } from "../wire/httpbin.ts";
import { respondWith, toAnswer } from "../wire/scripted.ts";
import { freePort } from "../wire/servers.ts";
import { run, runRaw, withFolder } from "./screen.ts";

function withServer(name: string, use: (server: Httpbin) => Promise<void>): void {
  test(name, async () => {
    await using server = startHttpbin();
    await use(server);
  });
}

/** What the server says it was sent. */
interface Echo {
  readonly args: unknown;
  readonly data: string;
  readonly files: unknown;
  readonly form: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

function toEcho(text: string): Echo {
  return JSON.parse(text);
}

withServer(
  "with -r standard output gets the body alone, standard error the head",
  async ({ url, port }) => {
    const { status, stdout, stderr } = await runRaw([
      `127.0.0.1:${port}/get`,
      "-p",
      "a=1",
      "-p",
      "a=2",
    ]);
    assertEquals(status, 0);
    assertEquals(toEcho(stdout).args, { a: ["1", "2"] });
    assertMatch(stderr, /^HTTP\S* 200 OK\n(?:[\w-]+: .*\n)+\n$/);
    const quiet = await runRaw([`${url}/get`, "-q"]);
    assertEquals(quiet.stderr, "");
    assertEquals(quiet.status, 0);
  },
);

withServer("a terminal gets status, headers and formatted JSON", async ({ url }) => {
  const { stdout, stderr } = await run([`${url}/events`], { terminal: true });
  assertMatch(stdout, /^HTTP\S* 200 OK\n(?:[\w-]+: .*\n)+\n\[\n {2}\{\n {4}"repository": \{\n/);
  assert(stdout.endsWith("\n]\n"));
  assertEquals(stderr, "");
  const piped = await run([`${url}/events`]);
  assertMatch(piped.stdout, /^\[/);
  assertEquals(JSON.parse(piped.stdout), JSON.parse(stdout.slice(stdout.indexOf("\n\n["))));
  const dressed = await run([`${url}/events`, "--print=hb", "--pretty=format"]);
  const withoutDate = (text: string) => text.replace(/^date: .*$/m, "");
  assertEquals(withoutDate(dressed.stdout), withoutDate(stdout));
});

withServer("colors are for a terminal alone", async ({ url }) => {
  const colored = await run([`${url}/get`], { terminal: true, color: true });
  assertStringIncludes(colored.stdout, "\x1b[32m200 OK\x1b[39m");
  assertStringIncludes(colored.stdout, '\x1b[34m"args"\x1b[39m');
  for (const options of [{ color: true }, { terminal: true }]) {
    const { stdout, stderr } = await run([`${url}/get`, "-v"], options);
    assert(!`${stdout}${stderr}`.includes("\x1b"));
  }
});

withServer("headers, cookies and credentials are sent", async ({ url }) => {
  const sent = async (...args: string[]) =>
    toEcho((await runRaw([`${url}/anything`, ...args])).stdout).headers;
  const headers = await sent("-H", "X-A: 1", "-H", "x-a: 2", "--cookie", "a=b", "--cookie", "c=d");
  assertEquals([headers["X-A"], headers["Cookie"]], ["1, 2", "a=b; c=d"]);
  assertEquals((await sent("-a", "u:p:q"))["Authorization"], `Basic ${btoa("u:p:q")}`);
  assertEquals((await sent("--bearer", "tok"))["Authorization"], "Bearer tok");
  assertMatch((await sent())["User-Agent"] ?? "", /^ferry\//);
  assertEquals((await sent("-H", "user-agent: me"))["User-Agent"], "me");
  assert(!/ferry/.test((await sent("-H", "user-agent:"))["User-Agent"] ?? ""));
  const digest = await runRaw([`${url}/digest-auth/auth/u/p`, "-a", "u:p", "--digest", "-q"]);
  assertEquals(JSON.parse(digest.stdout), { authenticated: true, user: "u" });
});

withServer("forms, JSON and raw text are sent", async ({ url }) => {
  const sent = async (...args: string[]) =>
    toEcho((await runRaw([`${url}/anything`, ...args])).stdout);
  const form = await sent("-d", "a=1", "-d", "a=ü &", "-d", "b=");
  assertEquals(form.form, { a: ["1", "ü &"], b: "" });
  const json = await sent("-j", '{"n": 12345678901234567890}');
  assertEquals(json.data, '{"n": 12345678901234567890}');
  assertEquals(json.headers["Content-Type"], "application/json");
  const typed = await sent("-j", "[]", "-H", "Content-Type: application/vnd.x+json");
  assertEquals(typed.headers["Content-Type"], "application/vnd.x+json");
  const raw = await sent("-d", "plain text");
  assertEquals([raw.data, raw.headers["Content-Type"]], ["plain text", undefined]);
});

withServer("bodies come from files and standard input", async ({ url }) => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a.json`, '{"from":"file"}');
    const sent = async (...args: string[]) => {
      const { stdout, stderr, status } = await runRaw([`${url}/post`, ...args], { stdin: '"in"' });
      assertEquals(status, 0, stderr);
      return toEcho(stdout);
    };
    assertEquals((await sent("-d", `@${folder}/a.json`)).data, '{"from":"file"}');
    assertEquals((await sent("-j", `@${folder}/a.json`)).data, '{"from":"file"}');
    for (const dash of ["-", "@-"]) {
      assertEquals((await sent("-d", dash)).data, '"in"');
      assertEquals((await sent("-j", dash)).data, '"in"');
    }
    const { files, form } = await sent("-f", `one=${folder}/a.json`, "-d", "x=y");
    assertEquals([files, form], [{ one: '{"from":"file"}' }, { x: "y" }]);
  });
});

withServer("files are closed when the request fails", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a`, "a");
    const url = `http://127.0.0.1:${freePort()}/`;
    const first = `a=${folder}/a`;
    assertEquals((await runRaw([url, "-f", first, "-f", first])).status, 3);
    assertEquals((await runRaw([url, "-f", first, "-f", `b=${folder}/none`])).status, 2);
    assertEquals((await runRaw([url, "-f", first, "-f", `b=${folder}`])).status, 2);
    assertEquals((await runRaw([url, "-d", `@${folder}/a`])).status, 3);
    assertEquals((await runRaw([url, "-j", `@${folder}/a`])).status, 2);
    assertEquals((await runRaw(["ftp://127.0.0.1/", "-f", first])).status, 2);
    assertEquals((await runRaw([url, "-f", first, "-H", "bad name: x"])).status, 2);
  });
});

withServer("4xx and 5xx are status 1, and their body is shown", async ({ url }) => {
  for (const code of [400, 404, 500, 503]) {
    assertEquals((await runRaw([`${url}/status/${code}`, "-q"])).status, 1);
  }
  const { stdout } = await runRaw([`${url}/status/418`, "-q"]);
  assertEquals(stdout, "I'm a teapot, short and stout.\n");
  assertEquals((await runRaw([`${url}/status/204`])).status, 0);
  assertEquals((await run(["HEAD", `${url}/get`], { terminal: true })).status, 0);
});

withServer("redirects are followed, or not", async ({ url }) => {
  assertEquals(toEcho((await runRaw([`${url}/redirect/2`])).stdout).args, {});
  const { status, stderr } = await runRaw([`${url}/redirect/2`, "--no-follow"]);
  assertEquals(status, 0);
  assertStringIncludes(stderr, "302 Found");
  const few = await runRaw([`${url}/redirect/3`, "--max-redirects", "2"]);
  assertEquals(few.status, 3);
  assertMatch(few.stderr, /^ferry: Cannot GET [^\n]+\n$/);
});

withServer("verbose shows every hop and no secret", async ({ url }) => {
  const target = `${url}/redirect-to?url=${encodeURIComponent("/cookies/set?sid=hunter2")}`;
  const secrets = ["-a", "user:hunter2", "--cookie", "own=hunter2", "-H", "x-api-key: hunter2"];
  const { stderr, stdout } = await runRaw([target, "-v", ...secrets]);
  assertStringIncludes(stdout, "hunter2");
  assertEquals(stderr.match(/^GET \S+ HTTP\/1\.1\r$/gm)?.length, 3);
  assertEquals(stderr.match(/^HTTP\S* 302 Found$/gm)?.length, 2);
  assertStringIncludes(stderr, "\nauthorization: Basic REDACTED\r\n");
  assertStringIncludes(stderr, "\nset-cookie: sid=REDACTED; Path=/\n");
  assertMatch(stderr, /^cookie: (?:\w+=REDACTED(?:; )?)+\r$/m);
  const shown = stderr.replaceAll(/\/cookies\/set\?sid=hunter2/g, "").replaceAll(/%3Dhunter2/g, "");
  assert(!shown.includes("hunter2"), stderr);
  assert(!shown.includes(btoa("user:hunter2")));
  for (const option of ["--show-secrets", "--reveal"]) {
    const revealed = await runRaw([target, "-v", option, ...secrets]);
    assertStringIncludes(revealed.stderr, "x-api-key: hunter2");
  }
});

test("failures of the network are status 3 and one line without secrets", async () => {
  await using broken = await respondWith({
    send: "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
    end: "close",
  });
  await using garbage = await respondWith({ send: "garbage\r\n\r\n", end: "close" });
  await using silent = await respondWith({ end: "hang" });
  const urls = [
    `http://user:hunter2@127.0.0.1:${freePort()}/`,
    broken.url,
    garbage.url,
    silent.url,
  ];
  for (const url of urls) {
    const { status, stderr } = await runRaw([url, "-q", "--timeout", "100ms"]);
    assertEquals(status, 3, url);
    assertMatch(stderr, /^ferry: Cannot GET [^\n]+\n$/);
    assert(!stderr.includes("hunter2"));
  }
});

test("wrong arguments are status 2 and one line", async () => {
  const rows = [
    [],
    ["-x"],
    ["http://"],
    ["ftp://127.0.0.1/"],
    ["a b", "http://127.0.0.1/"],
    ["http://127.0.0.1/", "no item"],
    ["TRACE", "http://127.0.0.1/"],
    ["http://127.0.0.1/", "-H", "a: \x1b"],
    ["http://127.0.0.1/", "-j", "{oops"],
    ["http://127.0.0.1/", "--proxy", "nonsense"],
    ["http://127.0.0.1/", "--bearer", ""],
    ["http://127.0.0.1/", "-d", "@/nowhere/at/all"],
    ["http://127.0.0.1/", "-o", "/nowhere/at/all"],
    ["http://127.0.0.1/", "-o", "/no/such/file"],
    ["HEAD", "http://127.0.0.1/", "-d", "a=1"],
  ];
  for (const args of rows) {
    const { status, stdout, stderr } = await runRaw(args);
    assertEquals([status, stdout], [2, ""], `${args}: ${stderr}`);
    assertMatch(stderr, /^ferry: Cannot [^\n]+ Try --help\n$/);
  }
});

test("help and version go to standard output", async () => {
  const help = await runRaw(["--help"]);
  assertEquals([help.status, help.stderr], [0, ""]);
  assertStringIncludes(help.stdout, "Usage: ferry [METHOD] URL [REQUEST_ITEM …] [options]");
  assertEquals((await runRaw(["--version"])).stdout, `ferry ${VERSION}\n`);
});

test("nothing of a server reaches a terminal as a command", async () => {
  const hostile = "\x1b]52;c;eA==\x07\x9b2J\x08";
  const bodies: readonly (readonly [string, string])[] = [
    ["text/plain; charset=iso-8859-1", hostile],
    ["application/json", `{"a":"\x9b"}`],
    ["application/json", hostile],
    ["text/html; charset=windows-1250", `<p>${hostile}`],
  ];
  for (const [type, body] of bodies) {
    const headers = [`Content-Type: ${type}`, "X-Evil: a\x9b2Jb"];
    await using server = await respondWith({ send: toAnswer(body, { headers }), end: "close" });
    const { stdout, stderr } = await run([server.url, "-v"], { terminal: true });
    assertEquals(/(?![\n\t])\p{Cc}/u.test(stdout + stderr), false, JSON.stringify(stdout));
    assertStringIncludes(stdout, "x-evil: a\\x9b2Jb");
  }
});

withServer("text comes in its charset, other things as a note", async ({ url }) => {
  const utf8 = await run([`${url}/encoding/utf8`, "-q"], { terminal: true });
  assertStringIncludes(utf8.stdout, "ქართული, ภาษาไทย");
  const image = await run([`${url}/image/png`, "-q"], { terminal: true });
  assertMatch(image.stdout, /^\(binary, image\/png, \d+ bytes: .*\)\n$/);
  const piped = await runRaw([`${url}/image/png`, "-q"]);
  assertEquals(piped.bytes.slice(0, 4), new Uint8Array([0x89, 0x50, 0x4e, 0x47]));
  const forced = await run([`${url}/image/png`, "-q", "-r", "--force"], { terminal: true });
  assertEquals(forced.bytes, piped.bytes);
  const unforced = await run([`${url}/image/png`, "-q", "-o", "-"], { terminal: true });
  assertMatch(unforced.stdout, /^\(binary, image\/png/);
  await using latin = await respondWith({
    send: toAnswer("caf\xe9", { headers: ["Content-Type: text/plain; charset=latin1"] }),
    end: "close",
  });
  assertEquals((await run([latin.url, "-q"], { terminal: true })).stdout, "café\n");
  await using untyped = await respondWith([
    toAnswer("caf\xc3\xa9"),
    toAnswer("\0\x01"),
    toAnswer(""),
  ]);
  const show = async () => (await run([untyped.url, "-q"], { terminal: true })).stdout;
  assertEquals(await show(), "café\n");
  assertMatch(await show(), /^\(binary, no media type, 2 bytes: /);
  assertEquals(await show(), "");
});

test("a stream of text is shown as it comes", async () => {
  const interruption = new AbortController();
  await using server = await respondWith({
    send: "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: first\n\n",
    end: "hang",
  });
  const onWrite = (text: string) => text.includes("first") && interruption.abort();
  const { status, stderr } = await runRaw([server.url, "-q"], {
    terminal: true,
    signal: interruption.signal,
    onWrite,
  });
  assertEquals([status, stderr], [130, ""]);
});

test("Ctrl-C ends a request, an upload and the reading of standard input with 130", async () => {
  await using server = await respondWith({ end: "hang" });
  const never = () => new ReadableStream<Uint8Array>({ pull: () => new Promise(() => {}) });
  for (const args of [[], ["-d", "-"], ["-j", "-"], ["-o", "/dev/null"]]) {
    const interruption = new AbortController();
    const timer = setTimeout(() => interruption.abort(), 50);
    const options = { signal: interruption.signal, stdin: never() };
    const { status, stdout, stderr } = await runRaw([server.url, ...args], options);
    assertEquals([status, stdout, stderr], [130, "", ""]);
    clearTimeout(timer);
  }
});

test("a closed pipe is no error to speak of", async () => {
  await using server = await respondWith({ send: toAnswer("x".repeat(100_000)), end: "close" });
  const onWrite = () => {
    throw new Deno.errors.BrokenPipe("os error 32");
  };
  const { status, stderr } = await runRaw([server.url, "-q"], { onWrite });
  assertEquals([status, stderr], [141, ""]);
});

test("nothing that a server sends controls a terminal, with -r neither; a pipe gets every byte", async () => {
  const hostile = "\x1b]0;owned\x07\x1b[31mred\xc2\x9b2J";
  const answer = toAnswer(hostile, { headers: ["Content-Type: text/plain; charset=utf-8"] });
  await using server = await respondWith([
    answer,
    answer,
    toAnswer("\0\x1b[2J"),
    toAnswer('{"a":"\x1b[2J"}'),
  ]);
  const shown = await runRaw([server.url, "-q"], { terminal: true });
  assertStringIncludes(shown.stdout, "\\x1b]0;owned\\x07\\x1b[31mred\\x9b2J");
  assertEquals(shown.stdout.includes("\x1b"), false);
  assertEquals((await runRaw([server.url, "-q"])).bytes.includes(0x1b), true);
  assertMatch((await runRaw([server.url, "-q"], { terminal: true })).stdout, /^\(binary, /);
  assertEquals((await runRaw([server.url, "-q"], { terminal: true })).stdout, '{"a":"\\x1b[2J"}\n');
});
