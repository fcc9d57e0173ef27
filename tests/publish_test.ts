import { assertEquals, assertStringIncludes } from "@std/assert";
import { test } from "./checked.ts";

const root = new URL("../", import.meta.url);
const config = JSON.parse(Deno.readTextFileSync(new URL("deno.json", root)));

test("what is published names nothing of the stand-ins for @std", () => {
  const named = Object.values<readonly string[]>(config.publish).flat();
  assertEquals(named.filter((path) => /links|tests|bench|^[.*!]/.test(path)), []);
});

test("a bare deno publish from a checkout with links fails before anything is sent", async () => {
  const args = ["publish", "--dry-run", "--allow-dirty", "--no-check"];
  const env = { NO_COLOR: "1" };
  const { code, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd: root, env })
    .output();
  assertEquals(code === 0, false);
  const text = new TextDecoder().decode(stderr);
  assertStringIncludes(text, "excluded-module");
  assertStringIncludes(text, "/links/");
}, { ignore: config.links === undefined });
