import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { test } from "../checked.ts";
import { respondWith, toAnswer } from "../wire/scripted.ts";
import { ferryCommand } from "./pseudo_terminal.ts";
import { run, withFolder } from "./screen.ts";

const setting = (...cookies: string[]) =>
  toAnswer("ok", { headers: cookies.map((cookie) => `Set-Cookie: ${cookie}; Path=/`) });

test("a session keeps headers, cookies and credentials from one run to the next", async () => {
  await using server = await respondWith([setting("sid=1", "theme=dark"), toAnswer("ok")]);
  await withFolder(async (folder) => {
    const env = { XDG_CONFIG_HOME: folder };
    const first = ["--session", "me", "-a", "ada:pw", "X-Key:7", "If-Match:x", "a=b", "--cookie"];
    assertEquals((await run([server.url, ...first, "own=2"], { env })).status, 0);
    const path = `${folder}/ferry/sessions/127.0.0.1_${server.port}/me.json`;
    const { mode } = await Deno.stat(path);
    assertEquals((mode ?? 0) & 0o777, 0o600);
    assertEquals([...Deno.readDirSync(path.replace(/\/[^/]+$/, ""))].length, 1);
    assertEquals((await run([server.url, "--session", "me"], { env })).status, 0);
    const sent = server.requests[1] ?? "";
    assertStringIncludes(sent, `\r\nauthorization: Basic ${btoa("ada:pw")}\r\n`);
    assertStringIncludes(sent, "\r\nx-key: 7\r\n");
    assertEquals(/if-match|content-type/.test(sent), false, sent);
    const [, cookies = ""] = /\r\ncookie: ([^\r]*)/.exec(sent) ?? [];
    assertEquals(cookies.split("; ").sort(), ["own=2", "sid=1", "theme=dark"]);
    assertEquals((await run([server.url, "--session", "other"], { env })).status, 0);
    assertEquals(server.requests[2]?.includes("cookie:"), false);
    const override = ["--session", "me", "X-Key:8", "-A", "bearer", "-a", "tok"];
    assertEquals((await run([server.url, ...override], { env })).status, 0);
    assertEquals((await run([server.url, "--session-read-only", "me"], { env })).status, 0);
    assertStringIncludes(server.requests[4] ?? "", "\r\nx-key: 8\r\n");
    assertStringIncludes(server.requests[4] ?? "", "\r\nauthorization: Bearer tok\r\n");
  });
});

test("a session is a file of its own where a path is said, and read-only keeps nothing", async () => {
  await using server = await respondWith(setting("sid=1"));
  await withFolder(async (folder) => {
    const path = `${folder}/sub/s.json`;
    assertEquals((await run([server.url, "--session", path])).status, 0);
    const before = await Deno.readTextFile(path);
    assertStringIncludes(before, '"sid"');
    assertEquals((await run([server.url, "--session-read-only", path, "X:1"])).status, 0);
    assertStringIncludes(server.requests[1] ?? "", "\r\ncookie: sid=1\r\n");
    assertEquals(await Deno.readTextFile(path), before);
    assertEquals((await run([server.url, "--session-read-only", `${folder}/none.json`])).status, 0);
    await Deno.writeTextFile(path, '{"password":"hunter2"');
    const broken = await run([server.url, "--session", path]);
    assertEquals([broken.status, server.requests.length], [2, 3]);
    assertEquals(broken.stderr.includes("hunter2"), false);
    assertEquals(await Deno.readTextFile(path), '{"password":"hunter2"');
    for (const name of ["..", "a b", ""]) {
      assertEquals((await run([server.url, "--session", name])).status, 2, name);
    }
    await Deno.writeTextFile(path, "{}");
    await Deno.chmod(path, 0o644);
    assertEquals((await run([server.url, "--session", path])).status, 0);
    assertEquals(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);
  });
});

test("what a session keeps goes to no other host", async () => {
  await using other = await respondWith(toAnswer("there"));
  const location = `Location: http://localhost:${other.port}/`;
  await using server = await respondWith([
    setting("sid=1"),
    toAnswer("", { status: "302 Found", headers: [location] }),
  ]);
  await withFolder(async (folder) => {
    const session = ["--session", `${folder}/s`];
    await run([server.url, ...session, "X-Key:7", "-a", "ada:pw"]);
    assertEquals((await run([server.url, ...session])).stdout, "there");
    assertStringIncludes(server.requests[1] ?? "", "\r\nx-key: 7\r\n");
    assertEquals(/x-key|sid|authorization/.test(other.requests[0] ?? ""), false);
  });
});

test("a cookie that the server takes back is gone", async () => {
  await using server = await respondWith([
    setting("a=1", "b=2"),
    setting("a=; Max-Age=0"),
    toAnswer("ok"),
  ]);
  await withFolder(async (folder) => {
    for (let count = 0; count < 3; count++) await run([server.url, "--session", `${folder}/s`]);
    assertStringIncludes(server.requests[2] ?? "", "\r\ncookie: b=2\r\n");
  });
});

test("two runs at the same time lose nothing of each other's", async () => {
  let count = 0;
  await using server = await respondWith(() => ({
    send: setting(`c${++count}=${count}`),
    delay: 200,
  }));
  await withFolder(async (folder) => {
    const path = `${folder}/s.json`;
    const [command = "", ...args] = ferryCommand(server.url, "--session", path);
    const runs = Array.from({ length: 4 }, () =>
      new Deno.Command(command, {
        args,
        cwd: new URL("../../", import.meta.url),
        stdin: "null",
      }).output());
    for (const { code } of await Promise.all(runs)) assertEquals(code, 0);
    const { cookies: { cookies } } = JSON.parse(await Deno.readTextFile(path));
    const names = cookies.map(({ name }: { name: string }) => name);
    assertEquals(names.sort(), ["c1", "c2", "c3", "c4"]);
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["s.json"]);
  });
});

test("credentials: types, and a password that nobody can be asked for", async () => {
  await using server = await respondWith(toAnswer("ok"));
  const sent = async (...args: string[]) => {
    const { status, stderr } = await run([server.url, ...args], { secret: "typed" });
    assertEquals(status, 0, stderr);
    return /\r\nauthorization: ([^\r]*)/.exec(server.requests.at(-1) ?? "")?.[1];
  };
  assertEquals(await sent("-a", "u"), `Basic ${btoa("u:typed")}`);
  assertEquals(await sent("-a", "u:"), `Basic ${btoa("u:")}`);
  assertEquals(await sent("-A", "bearer", "-a", "t:k"), "Bearer t:k");
  assertEquals(await sent("--bearer", "t"), "Bearer t");
  assertEquals(await sent("--auth-type=basic", "--auth=u:p:q"), `Basic ${btoa("u:p:q")}`);
  const nobody = await run([server.url, "-a", "u"]);
  assertEquals(nobody.status, 2);
  for (const args of [["-A", "basic"], ["-A", "odd", "-a", "u:p"], ["-A", "netrc", "-a", "u:p"]]) {
    assertEquals((await run([server.url, ...args])).status, 2);
  }
});

test("netrc is asked, unless it is not to be", async () => {
  await using server = await respondWith(toAnswer("ok"));
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/netrc`, "machine 127.0.0.1 login ada password pw\n");
    const ask = async (...args: string[]) => {
      const [command = "", ...words] = ferryCommand(server.url, ...args);
      const { code } = await new Deno.Command(command, {
        args: words,
        cwd: new URL("../../", import.meta.url),
        env: { NETRC: `${folder}/netrc` },
        stdin: "null",
      }).output();
      assertEquals(code, 0);
      return server.requests.at(-1)?.includes(`\r\nauthorization: Basic ${btoa("ada:pw")}\r\n`);
    };
    assert(await ask());
    assert(await ask("-A", "netrc"));
    assertEquals(await ask("--ignore-netrc"), false);
  });
});
