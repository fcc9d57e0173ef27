/** The real curl, started by real shells, sends what the request says. */

import { assertEquals } from "@std/assert";
import { Client, toCurl } from "../../mod.ts";
import { wireTest } from "./checked_wire.ts";
import { allOf, curl, programOf } from "./programs.ts";
import { respondWith, type ScriptedServer, toAnswer } from "./scripted.ts";

const bash = programOf("bash");
const SHELLS = ["/bin/sh", "bash"] as const;

/** Runs a command and gives what reached the server, in the same shape as {@link expected}. */
async function run(server: ScriptedServer, command: string, shell: string) {
  const before = server.requests.length;
  // As an argument of the shell's it could not be longer than 128 KiB.
  const script = await Deno.makeTempFile();
  await Deno.writeTextFile(script, command);
  const { success, stderr } = await new Deno.Command(shell, {
    args: [script],
    stdin: "null",
    // A .curlrc must not add anything.
    env: { HOME: "/nonexistent", CURL_HOME: "/nonexistent", EVIL: "evil" },
  }).output();
  await Deno.remove(script);
  const text = new TextDecoder().decode(stderr);
  assertEquals(success, true, `${text}\n${command.slice(0, 2_000)}`);
  assertEquals(server.requests.length, before + 1, "one request");
  const raw = server.requests.at(-1) ?? "";
  const end = raw.indexOf("\r\n\r\n");
  const [line = "", ...fields] = raw.slice(0, end).split("\r\n");
  const headers = fields.map((field) => {
    const [name = "", ...value] = field.split(":");
    return [name.toLowerCase(), value.join(":").trim()] as const;
  }).filter(([name]) => !["host", "accept-encoding", "content-length"].includes(name));
  return { line, headers: Object.fromEntries(headers), body: raw.slice(end + 4) };
}

/** What is to reach it: header values and body with one Latin-1 character a byte. */
async function expected(request: Request) {
  const { method, url, headers } = request;
  const { pathname, search } = new URL(url);
  const bytes = new Uint8Array(await request.arrayBuffer());
  let body = "";
  for (const byte of bytes) body += String.fromCharCode(byte);
  return {
    line: `${method} ${pathname}${search} HTTP/1.1`,
    headers: Object.fromEntries(headers),
    body,
  };
}

async function compare(server: ScriptedServer, make: () => Request) {
  const wanted = await expected(make());
  for (const shell of SHELLS) {
    const request = make();
    const command = await toCurl(request, { redact: false });
    assertEquals(await run(server, command, shell), wanted);
    assertEquals(await expected(request), wanted, "the request can still be sent");
  }
}

const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);

const BODIES: readonly (readonly [string, BodyInit])[] = [
  ["text", "hello"],
  ["empty", ""],
  ["a name of a file", "@/etc/passwd"],
  ["standard input", "@-"],
  ["quotes", `it's "so" 'quoted' \\'`],
  ["a shell's own", "$(echo evil) `echo evil` $EVIL ${EVIL} ; & | > /dev/null # ! !! ~ * ?"],
  ["newlines", "\none\n\ntwo\n\n"],
  ["carriage returns", "one\r\ntwo\r\n"],
  ["tabs", "a\tb"],
  ["escapes", "\\n \\055 \\x41 %s %d %% \\c \\"],
  ["a dash", "-X DELETE"],
  ["two dashes", "--data evil"],
  ["unicode", "Grüße, 世界 🦕 \u{10ffff}"],
  ["unseen", "\ufeffa\u202eb\u200d\u2028c\u0085"],
  ["NUL", "a\0b\0"],
  ["NUL and digits", "\x001\x0077\x1b8"],
  ["every byte", everyByte],
  ["not UTF-8", Uint8Array.of(0xff, 0xfe, 0x2d, 0x25, 0x27)],
  ["large text", "it's 100 %\n".repeat(30_000)],
  ["more than a megabyte", new Uint8Array(1_300_000).fill(0x61)],
  ["a form", new URLSearchParams({ a: "1 & 2", b: "ü" })],
];

wireTest("every body arrives byte by byte", allOf(curl, bash), async (t) => {
  await using server = await respondWith(toAnswer("ok"));
  for (const [name, body] of BODIES) {
    await t.step(name, async () => {
      await compare(server, () => new Request(server.url, { method: "POST", body }));
    });
  }
});

wireTest("every method", allOf(curl, bash), async () => {
  await using server = await respondWith(({ raw }) =>
    raw.startsWith("HEAD") ? "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n" : toAnswer("ok")
  );
  for (
    const method of ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "A'`$|&!#*", "q"]
  ) {
    await compare(server, () => new Request(server.url, { method }));
    if (method === "GET" || method === "HEAD") continue;
    await compare(server, () => new Request(server.url, { method, body: "b" }));
  }
});

const PATHS = [
  "/a%20b/~c/%2e%2f?q=1&r=%26;s#part",
  "/[1-3]/{a,b}?x[]={1,2}&y=[a-z]",
  "/it's/$(echo evil)/`x`/$EVIL?a='b'&c=\"d\"|e^f\\g",
  "/-X?-H&--data=@x",
  "/世界?ü=é",
  "/a//b/./c?//../d",
  "/*?!!",
] as const;

wireTest("every URL", allOf(curl, bash), async () => {
  await using server = await respondWith(toAnswer("ok"));
  for (const path of PATHS) await compare(server, () => new Request(new URL(path, server.url)));
});

wireTest("every header", allOf(curl, bash), async () => {
  await using server = await respondWith(toAnswer("ok"));
  const headers = [
    ["authorization", "Bearer t0k'en"],
    ["cookie", 'a="1"; b=2'],
    ["accept", "text/html;q=0.8"],
    ["user-agent", "ferry's"],
    ["x-empty", ""],
    ["x-shell", "$(echo evil) `x` $EVIL \\ \" ' ; % %s \\055"],
    ["x-file", "@/etc/passwd"],
    ["x-utf-8", "gr\xc3\xbc\xc3\x9fe"],
    ["x-latin-1", "gr\xfc\xdfe 'and' \"more\" $x `y` 100 % \\n"],
    ["x-control", "a\tb\x01c\x7f"],
    ["x-semicolon;".replace(";", "'"), "odd name"],
    ["-h", "a name with a dash"],
  ] as const;
  await compare(
    server,
    () => new Request(server.url, { headers: headers.map((each) => [...each]) }),
  );
});

wireTest(
  "what a client builds: multipart, JSON, a stream that can be opened again",
  allOf(curl, bash),
  async () => {
    await using server = await respondWith(toAnswer("ok"));
    using client = new Client({ headers: { authorization: "Bearer t" }, params: { p: "[1]" } });
    const multipart = {
      data: { note: "it's" },
      files: { file: new File([everyByte], "a'b.bin") },
    };
    const stream = { body: () => new Blob(["again"]).stream() };
    for (const options of [multipart, { json: { "it's": ["$x"] } }, stream]) {
      const request = client.buildRequest("PUT", server.url, options);
      for (const shell of SHELLS) {
        const command = await toCurl(request, { redact: false });
        const got = await run(server, command, shell);
        const response = await client.send(request);
        assertEquals(response.status, 200);
        const sent = server.requests.at(-1) ?? "";
        const isChunked = /transfer-encoding: chunked/i.test(sent);
        const body = sent.slice(sent.indexOf("\r\n\r\n") + 4);
        assertEquals(got.body, isChunked ? "again" : body);
        assertEquals(got.headers, Object.fromEntries(request.headers));
      }
    }
  },
);
