import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { test } from "../checked.ts";
import { wireTest } from "../wire/checked_wire.ts";
import { curl } from "../wire/programs.ts";
import { respondWith, type ScriptedServer, toAnswer } from "../wire/scripted.ts";
import { run, withFolder } from "./screen.ts";

const answer = toAnswer("ok", { headers: ["Set-Cookie: sid=hunter2"] });

/** What both ways of sending have in common. */
function partsOf(text: string) {
  const raw = text.replaceAll(/FerryFormBoundary\w+/g, "BOUNDARY");
  const end = raw.indexOf("\r\n\r\n");
  const [line, ...fields] = raw.slice(0, end).split("\r\n");
  const own = /^(?:accept-encoding|content-length|user-agent|host):/i;
  const headers = fields.filter((field) => !own.test(field)).map((field) => {
    const at = field.indexOf(":");
    return `${field.slice(0, at).toLowerCase()}:${field.slice(at + 1).trim()}`;
  });
  return { line, headers: headers.sort(), body: normalize(raw.slice(end + 4)) };
}

/** JSON may have other blanks. */
function normalize(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body));
  } catch {
    return body;
  }
}

const COMMANDS: readonly (readonly string[])[] = [
  ["{}"],
  ["{}", "name=Ada", "n:=12", "list:=[1,2]", "q==a b"],
  ["PUT", "{}", "big:=12345678901234567890", "twice=a"],
  ["{}", "--form", "a=b c", "d=é", "a=2"],
  ["PATCH", "{}", "--raw", "it's $HOME\n`x`", "Content-Type:text/x"],
  ["{}", "-a", "u:p", "X-A:1", "X-A:2", "User-Agent:"],
  ["{}", "--cookie", "a=b", "--bearer", "tok"],
  ["GET", "{}", "a=b"],
  ["DELETE", "{}", "Accept:", "X-Empty;"],
  ["{}", "-j", '{"a": [1, {"b": null}]}'],
  ["{}", "-d", "a=1", "-d", "b=2", "--timeout", "3"],
  ["{}", "--no-follow", "--retries", "1", "--max-redirects", "3"],
  ["{}", "--multipart", "a=b", "n:=1", 's:="text"'],
  ["{}", "--form", "t=@LICENSE", "f@LICENSE;type=a/b", "z=last"],
  ["{}", "-f", "f=LICENSE", "-d", "a=1"],
  ["{}", "@LICENSE"],
  ["{}", "-d", "@LICENSE"],
  ["{}", "-j", '{"twice": 1, "twice": 2.50}'],
  ["{}", "--bearer", "tok", "--ignore-netrc", "--connect-timeout", "2", "--max-time", "9"],
  ["{}", "-A", "netrc", "__proto__=x", "--http1.1"],
];

async function both(
  server: ScriptedServer,
  words: readonly string[],
  option: string,
): Promise<{ text: string; sent: string }> {
  const args = words.map((word) => word.replaceAll("{}", `${server.url}/x`));
  assertEquals((await run(args)).status, 0);
  const sent = server.requests.at(-1) ?? "";
  const before = server.requests.length;
  const { status, stdout, stderr } = await run([...args, option, "--show-secrets"]);
  assertEquals([status, server.requests.length], [0, before], stderr);
  return { text: stdout, sent };
}

test("--offline shows what would be sent, and sends nothing", async () => {
  await using server = await respondWith(answer);
  for (const words of COMMANDS) {
    const { text, sent } = await both(server, words, "--offline");
    const bytes = Uint8Array.from(sent, (character) => character.charCodeAt(0));
    const wanted = new TextDecoder().decode(bytes);
    const unbound = (each: string) => each.replaceAll(/FerryFormBoundary\w+/g, "BOUNDARY");
    assertEquals(unbound(text), unbound(wanted));
  }
  const { stdout } = await run(["example.invalid/a", "a=b", "--offline"], { terminal: true });
  assertMatch(stdout, /^POST \/a HTTP\/1\.1\nhost: example\.invalid\n[^]+\n\n\{\n {2}"a": "b"\n\}/);
  const { stdout: body } = await run(["example.invalid", "a=b", "--offline", "-b", "--print=B"]);
  assertEquals(body, '{"a": "b"}');
});

wireTest("--curl is a command that does the same", curl, async () => {
  await using server = await respondWith(answer);
  for (const words of COMMANDS) {
    const { text, sent } = await both(server, words, "--curl");
    const { success } = await new Deno.Command("/bin/sh", {
      args: ["-c", text],
      env: { HOME: "/nonexistent", CURL_HOME: "/nonexistent" },
    }).output();
    assertEquals(success, true, text);
    const [a, b] = [partsOf(server.requests.at(-1) ?? ""), partsOf(sent)];
    const isSame = (field: string) => !field.startsWith("accept-language:");
    assertEquals(a, { ...b, headers: b.headers.filter(isSame) }, text);
  }
});

test("--curl has the options of the connection, and no secrets", async () => {
  const { stdout } = await run([
    ...["https://h.example/?token=hunter2", "-k", "--unix", "/run/x y", "--http1.1", "-4"],
    ...["--resolve", "h.example:443:127.0.0.1", "--max-time", "3", "--digest", "-a", "u:hunter2"],
    ...["Cookie:sid=hunter2", "-o", "f", "--curl", "--proxy", ""],
  ]);
  assertEquals(stdout.includes("hunter2"), false, stdout);
  const words = [
    ...["--insecure", "--unix-socket '/run/x y'", "--http1.1", "--ipv4", "--location"],
    ...["--resolve h.example:443:127.0.0.1", "--max-time 3", "--digest --user u:REDACTED"],
    ...["--output f", "--noproxy '*'"],
  ];
  for (const word of words) assertStringIncludes(stdout, word);
});

test("--code is a program that does the same", async () => {
  await using server = await respondWith(answer);
  const root = new URL("../../", import.meta.url);
  // Within the project, whose name is then that of the package.
  const folder = new URL(`.code_${crypto.randomUUID()}/`, root);
  await Deno.mkdir(folder);
  const deno = async (...args: string[]) => {
    const options = { args, cwd: root, env: { NO_COLOR: "1" } };
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), options).output();
    const decoder = new TextDecoder();
    assertEquals(success, true, decoder.decode(stderr));
    return decoder.decode(stdout);
  };
  try {
    const sent = new Map<string, string>();
    for (const [at, words] of COMMANDS.entries()) {
      const example = await both(server, words, "--code");
      const file = new URL(`${at}.ts`, folder).pathname;
      await Deno.writeTextFile(file, example.text);
      sent.set(file, example.sent);
    }
    await deno("check", ...sent.keys());
    for (const [file, wanted] of sent) {
      assertEquals(await deno("run", "-A", "--no-check", file), "ok\n");
      const program = await Deno.readTextFile(file);
      assertEquals(partsOf(server.requests.at(-1) ?? ""), partsOf(wanted), program);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

test("--code tells of files, certificates and downloads, and of no secret", async () => {
  const photo = await Deno.makeTempFile();
  const { stdout } = await run([
    ...["https://h.example/?token=hunter2", `f@${photo};type=image/x`, "password=hunter2"],
    ...["-a", "ada:hunter2", "-k", "--proxy", "http://u:hunter2@p:1", "-o", "out", "--code"],
    ...["--cert", "c.pem", "--key", "k.pem", "--passphrase", "hunter2", "--cookie", "sid=hunter2"],
  ]);
  await Deno.remove(photo);
  assertEquals(stdout.includes("hunter2"), false, stdout);
  for (
    const part of [
      `content: await Deno.open("${photo}")`,
      'contentType: "image/x"',
      "verify: false",
      'cert: await Deno.readTextFile("c.pem")',
      "client.download(",
      'auth: ["ada", "REDACTED"]',
    ]
  ) assertStringIncludes(stdout, part);
});

test("--har records every hop, without secrets, also where no answer comes", async () => {
  await using server = await respondWith([
    toAnswer("", { status: "302 Found", headers: ["Location: /b"] }),
    answer,
    { read: "head", end: "reset" },
  ]);
  await withFolder(async (folder) => {
    const path = `${folder}/a.har`;
    const args = [`${server.url}/a`, "Cookie:own=hunter2", "--har", path];
    assertEquals((await run(args)).status, 0);
    const text = await Deno.readTextFile(path);
    assertEquals(JSON.parse(text).log.entries.length, 2);
    assertEquals(text.includes("hunter2"), false);
    assertEquals((await run([...args, "--show-secrets"])).status, 3);
    const failed = await Deno.readTextFile(path);
    assertStringIncludes(failed, "hunter2");
    assert(JSON.parse(failed).log.entries.length === 1);
    const wrong = await run([server.url, "--har", `${folder}/no/such/a.har`]);
    assertEquals([wrong.status, server.requests.length], [2, 3]);
  });
});
