import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { CookieJar } from "../../src/core/cookies/jar.ts";
import { FileCookieStore } from "../../src/features/cookie_stores/store.ts";
import { test } from "../checked.ts";

async function withFolder(
  use: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function makeJar(value = "1"): CookieJar {
  const jar = new CookieJar();
  jar.setCookie(`a=${value}; Max-Age=1000; HttpOnly`, "https://x.example/");
  return jar;
}

const FORMATS = ["json", "netscape"] as const;

test("a file store gives back what it was given, in both formats", async () => {
  await withFolder(async (folder) => {
    for (const format of FORMATS) {
      const path = `${folder}/${format}`;
      const store = new FileCookieStore(path, { format });
      assertEquals((await store.load()).size, 0);
      await store.save(makeJar());
      await store.save(makeJar("2"));
      const jar = await new FileCookieStore(path, { format }).load();
      assertEquals(jar.cookieHeader("https://x.example/"), "a=2");
      assertEquals(jar.getAll("a")[0]?.httpOnly, true);
    }
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    assertEquals(names, ["json", "netscape"]);
  });
});

test("a file that is no jar is a clear error and stays as it is", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/cookies`;
    for (const format of FORMATS) {
      for (
        const text of [
          "{secret",
          "[]",
          "\0\u0001",
          '{"version":1,"cookies":[{}]}',
          "",
        ]
      ) {
        if (text === "" && format === "netscape") continue;
        await Deno.writeTextFile(path, text);
        const store = new FileCookieStore(path, { format });
        const error = await assertRejects(() => store.load(), TypeError, path);
        assertEquals(error.message.includes("secret"), false);
        await assertRejects(() => store.save(makeJar()), TypeError, "Cannot");
        assertEquals(await Deno.readTextFile(path), text);
        const fresh = new FileCookieStore(path, { format });
        await assertRejects(() => fresh.save(makeJar()), TypeError, "Cannot");
        assertEquals(await Deno.readTextFile(path), text);
      }
    }
    assertEquals([...Deno.readDirSync(folder)].length, 1);
  });
});

test("the file is for its owner only, and readers never see a half of it", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/cookies.json`;
    const store = new FileCookieStore(path);
    const saves = Array.from(
      { length: 20 },
      (_, n) => store.save(makeJar(`${n}`)),
    );
    const reader = new FileCookieStore(path);
    for (let n = 0; n < 20; n++) await reader.load();
    await Promise.all(saves);
    assertEquals((await store.load()).get("a"), "19");
    if (Deno.build.os !== "windows") {
      assertEquals(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);
    }
    assertEquals([...Deno.readDirSync(folder)].length, 1);
  });
});

test("what cannot be written leaves nothing behind", async () => {
  await withFolder(async (folder) => {
    const store = new FileCookieStore(`${folder}/missing/cookies.json`);
    await assertRejects(() => store.save(makeJar()), Error, `${folder}/missing is not there`);
    await Deno.mkdir(`${folder}/taken`);
    const taken = new FileCookieStore(`${folder}/taken`);
    await assertRejects(() => taken.save(makeJar()));
    await assertRejects(() => taken.load());
    assertEquals([...Deno.readDirSync(folder)].length, 1);
  });
});

test("a link stays a link", async () => {
  if (Deno.build.os === "windows") return;
  await withFolder(async (folder) => {
    await new FileCookieStore(`${folder}/real`).save(makeJar("1"));
    await Deno.symlink(`${folder}/real`, `${folder}/link`);
    await new FileCookieStore(`${folder}/link`).save(makeJar("2"));
    assertEquals((await Deno.lstat(`${folder}/link`)).isSymlink, true);
    assertEquals(
      (await new FileCookieStore(`${folder}/real`).load()).get("a"),
      "2",
    );
  });
});

test("a path may be a file URL, and options are checked", async () => {
  await withFolder(async (folder) => {
    const url = new URL(`file://${folder}/a%20b.json`);
    await new FileCookieStore(url).save(makeJar());
    assertEquals((await Deno.stat(`${folder}/a b.json`)).isFile, true);
    const options = { isPublicSuffix: null };
    const jar = await new FileCookieStore(url).load(options);
    jar.setCookie("s=1; Domain=com", "https://x.com/");
    assertEquals(jar.cookieHeader("https://y.com/"), "s=1");
  });
  const remote = new URL("https://x.example/");
  assertThrows(() => new FileCookieStore(remote), TypeError, "Cannot");
  assertThrows(
    () => Reflect.construct(FileCookieStore, ["x", { format: "xml" }]),
    TypeError,
    "Cannot",
  );
});
