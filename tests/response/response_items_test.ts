import { assertEquals, assertRejects } from "@std/assert";
import { JsonDecodeError, StreamError } from "../../mod.ts";
import { ask, ways } from "../answering.ts";
import { test } from "../checked.ts";
import { withFolder } from "../cli/screen.ts";

for (const way of ways) {
  test(`batches hold what the single items are, ${way}`, async () => {
    const text = "1\r\n2\n\n3";
    const body = text.split("");
    const lines = await Array.fromAsync((await ask(way, { body })).iterLineBatches());
    assertEquals(lines.flat(), ["1", "2", "", "3"]);
    assertEquals(lines.every((batch) => batch.length > 0), true);
    const values = await Array.fromAsync((await ask(way, { body })).iterJsonBatches());
    assertEquals(values.flat(), [1, 2, 3]);
    const events = await ask(way, { body: "data: a\n\nid: 1\ndata: b\n\n".split("") });
    const batches = await Array.fromAsync(events.eventBatches());
    assertEquals(batches.flat().map(({ data, id }) => data + id), ["a", "b1"]);
  });

  test(`a whole body comes in one batch, decoded as iterLines does, ${way}`, async () => {
    const body = Uint8Array.of(0xe9, 0x0a, 0xe8);
    const headers = { "content-type": "text/plain; charset=latin1" };
    const batches = await Array.fromAsync((await ask(way, { body, headers })).iterLineBatches());
    assertEquals(batches.flat(), ["é", "è"]);
    const cut = await ask(way, { body: "a--b--c" });
    const parts = await Array.fromAsync(cut.iterLineBatches({ delimiter: "--" }));
    assertEquals(parts.flat(), ["a", "b", "c"]);
  });

  test(`values before a bad one are still given, ${way}`, async () => {
    const response = await ask(way, { body: '1\n2\n{"' });
    const seen: unknown[] = [];
    const all = async () => {
      for await (const batch of response.iterJsonBatches()) seen.push(...batch);
    };
    await assertRejects(all, JsonDecodeError);
    assertEquals(seen, [1, 2]);
  });

  test(`writeTo writes the body to an open file and leaves that open, ${way}`, async () => {
    await withFolder(async (folder) => {
      using file = await Deno.open(`${folder}/f`, { write: true, create: true });
      const response = await ask(way, { body: ["ab", "cd", "e"] });
      assertEquals(await response.writeTo(file), 5);
      await file.write(new TextEncoder().encode("!"));
      assertEquals(await Deno.readTextFile(`${folder}/f`), "abcde!");
      if (way === "streamed") await assertRejects(() => response.writeTo(file), StreamError);
      else assertEquals(await response.writeTo(file), 5);
    });
  });
}
