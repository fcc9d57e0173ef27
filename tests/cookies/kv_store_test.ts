import { assertEquals, assertRejects } from "@std/assert";
import { CookieJar } from "../../src/core/cookies/jar.ts";
import {
  type CookieKv,
  KvCookieStore,
  type KvKeyPart,
} from "../../src/features/cookie_stores/kv_store.ts";
import { test } from "../checked.ts";

/** As strict as the real one about the size of a value. */
class MemoryKv implements CookieKv {
  readonly values = new Map<string, unknown>();
  afterGet: () => Promise<void> = () => Promise.resolve();

  async get(key: KvKeyPart[]): Promise<{ value: unknown }> {
    const value = this.values.get(JSON.stringify(key)) ?? null;
    await this.afterGet();
    return { value };
  }

  set(key: KvKeyPart[], value: unknown): Promise<void> {
    const size = JSON.stringify(value).length * 2;
    if (size > 65_536) return Promise.reject(new TypeError("Value too large"));
    this.values.set(JSON.stringify(key), value);
    return Promise.resolve();
  }

  delete(key: KvKeyPart[]): Promise<void> {
    this.values.delete(JSON.stringify(key));
    return Promise.resolve();
  }
}

function makeJar(count: number): CookieJar {
  const jar = new CookieJar();
  for (let n = 0; n < count; n++) {
    jar.setCookie(`a=${"v".repeat(500)}${n}`, `https://h${n}.example/`);
  }
  return jar;
}

test("a KV store keeps jars that are larger than a value may be", async () => {
  const kv = new MemoryKv();
  const store = new KvCookieStore({ kv, key: ["jar", 1] });
  assertEquals((await store.load()).size, 0);
  for (const count of [1000, 3, 0]) {
    const jar = makeJar(count);
    await store.save(jar);
    assertEquals((await store.load()).toJSON(), jar.toJSON());
  }
  assertEquals(kv.values.size, 2);
});

test("a jar that is saved while it is read comes whole", async () => {
  const kv = new MemoryKv();
  const store = new KvCookieStore({ kv });
  await store.save(makeJar(200));
  let reads = 0;
  kv.afterGet = async () => {
    if (++reads === 1) await new KvCookieStore({ kv }).save(makeJar(300));
  };
  assertEquals((await store.load()).size, 300);
});

test("what is no jar is an error and stays", async () => {
  const kv = new MemoryKv();
  const store = new KvCookieStore({ kv, key: ["k"] });
  await kv.set(["k"], "something else");
  await assertRejects(() => store.load(), TypeError, "Cannot");
  await assertRejects(() => store.save(makeJar(1)), TypeError, "Cannot");
  assertEquals(kv.values.size, 1);
  await kv.set(["k"], { id: "x", parts: 1 });
  await assertRejects(
    () => store.load(),
    TypeError,
    "a part of the jar is missing",
  );
  await kv.set(["k", "x", 0], "{");
  await assertRejects(() => store.load(), TypeError, "Cannot");
});

test("without Deno KV the error says so", async () => {
  if ("openKv" in Deno && typeof Deno.openKv === "function") return;
  const store = new KvCookieStore();
  await assertRejects(() => store.load(), TypeError, "--unstable-kv");
  await assertRejects(() => store.save(makeJar(1)), TypeError, "--unstable-kv");
});

test("the real Deno KV holds a jar", async () => {
  const folder = await Deno.makeTempDir();
  const source = new URL("../../src/", import.meta.url);
  const script = `
    import { CookieJar } from "${source}core/cookies/jar.ts";
    import { KvCookieStore } from "${source}features/cookie_stores/kv_store.ts";
    const kv = await Deno.openKv(Deno.args[0]);
    const jar = new CookieJar();
    for (let n = 0; n < 300; n++) jar.set("c" + n, "v".repeat(500), { domain: "h" + n + ".example" });
    const store = new KvCookieStore({ kv });
    await store.save(jar);
    const back = await store.load();
    console.log(JSON.stringify(back) === JSON.stringify(jar), back.size);
    kv.close();
  `;
  try {
    await Deno.writeTextFile(`${folder}/kv.ts`, script);
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        "--no-check",
        "--no-lock",
        "--unstable-kv",
        `--config=${new URL("../../deno.json", import.meta.url).pathname}`,
        `${folder}/kv.ts`,
        `${folder}/kv.sqlite`,
      ],
    }).output();
    const text = new TextDecoder().decode(stdout).trim();
    assertEquals(text, "true 300", new TextDecoder().decode(stderr));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
