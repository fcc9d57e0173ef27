import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { test } from "./checked.ts";
import { codeOf, readDocument } from "./documents.ts";

const readme = readDocument("README.md");
const root = new URL("../", import.meta.url);

test("the README has at most 10,000 bytes", () => {
  const { size } = Deno.statSync(new URL("README.md", root));
  assert(size <= 10_000, `${size} bytes`);
});

/** What each example of the README prints, with the answers of `readme_preload.ts` in the place of the network. */
const PRINTS = [
  "97531",
  "200",
  "404 ",
  "idempotent",
  "ok | 1 passed",
] as const;

const examples = codeOf(readme, "ts ignore");

test("the README has five examples", () => {
  assertEquals(examples.length, PRINTS.length);
});

for (const [at, expected] of PRINTS.entries()) {
  test(`example ${at + 1} of the README runs and is of the right types`, async () => {
    const file = await Deno.makeTempFile({ suffix: ".ts" });
    try {
      const code = examples[at] ?? "";
      await Deno.writeTextFile(file, code);
      const { success, text } = await run(code.includes("Deno.test") ? "test" : "run", file);
      assert(success, text);
      assertStringIncludes(text, expected);
    } finally {
      await Deno.remove(file);
    }
  });
}

/** Runs a program with types checked, and with answers from here in the place of the network. */
async function run(verb: "run" | "test", file: string) {
  const options = ["--check", "--no-lock", "--config", new URL("deno.json", root).pathname];
  const preload = new URL("readme_preload.ts", import.meta.url).pathname;
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [verb, ...options, "-A", "--preload", preload, file],
    stdin: "null",
    env: { NO_COLOR: "1", NETRC: "/dev/null" },
  }).output();
  const text = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("");
  return { success, text };
}
