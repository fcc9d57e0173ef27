import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { test } from "./checked.ts";
import { codeOf, pages, readDocument } from "./documents.ts";

const root = new URL("../", import.meta.url);

test("the README has at most 10,000 bytes", () => {
  const { size } = Deno.statSync(new URL("README.md", root));
  assert(size <= 10_000, `${size} bytes`);
});

/** What the examples that name real servers print, with the answers of `network_preload.ts`. */
const PRINTS: Readonly<Record<string, readonly string[]>> = {
  "README.md": ["97531", "200", "404 ", "idempotent", "ok | 1 passed"],
  "docs/quickstart.md": [
    "application/json",
    "https://httpbin.org/get",
    "https://httpbin.org/get?tag=a&tag=b",
    "200",
    "404",
    "ERR_READ_TIMEOUT",
    '{"id":2}',
    "31d4",
    "200",
    "https://httpbin.org/get",
  ],
};

for (const [path, expected] of Object.entries(PRINTS)) {
  test(`the examples of ${path} that name real servers run`, async (t) => {
    const examples = codeOf(readDocument(path), "ts ignore");
    assertEquals(examples.length, expected.length);
    const folder = await writeExamples(examples);
    try {
      for (const [at, text] of expected.entries()) {
        await t.step(`example ${at + 1}`, async () => {
          const verb = examples[at]?.includes("Deno.test(") ? "test" : "run";
          const preload = new URL("network_preload.ts", import.meta.url).pathname;
          const args = [verb, "--no-check", "-A", "--preload", preload];
          assertStringIncludes(await run([...args, `${folder}/${at}.ts`]), text);
        });
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

test("every example that is not run by deno test --doc is of the right types", async () => {
  const examples = ["README.md", ...pages]
    .flatMap((path) => codeOf(readDocument(path), "ts ignore"));
  const folder = await writeExamples(examples);
  try {
    await run(["check", ...examples.map((_example, at) => `${folder}/${at}.ts`)]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

async function writeExamples(examples: readonly string[]): Promise<string> {
  const folder = await Deno.makeTempDir();
  for (const [at, code] of examples.entries()) await Deno.writeTextFile(`${folder}/${at}.ts`, code);
  return folder;
}

/** Runs Deno as in the project, and gives all that it says. */
async function run([verb = "run", ...rest]: readonly string[]): Promise<string> {
  const options = ["--no-lock", "--config", new URL("deno.json", root).pathname];
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [verb, ...options, ...rest],
    stdin: "null",
    env: { NO_COLOR: "1", NETRC: "/dev/null" },
  }).output();
  const text = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("");
  assert(success, text);
  return text;
}
