import { assert, assertEquals, assertMatch } from "@std/assert";
import { test } from "./checked.ts";

/** The headings of the page, in its order. */
const headings = [
  "Make a Request",
  "Passing Parameters In URLs",
  "Response Content",
  "Binary Response Content",
  "JSON Response Content",
  "Raw Response Content",
  "Custom Headers",
  "More complicated POST requests",
  "POST a Multipart-Encoded File",
  "Response Status Codes",
  "Response Headers",
  "Cookies",
  "Redirection and History",
  "Timeouts",
  "Errors and Exceptions",
];

test("the demo goes through the whole page, and leaves nothing behind", async () => {
  const folder = await Deno.makeTempDir({ prefix: "ferry-demo-test-" });
  try {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["task", "demo"],
      cwd: new URL("../", import.meta.url),
      env: { NO_COLOR: "1", TMPDIR: folder },
    }).output();
    const [text = "", complaints = ""] = [stdout, stderr].map((b) => new TextDecoder().decode(b));
    assertEquals(code, 0, complaints + text.slice(-500));
    assertEquals([...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title), headings);
    assertMatch(text, /All \d{2,} steps in 15 sections did what the page says\.\n$/);
    assert(!text.includes("undefined is not"), text);
    assertEquals(await Array.fromAsync(Deno.readDir(folder)), []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
