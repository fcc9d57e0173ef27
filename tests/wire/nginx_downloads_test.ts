import { assert, assertEquals, assertRejects } from "@std/assert";
import { Client, FetchTransport, IntegrityError, type Progress } from "../../mod.ts";
import { SocketTransport } from "../../src/transports/socket/mod.ts";
import { wireTest } from "./checked_wire.ts";
import { nginx } from "./programs.ts";
import { startNginx } from "./servers.ts";

const SIZE = 3_000_000;

/** Bytes of which no two parts are alike. */
function makeBytes(seed: number): Uint8Array<ArrayBuffer> {
  const words = new Uint32Array(SIZE / 4);
  for (let at = 0, word = seed; at < words.length; at++) {
    words[at] = word = (Math.imul(word, 1_664_525) + 1_013_904_223) >>> 0;
  }
  return new Uint8Array(words.buffer);
}

/** Downloads until so many bytes came, then gives up. */
async function interrupt(
  client: Client,
  { url, path, at }: { url: string; path: string; at: number },
) {
  const controller = new AbortController();
  const onDownloadProgress = ({ transferred }: Progress) => {
    if (transferred >= at) controller.abort("enough");
  };
  const { signal } = controller;
  const reason = await client.download(url, path, { signal, onDownloadProgress }).then(
    () => "it came to its end",
    (reason: unknown) => reason,
  );
  assertEquals(reason, "enough");
  return (await Deno.stat(`${path}.part`)).size;
}

const TRANSPORTS = { fetch: () => new FetchTransport(), sockets: () => new SocketTransport() };

for (const [name, make] of Object.entries(TRANSPORTS)) {
  wireTest(`a download that is interrupted goes on by If-Range: ${name}`, nginx, async () => {
    const content = makeBytes(1);
    await using server = await startNginx({
      files: { "f.bin": content },
      server: `
        location /f.bin { limit_rate 3m; add_header x-range "$http_range" always; add_header x-if "$http_if_range" always; }
      `,
    });
    const folder = await Deno.makeTempDir();
    using client = new Client({ transport: make(), trustEnv: false });
    const [url, path] = [`${server.url}/f.bin`, `${folder}/f.bin`];
    try {
      let before = 0;
      for (const at of [200_000, 1_000_000, 2_000_000]) {
        const came = await interrupt(client, { url, path, at });
        assert(came > before && came < SIZE, `${came} of ${SIZE} after ${before}`);
        before = came;
      }
      const { response, resumedFrom, bytes } = await client.download(url, path);
      assertEquals([response.status, resumedFrom, bytes], [206, before, SIZE]);
      assertEquals(response.headers.get("x-range"), `bytes=${before}-`);
      assertEquals(response.headers.get("x-if"), response.headers.get("etag"));
      assertEquals(await Deno.readFile(path), content);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });

  wireTest(`a download whose file was changed between starts over: ${name}`, nginx, async () => {
    await using server = await startNginx({
      files: { "f.bin": makeBytes(1) },
      server: "location /f.bin { limit_rate 3m; }",
    });
    const folder = await Deno.makeTempDir();
    using client = new Client({ transport: make(), trustEnv: false });
    const [url, path] = [`${server.url}/f.bin`, `${folder}/f.bin`];
    try {
      await interrupt(client, { url, path, at: 500_000 });
      const changed = makeBytes(2);
      await Deno.writeFile(`${server.directory}/f.bin`, changed);
      // nginx makes the ETag of the size and the second of the last change.
      await Deno.utime(`${server.directory}/f.bin`, 1_000_000_000, 1_000_000_000);
      const { response, resumedFrom } = await client.download(url, path);
      assertEquals([response.status, resumedFrom], [200, 0]);
      assertEquals(await Deno.readFile(path), changed);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

wireTest("a digest that is not that of the file keeps nothing", nginx, async () => {
  await using server = await startNginx({ files: { "f.bin": makeBytes(1) }, server: "" });
  const folder = await Deno.makeTempDir();
  using client = new Client({ trustEnv: false });
  const digest = { "sha-256": "0".repeat(64) };
  try {
    await assertRejects(
      () => client.download(`${server.url}/f.bin`, `${folder}/f.bin`, { digest }),
      IntegrityError,
    );
    assertEquals([...Deno.readDirSync(folder)], []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
