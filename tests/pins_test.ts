import { assert, assertEquals, assertMatch } from "@std/assert";
import { test } from "./checked.ts";

/** A version of Deno, as `npx` and people name it. */
const named = /\bdeno@([\w.-]+)/g;

async function read(path: string): Promise<string> {
  return await Deno.readTextFile(new URL(`../${path}`, import.meta.url));
}

const pin = (await read(".deno-version")).trim();

test(".deno-version pins one exact version", () => {
  assertMatch(pin, /^\d+\.\d+\.\d+$/);
});

test("the README runs the tests with the pinned version", async () => {
  const text = await read("README.md");
  assert(text.includes(`npx -y deno@${pin} task test`));
});

test("no page names another version", async () => {
  const root = new URL("../", import.meta.url);
  for await (const { name } of Deno.readDir(root)) {
    // What was true of an older release stays in the changelog.
    if (!name.endsWith(".md") || name === "CHANGELOG.md") continue;
    const text = await read(name);
    for (const [, version] of text.matchAll(named)) {
      assertEquals(version, pin, name);
    }
  }
});

test("what runs the tests reads the pin and has none of its own", async () => {
  for (const path of [".ci/run", ".github/workflows/ci.yml"]) {
    const text = await read(path);
    assert(text.includes(".deno-version"), path);
    assertEquals(text.match(/deno@\d|deno-version: /g), null, path);
    assert(!text.includes(pin), path);
  }
});
