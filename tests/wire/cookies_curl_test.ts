/** The real curl and wget read our `cookies.txt`, and we read theirs. */

import { assertEquals } from "@std/assert";
import { CookieJar } from "../../src/core/cookies/jar.ts";
import { FileCookieStore } from "../../src/features/cookie_stores/store.ts";
import { test } from "../checked.ts";

async function run(command: string, args: string[]): Promise<string> {
  const { stdout } = await new Deno.Command(command, {
    args,
    stderr: "null",
    clearEnv: true,
  }).output();
  return new TextDecoder().decode(stdout);
}

async function isInstalled(command: string): Promise<boolean> {
  try {
    await run(command, ["--version"]);
    return true;
  } catch {
    return false;
  }
}

const hasCurl = await isInstalled("/usr/bin/curl");
const hasWget = await isInstalled("/usr/bin/wget");

/** Answers with the Cookie header it got, as bytes, and sets some cookies at /set. */
function serve(request: Request): Response {
  const headers = new Headers();
  if (new URL(request.url).pathname === "/set") {
    headers.append("set-cookie", "session=1; Path=/");
    headers.append("set-cookie", "lasting=2; Path=/; Max-Age=1000");
    headers.append("set-cookie", "hidden=3; Path=/; HttpOnly");
    headers.append("set-cookie", "deep=4; Path=/deep; Max-Age=1000");
    headers.append("set-cookie", "wide=5; Path=/; Domain=localhost");
  }
  const cookie = request.headers.get("cookie") ?? "";
  const bytes = Uint8Array.from(cookie, (c) => c.charCodeAt(0));
  return new Response(bytes, { headers });
}

async function withServer(
  use: (origin: string, file: string) => Promise<void>,
): Promise<void> {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    serve,
  );
  const folder = await Deno.makeTempDir();
  try {
    const { port } = server.addr;
    await use(`http://127.0.0.1:${port}`, `${folder}/cookies.txt`);
  } finally {
    await server.shutdown();
    await Deno.remove(folder, { recursive: true });
  }
}

function sorted(header: string): string[] {
  return header.split("; ").sort();
}

test("curl sends the cookies that we wrote", async () => {
  if (!hasCurl) return;
  await withServer(async (origin, file) => {
    const jar = new CookieJar();
    jar.setCookie("a=1; Path=/", origin);
    jar.setCookie('b=with = and "quotes"; Max-Age=1000; Path=/', origin);
    jar.setCookie("c=3; HttpOnly; Path=/", origin);
    jar.setCookie("utf8=\u00c3\u00a9; Path=/", origin);
    jar.setCookie("no=1; Path=/other", origin);
    jar.set("d", "4", { domain: "127.0.0.1" });
    await new FileCookieStore(file, { format: "netscape" }).save(jar);
    const text = await run("/usr/bin/curl", ["-s", "-b", file, `${origin}/`]);
    const want = jar.cookieHeader(origin).replace("\u00c3\u00a9", "\u00e9");
    assertEquals(sorted(text), sorted(want));
    assertEquals(sorted(text).length, 5);
  });
});

test("we send the cookies that curl wrote", async () => {
  if (!hasCurl) return;
  await withServer(async (origin, file) => {
    await run("/usr/bin/curl", ["-s", "-c", file, `${origin}/set`]);
    const jar = await new FileCookieStore(file, { format: "netscape" }).load();
    assertEquals(sorted(jar.cookieHeader(origin)), [
      "hidden=3",
      "lasting=2",
      "session=1",
    ]);
    assertEquals(
      jar.cookieHeader(`${origin}/deep`).startsWith("deep=4; "),
      true,
    );
    assertEquals(jar.getAll("hidden")[0]?.httpOnly, true);
    assertEquals(jar.getAll("session")[0]?.hostOnly, true);
    assertEquals(jar.getAll("session")[0]?.expires, undefined);
    assertEquals((jar.getAll("lasting")[0]?.expires ?? 0) > Date.now(), true);
    assertEquals(jar.cookieHeader("http://x.example/"), "");
    const again = await run("/usr/bin/curl", ["-s", "-b", file, `${origin}/`]);
    assertEquals(sorted(again), sorted(jar.cookieHeader(origin)));
  });
});

test("wget sends the cookies that we wrote, and we those that it wrote", async () => {
  if (!hasWget) return;
  await withServer(async (origin, file) => {
    const jar = new CookieJar();
    jar.setCookie("a=1; Path=/", origin);
    jar.setCookie("b=2; Max-Age=1000; Path=/", origin);
    jar.setCookie("no=3; Path=/other", origin);
    await new FileCookieStore(file, { format: "netscape" }).save(jar);
    const load = ["-q", "-O", "-", "--no-config", `--load-cookies=${file}`];
    const text = await run("/usr/bin/wget", [...load, `${origin}/`]);
    assertEquals(sorted(text), ["a=1", "b=2"]);
    const save = [`--save-cookies=${file}`, "--keep-session-cookies"];
    const fresh = ["-q", "-O", "-", "--no-config", ...save, `${origin}/set`];
    await run("/usr/bin/wget", fresh);
    const back = await new FileCookieStore(file, { format: "netscape" }).load();
    assertEquals(back.get("lasting"), "2");
    assertEquals(back.get("session"), "1");
  });
});
