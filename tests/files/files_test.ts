import { assertEquals, assertRejects } from "@std/assert";
import * as fs from "node:fs/promises";
import { DenoFiles } from "../../src/files/deno_files.ts";
import { type Files, loadFiles } from "../../src/files/files.ts";
import { folderOf } from "../../src/files/text_file.ts";
import { NodeFiles } from "../../src/files/node_files.ts";
import { test } from "../checked.ts";

const KINDS: readonly (readonly [string, Files])[] = [
  ["Deno", new DenoFiles()],
  ["node:fs", new NodeFiles(fs)],
];

/** Tests both kinds in a folder of their own. */
function testBoth(name: string, run: (files: Files, folder: string) => Promise<void>): void {
  for (const [kind, files] of KINDS) {
    test(`${kind}: ${name}`, async () => {
      const folder = await Deno.makeTempDir();
      try {
        await run(files, folder);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    });
  }
}

const bytes = (text: string) => new TextEncoder().encode(text);

testBoth("what is not there is told, and no failure", async (files, folder) => {
  const path = `${folder}/nothing`;
  assertEquals(await files.stat(path), undefined);
  assertEquals(await files.readText(path), undefined);
  await files.remove(path);
  await assertRejects(() => files.rename(path, `${folder}/x`));
});

testBoth(
  "folders are made, and files written, read, renamed and removed",
  async (files, folder) => {
    await files.makeFolder(`${folder}/a/b`);
    await files.makeFolder(`${folder}/a/b`);
    assertEquals((await files.stat(`${folder}/a/b`))?.isDirectory, true);
    const path = `${folder}/a/b/c.txt`;
    await files.writeText(path, "grüße");
    await files.rename(path, `${path}.new`);
    assertEquals(await files.readText(`${path}.new`), "grüße");
    const facts = await files.stat(`${path}.new`);
    assertEquals([facts?.isFile, facts?.size, typeof facts?.changedAt], [true, 7, "number"]);
    await Deno.symlink(`${path}.new`, `${folder}/link`);
    assertEquals(await files.realPath(`${folder}/link`), await Deno.realPath(`${path}.new`));
    await files.remove(`${path}.new`);
    assertEquals(await files.stat(`${path}.new`), undefined);
  },
);

testBoth("an open file has a place, a size and an end", async (files, folder) => {
  const path = `${folder}/f`;
  const file = await files.openLocked(path);
  if (!file) throw new Error("Cannot open it");
  assertEquals(await file.write(bytes("hello")), 5);
  assertEquals(await file.write(bytes(" you")), 4);
  assertEquals(await file.size(), 9);
  await file.seek(3);
  const buffer = new Uint8Array(4);
  assertEquals([await file.read(buffer), new TextDecoder().decode(buffer)], [4, "lo y"]);
  assertEquals([await file.read(buffer), await file.read(buffer)], [2, null]);
  await file.truncate();
  await file.seek(0);
  assertEquals(await file.size(), 0);
  await file.write(bytes("x"));
  await file.close();
  assertEquals(await files.readText(path), "x");
});

testBoth("a file is opened for nobody else, until it is closed", async (files, folder) => {
  const path = `${folder}/f`;
  const first = await files.openLocked(path);
  assertEquals(await files.openLocked(path), undefined);
  await first?.close();
  const second = await files.openLocked(path);
  assertEquals(second === undefined, false);
  await second?.close();
});

testBoth("a file that is there is written to", async (files, folder) => {
  const path = `${folder}/f`;
  await files.writeText(path, "");
  const file = await files.openForWriting(path);
  await file.write(bytes("one "));
  await file.write(bytes("two"));
  await file.close();
  assertEquals(await files.readText(path), "one two");
  await assertRejects(() => files.openLocked(`${folder}/no/such/folder`));
});

test("the errors are those of the runtime", () => {
  const [deno, node] = [new DenoFiles(), new NodeFiles(fs)];
  assertEquals(deno.toBusy("x") instanceof Deno.errors.Busy, true);
  assertEquals(deno.toExisting("x") instanceof Deno.errors.AlreadyExists, true);
  assertEquals(Object.entries(node.toBusy("x")), [["code", "EBUSY"]]);
  assertEquals(Object.entries(node.toExisting("x")), [["code", "EEXIST"]]);
});

test("without a file system there is a clear TypeError", async () => {
  const { open } = Deno;
  Reflect.deleteProperty(Deno, "open");
  try {
    const purpose = "download to a path";
    await assertRejects(
      () => loadFiles(purpose),
      TypeError,
      "Cannot download to a path: this runtime",
    );
  } finally {
    Object.assign(Deno, { open });
  }
});

test("a path is in a folder", () => {
  const rows = [["/a/b/c", "/a/b"], ["/a", "/"], ["a", "."], ["a/b/", "a"], ["./a", "."], [
    "C:\\a\\b",
    "C:\\a",
  ]];
  for (const [path = "", folder] of rows) assertEquals(folderOf(path), folder, path);
});
