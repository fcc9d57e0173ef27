import { assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { Client, FileError, HandlerTransport } from "../../mod.ts";
import { test } from "../checked.ts";

const url = "http://user:s3cret@files.example/a?token=s3cret";

function clientOf(): Client {
  return new Client({ transport: new HandlerTransport(() => new Response("x".repeat(100_000))) });
}

test("a full disk is a FileError with the system's error as its cause", async () => {
  using client = clientOf();
  const error = await assertRejects(() => client.download(url, "/dev/full"), FileError);
  assertInstanceOf(error.cause, Error);
  assertEquals(Reflect.get(error.cause, "code"), "ENOSPC");
  assertEquals([error.code, error.message.includes("s3cret")], ["ERR_FILE", false]);
});

test("a folder that is not there, or may not be written to, is named", async () => {
  using client = clientOf();
  for (const to of ["/no/such/a.txt", new URL("file:///no/such/a.txt")]) {
    const error = await assertRejects(() => client.download(url, to), FileError);
    assertEquals(error.message.includes("the folder /no/such is not there"), true);
    assertInstanceOf(error.cause, Deno.errors.NotFound);
  }
  const below = await assertRejects(() => client.download(url, "/dev/null/a"), FileError);
  assertEquals(below.message.includes("/dev/null/a"), true);
});

test("a stream that a disk is behind fails as well; what is no error of the system's stays", async () => {
  using client = clientOf();
  const file = await Deno.open("/dev/full", { write: true });
  const full = new WritableStream<Uint8Array<ArrayBuffer>>({
    write: async (chunk) => void await file.write(chunk),
  });
  await assertRejects(() => client.download(url, full), FileError);
  file.close();
  const own = new Error("mine");
  const broken = new WritableStream<Uint8Array<ArrayBuffer>>({ write: () => Promise.reject(own) });
  assertEquals(await assertRejects(() => client.download(url, broken)), own);
});
