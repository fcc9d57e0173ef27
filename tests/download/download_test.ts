import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import {
  Client,
  type DownloadOptions,
  FileError,
  IntegrityError,
  type Progress,
  ProtocolError,
  ReadError,
  StatusError,
} from "../../mod.ts";
import { test } from "../checked.ts";
import { withFolder } from "../cli/screen.ts";
import { nginx } from "../wire/programs.ts";
import { wireTest } from "../wire/checked_wire.ts";
import { startNginx } from "../wire/servers.ts";
import { serveFile, type Version } from "./range_server.ts";

const BODY = "The quick brown fox.";
const strong: Version = { body: BODY, headers: 'ETag: "v1"\r\n' };
const SHA256 = "sha-256";
const quick: DownloadOptions = { resumeDelay: 0 };

const namesIn = async (folder: string) =>
  (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();

const read = (path: string) => Deno.readTextFile(path);

async function hexOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(digest).toHex();
}

test("a connection dropped at every byte is gone on with in one call", async () => {
  using client = new Client();
  await withFolder(async (folder) => {
    for (let cut = 0; cut < BODY.length; cut++) {
      await using server = await serveFile(strong, [{ cut }]);
      const path = `${folder}/${cut}`;
      const done = await client.download(server.url, path, quick);
      assertEquals([done.path, done.bytes, done.resumes], [path, BODY.length, 1]);
      assertEquals(await read(path), BODY);
      assertEquals(server.requests[0]?.headers.get("range"), null);
      const range = cut > 0 ? `bytes=${cut}-` : null;
      assertEquals(server.requests[1]?.headers.get("range"), range);
      assertEquals(server.requests[1]?.headers.get("if-range"), cut > 0 ? '"v1"' : null);
      assertEquals(server.requests[1]?.headers.get("accept-encoding"), "identity");
    }
    assertEquals((await namesIn(folder)).length, BODY.length);
  });
});

test("one byte at a time is enough, up to maxResumes", async () => {
  using client = new Client();
  await withFolder(async (folder) => {
    await using server = await serveFile(strong, BODY.split("").map(() => ({ cut: 1 })));
    const path = `${folder}/f`;
    await assertRejects(
      () => client.download(server.url, path, { ...quick, maxResumes: 4 }),
      ReadError,
    );
    assertEquals(await namesIn(folder), ["f.part", "f.part.json"]);
    assertEquals(await read(`${path}.part`), BODY.slice(0, 5));
    const done = await client.download(server.url, path, { ...quick, maxResumes: 40 });
    assertEquals([done.resumedFrom, done.resumes, done.bytes], [5, 14, BODY.length]);
    assertEquals(await read(path), BODY);
    assertEquals(await namesIn(folder), ["f"]);
  });
});

test("aborted within the body and started again: what came is not lost", async () => {
  using client = new Client();
  await withFolder(async (folder) => {
    await using server = await serveFile(strong, [{ cut: 7, hang: true }, { cut: 5, hang: true }]);
    const path = `${folder}/f`;
    for (const bytes of [7, 12]) {
      const controller = new AbortController();
      const { signal } = controller;
      const onDownloadProgress = ({ transferred }: Progress) => {
        if (transferred === bytes) setTimeout(() => controller.abort(new RangeError("stop")), 20);
      };
      const aborted = () => client.download(server.url, path, { signal, onDownloadProgress });
      await assertRejects(aborted, RangeError, "stop");
      assertEquals(await read(`${path}.part`), BODY.slice(0, bytes));
    }
    assertEquals((await client.download(server.url, path)).resumedFrom, 12);
    assertEquals(await read(path), BODY);
    assertEquals(client.stats.active, 0);
  });
});

test("interrupted at every byte and started again", async () => {
  using client = new Client();
  await withFolder(async (folder) => {
    for (let cut = 1; cut < BODY.length; cut++) {
      await using server = await serveFile(strong, [{ cut }]);
      const path = `${folder}/f`;
      await assertRejects(() => client.download(server.url, path, { maxResumes: 0 }), ReadError);
      const done = await client.download(server.url, path, { maxResumes: 0 });
      assertEquals([done.resumedFrom, done.bytes, await read(path)], [cut, 20, BODY]);
      assertEquals(done.response.status, 206);
      await Deno.remove(path);
    }
  });
});

const changes: Record<string, Version> = {
  "another ETag": { body: "Another text altogether", headers: 'ETag: "v2"\r\n' },
  "no ETag any more": { body: "Another text", headers: "" },
  "a weak ETag": { body: "Another text", headers: 'ETag: W/"v1"\r\n' },
};

for (const [name, version] of Object.entries(changes)) {
  test(`a changed file starts over: ${name}`, async () => {
    using client = new Client();
    await withFolder(async (folder) => {
      await using server = await serveFile(strong, [{ cut: 12 }, { version }]);
      const path = `${folder}/f`;
      const done = await client.download(server.url, path, quick);
      assertEquals([await read(path), done.bytes], [version.body, version.body.length]);
    });
  });
}

test("a part of another version in spite of If-Range is not believed", async () => {
  using client = new Client();
  await withFolder(async (folder) => {
    const lie = (head: string) => head.replace('"v1"', '"v3"');
    await using server = await serveFile(strong, [{ cut: 12 }, { head: lie }]);
    const done = await client.download(server.url, `${folder}/f`, quick);
    assertEquals([await read(`${folder}/f`), done.response.status], [BODY, 200]);
    assertEquals(server.requests.length, 3);
  });
});

const liars: Record<string, (head: string) => string> = {
  "another first byte": (head) => head.replace(/bytes \d+-/, "bytes 3-"),
  "another total": (head) => head.replace(/\/20/, "/21"),
  "no Content-Range": (head) => head.replace(/Content-Range.*\r\n/, ""),
  "rubbish": (head) => head.replace(/bytes \d+/, "bytes -1"),
  "another unit": (head) => head.replace("bytes ", "lines "),
};

for (const [name, head] of Object.entries(liars)) {
  test(`a part that is not the one asked for is not used: ${name}`, async () => {
    using client = new Client();
    await withFolder(async (folder) => {
      await using server = await serveFile(strong, [{ cut: 12 }, { head }]);
      await client.download(server.url, `${folder}/f`, quick);
      assertEquals(await read(`${folder}/f`), BODY);
    });
  });
}

test("a server that ignores Range starts over", async () => {
  using client = new Client();
  await withFolder(async (folder) => {
    const path = `${folder}/f`;
    await using server = await serveFile(strong, [{ cut: 12 }, { ignoreRange: true, cut: 5 }]);
    const done = await client.download(server.url, path, quick);
    assertEquals([await read(path), done.resumes, done.resumedFrom], [BODY, 2, 0]);
    assertEquals(server.requests[2]?.headers.get("range"), "bytes=5-");
  });
});

test("without a strong validator nothing is gone on from, and nothing stays", async () => {
  using client = new Client();
  const old = "Last-Modified: Mon, 01 Jan 2024 00:00:00 GMT\r\n";
  const now = "Date: Mon, 01 Jan 2024 00:00:00 GMT\r\n";
  const later = "Date: Mon, 01 Jan 2024 00:10:00 GMT\r\n";
  const cases: [string, string | null][] = [
    ["", null],
    ['ETag: W/"v1"\r\n' + old + later, null],
    ["ETag: nonsense\r\n", null],
    [old, null],
    [old + now, null],
    [old + later, "Mon, 01 Jan 2024 00:00:00 GMT"],
  ];
  await withFolder(async (folder) => {
    for (const [headers, condition] of cases) {
      await using server = await serveFile({ body: BODY, headers }, [{ cut: 7 }]);
      const path = `${folder}/f`;
      await assertRejects(() => client.download(server.url, path, { maxResumes: 0 }), ReadError);
      assertEquals((await namesIn(folder)).length, condition ? 2 : 0, headers);
      await client.download(server.url, path);
      assertEquals(await read(path), BODY);
      assertEquals(server.requests[1]?.headers.get("if-range"), condition);
      await Deno.remove(path);
    }
  });
});

test("a file that was complete already is only given its name", async () => {
  using client = new Client();
  await withFolder(async (folder) => {
    const path = `${folder}/f`;
    await using server = await serveFile(strong, [{ cut: 7 }]);
    await assertRejects(() => client.download(server.url, path, { maxResumes: 0 }), ReadError);
    await Deno.writeTextFile(`${path}.part`, BODY);
    const done = await client.download(server.url, path);
    assertEquals([done.response.status, done.bytes, await read(path)], [416, 20, BODY]);
    assertEquals(await namesIn(folder), ["f"]);
  });
});

test("a 416 that fits nothing starts over", async () => {
  using client = new Client();
  await withFolder(async (folder) => {
    const raw = "HTTP/1.1 416 No\r\nContent-Range: bytes */9\r\nContent-Length: 0\r\n\r\n";
    await using server = await serveFile(strong, [{ cut: 7 }, { raw }]);
    await client.download(server.url, `${folder}/f`, quick);
    assertEquals(await read(`${folder}/f`), BODY);
  });
});

test("a part that is too long, of another URL, or whose note is garbage is not used", async () => {
  using client = new Client();
  await withFolder(async (folder) => {
    const path = `${folder}/f`;
    const spoil: (() => Promise<void>)[] = [
      () => Deno.writeTextFile(`${path}.part`, BODY.repeat(2)),
      () => Deno.writeTextFile(`${path}.part.json`, "{"),
      () => Deno.writeTextFile(`${path}.part.json`, "null"),
      () => Deno.writeTextFile(`${path}.part.json`, '{"key":1,"validator":"a\\r\\nb"}'),
      () => Deno.remove(`${path}.part.json`),
      () => Deno.remove(`${path}.part`),
    ];
    for (const act of spoil) {
      await using server = await serveFile(strong, [{ cut: 7 }]);
      await assertRejects(() => client.download(server.url, path, { maxResumes: 0 }), ReadError);
      await act();
      await client.download(server.url, path);
      assertEquals(await read(path), BODY);
      assertEquals(server.requests[1]?.headers.get("range"), null);
    }
    await using server = await serveFile(strong, [{ cut: 7 }]);
    await assertRejects(() => client.download(server.url, path, { maxResumes: 0 }), ReadError);
    await client.download(server.url, path, { params: { other: 1 } });
    await assertRejects(
      () => client.download(server.url, path, { ...quick, digest: { [SHA256]: "ab" } }),
      TypeError,
    );
    assertEquals(server.requests[1]?.headers.get("range"), null);
    assertEquals(await namesIn(folder), ["f"]);
  });
});

test("length and digest are verified; what is wrong is not kept", async () => {
  using client = new Client();
  const hex = await hexOf(BODY);
  const base64 = Uint8Array.fromHex(hex).toBase64();
  await withFolder(async (folder) => {
    const path = `${folder}/f`;
    await Deno.writeTextFile(path, "old");
    await using server = await serveFile(strong);
    const wrong: DownloadOptions[] = [
      { length: 19 },
      { length: 21 },
      { digest: { [SHA256]: await hexOf("x") } },
      { digest: { [SHA256]: hex, md5: "00".repeat(16) } },
    ];
    for (const options of wrong) {
      const error = await assertRejects(
        () => client.download(server.url, path, options),
        IntegrityError,
      );
      assertStringIncludes(error.message, "Cannot GET");
      assertEquals([await namesIn(folder), await read(path)], [["f"], "old"]);
    }
    for (const value of [hex, hex.toUpperCase(), base64, Uint8Array.fromHex(hex)]) {
      await Deno.remove(path);
      await client.download(server.url, path, { length: 20, digest: { [SHA256]: value } });
      assertEquals(await read(path), BODY);
    }
    await using chunked = await serveFile(strong, [{
      raw: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
    }]);
    await assertRejects(() => client.download(chunked.url, path, { length: 4 }), IntegrityError);
  });
});

test("a digest holds over several answers, also into a stream", async () => {
  using client = new Client();
  const digest = { [SHA256]: await hexOf(BODY) };
  await withFolder(async (folder) => {
    await using server = await serveFile(strong, [{ cut: 3 }, { cut: 6 }, {}, { cut: 3 }, {
      cut: 6,
    }]);
    await client.download(server.url, `${folder}/f`, { ...quick, digest });
    const { readable, writable } = new TransformStream<Uint8Array<ArrayBuffer>>();
    const [done, text] = await Promise.all([
      client.download(server.url, writable, { ...quick, digest }),
      new Response(readable).text(),
    ]);
    assertEquals([done.path, done.bytes, done.resumes, text], [undefined, 20, 2, BODY]);
  });
});

test("a stream cannot take back what changed: it is aborted", async () => {
  using client = new Client();
  await using server = await serveFile(strong, [{ cut: 3 }, { ignoreRange: true }]);
  let aborted = false;
  const writable = new WritableStream<Uint8Array<ArrayBuffer>>({
    abort: () => void (aborted = true),
  });
  await assertRejects(() => client.download(server.url, writable, quick), Error, "broke off");
  assertEquals([aborted, writable.locked], [true, false]);
});

test("an error status is a StatusError whose short body can be read; nothing is left", async () => {
  using client = new Client();
  await withFolder(async (folder) => {
    const raw = "HTTP/1.1 404 Not Found\r\nContent-Length: 7\r\n\r\nno such";
    await using server = await serveFile(strong, [{ raw }, {
      raw: "HTTP/1.1 206 P\r\nContent-Length: 1\r\n\r\nx",
    }]);
    const error = await assertRejects(
      () => client.download(server.url, `${folder}/f`),
      StatusError,
    );
    assertEquals([error.status, error.body, await error.response?.text()], [
      404,
      "no such",
      "no such",
    ]);
    await assertRejects(() => client.download(server.url, `${folder}/f`), ProtocolError);
    assertEquals([await namesIn(folder), client.stats.active], [[], 0]);
  });
});

test("progress is that of the file, over all answers", async () => {
  using client = new Client();
  await withFolder(async (folder) => {
    await using server = await serveFile(strong, [{ cut: 8 }]);
    const seen: Progress[] = [];
    const options = { ...quick, onDownloadProgress: (one: Progress) => void seen.push(one) };
    await client.download(server.url, `${folder}/f`, options);
    assert(seen.every(({ total }) => total === 20));
    assertEquals(seen.at(-1)?.transferred, 20);
    assertEquals(seen.at(-1)?.eta, 0);
    const failing = () =>
      client.download(server.url, `${folder}/f`, {
        onDownloadProgress: () => {
          throw new SyntaxError("mine");
        },
      });
    await assertRejects(failing, SyntaxError, "mine");
    assertEquals(client.stats.active, 0);
  });
});

test("a signal ends it at any point, with its own reason, and the part stays", async () => {
  using client = new Client();
  await withFolder(async (folder) => {
    const path = `${folder}/f`;
    await using server = await serveFile(strong, [{ cut: 8 }]);
    const controller = new AbortController();
    const onDownloadProgress = ({ transferred }: Progress) => {
      if (transferred === 8) setTimeout(() => controller.abort(new RangeError("enough")), 50);
    };
    const slow = { resumeDelay: 60_000, signal: controller.signal, onDownloadProgress };
    await assertRejects(() => client.download(server.url, path, slow), RangeError, "enough");
    assertEquals(await read(`${path}.part`), BODY.slice(0, 8));
    await assertRejects(() => client.download(server.url, path, slow), RangeError, "enough");
    assertEquals((await client.download(server.url, path)).resumedFrom, 8);
  });
});

test("a folder gets a file named by the server or the URL; a server's name replaces nothing", async () => {
  using client = new Client();
  await withFolder(async (folder) => {
    await using server = await serveFile({
      body: BODY,
      headers: 'ETag: "v1"\r\nContent-Disposition: attachment; filename="../../etc/pass wd"\r\n',
    }, [{}, {}, {}, { cut: 5 }, { cut: 5 }]);
    const url = `${server.url}/a%20b.txt?x=1`;
    const done = await client.download(url, folder);
    assertEquals([done.path, await namesIn(folder)], [`${folder}/pass wd`, ["pass wd"]]);
    await assertRejects(() => client.download(url, folder), Deno.errors.AlreadyExists);
    await client.download(url, `${folder}/`, { overwrite: true });
    await assertRejects(() => client.download(url, `${folder}/new/`, { maxResumes: 0 }), ReadError);
    assertEquals(await namesIn(`${folder}/new`), ["a b.txt.part", "a b.txt.part.json"]);
    assertEquals(
      (await client.download(url, `${folder}/new`, quick)).path,
      `${folder}/new/pass wd`,
    );
    await using plain = await serveFile(strong);
    for (let time = 0; time < 2; time++) {
      const { path } = await client.download(`${plain.url}/x/..%2f.n%00ul.txt`, folder);
      assertEquals(path, `${folder}/_nul.txt`);
    }
    assertEquals((await client.download(plain.url, folder)).path, `${folder}/download`);
  });
});

test("overwrite: false refuses before anything is sent", async () => {
  using client = new Client();
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/f`, "old");
    await using server = await serveFile(strong);
    const refused = () => client.download(server.url, `${folder}/f`, { overwrite: false });
    await assertRejects(refused, Deno.errors.AlreadyExists);
    assertEquals(server.requests.length, 0);
    const url = new URL(`file://${folder}/f`);
    assertEquals((await client.download(server.url, url)).path, `${folder}/f`);
  });
});

test("errors of the disk come out, and everything is let go of", async () => {
  using client = new Client();
  await withFolder(async (folder) => {
    await using server = await serveFile(strong);
    const missing = () => client.download(server.url, `${folder}/no/such/f`);
    await assertRejects(missing, FileError, "/no/such is not there");
    assertEquals(server.requests.length, 0);
    // Writing to this device always says that the disk is full.
    if (await Deno.stat("/dev/full").then(() => true, () => false)) {
      await assertRejects(() => client.download(server.url, "/dev/full"), FileError, "space");
    }
    const { path } = await client.download(server.url, "/dev/null");
    assertEquals([path, (await Deno.lstat("/dev/null")).isFile], ["/dev/null", false]);
    await assertRejects(() => client.download(server.url, ""), TypeError);
    assertEquals(client.stats.active, 0);
  });
});

test("two downloads to one file do not mix", async () => {
  using client = new Client();
  await withFolder(async (folder) => {
    const body = "x".repeat(3_000_000);
    await using server = await serveFile({ body, headers: 'ETag: "v1"\r\n' });
    const path = `${folder}/f`;
    const both = await Promise.allSettled([
      client.download(server.url, path),
      client.download(server.url, path),
    ]);
    const failed = both.flatMap((one) => one.status === "rejected" ? [one.reason] : []);
    assert(failed.every((error) => error instanceof Deno.errors.Busy));
    assert(failed.length < 2);
    assertEquals(await read(path), body);
  });
});

test("wrong options are refused before anything is sent", async () => {
  using client = new Client();
  const to = new WritableStream<Uint8Array<ArrayBuffer>>();
  const wrong: [DownloadOptions, typeof TypeError | typeof RangeError][] = [
    [{ method: "HEAD" }, TypeError],
    [{ maxResumes: -1 }, RangeError],
    [{ resumeDelay: 0.5 }, RangeError],
    [{ length: NaN }, RangeError],
    [{ digest: { [SHA256]: "xyz" } }, TypeError],
    [{ digest: JSON.parse('{"crc32":"00"}') }, TypeError],
    [{ headers: { Range: "bytes=1-" } }, TypeError],
    [JSON.parse('{"resume":1}'), TypeError],
    [JSON.parse('{"onResponse":1}'), TypeError],
    [JSON.parse('{"nonsense":1}'), TypeError],
  ];
  for (const [options, kind] of wrong) {
    await assertRejects(() => client.download("http://127.0.0.1:9/", to, options), kind);
  }
});

test("what a server encodes without being asked is decoded", async () => {
  const stream = new Blob([BODY]).stream().pipeThrough(new CompressionStream("gzip"));
  const gzip = await new Response(stream).bytes();
  const encodings: (string | null)[] = [];
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    ({ headers }) => {
      encodings.push(headers.get("accept-encoding"));
      return new Response(gzip, { headers: { "content-encoding": "gzip", etag: '"1"' } });
    },
  );
  using client = new Client();
  await withFolder(async (folder) => {
    const { bytes } = await client.download(`http://127.0.0.1:${server.addr.port}/`, `${folder}/f`);
    assertEquals([bytes, await read(`${folder}/f`)], [BODY.length, BODY]);
    assertEquals(encodings, ["identity"]);
  });
});

test("a POST is downloaded, and not sent twice", async () => {
  using client = new Client();
  await withFolder(async (folder) => {
    await using server = await serveFile(strong, [{}, { cut: 4 }]);
    const options = { ...quick, method: "post", json: { q: 1 } };
    await client.download(server.url, `${folder}/f`, options);
    assertEquals([server.requests[0]?.method, await read(`${folder}/f`)], ["POST", BODY]);
    await assertRejects(() => client.download(server.url, `${folder}/f`, options), ReadError);
    assertEquals(server.requests.length, 2);
  });
});

wireTest("ranges of a real server, with If-Range", nginx, async () => {
  const body = crypto.getRandomValues(new Uint8Array(65_536));
  await using server = await startNginx({ files: { "f.bin": body }, server: "" });
  using client = new Client();
  await withFolder(async (folder) => {
    const path = `${folder}/f`;
    const url = `${server.url}/f.bin`;
    const start = async (cut: number) => {
      const { response } = await client.download(url, path);
      assertEquals(response.status, 200);
      const key = new TextEncoder().encode(`GET ${url}`);
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", key)).toHex();
      const note = { key: digest, validator: response.headers.get("etag"), total: body.length };
      await Deno.rename(path, `${path}.part`);
      await Deno.truncate(`${path}.part`, cut);
      await Deno.writeTextFile(`${path}.part.json`, JSON.stringify(note));
    };
    for (const [cut, status] of [[1, 206], [40_000, 206], [65_535, 206], [65_536, 416]] as const) {
      await start(cut);
      const done = await client.download(url, path);
      assertEquals([done.response.status, done.resumedFrom], [status, cut]);
      assertEquals(await Deno.readFile(path), body);
    }
    await start(40_000);
    const changed = crypto.getRandomValues(new Uint8Array(50_000));
    await Deno.writeFile(`${server.directory}/f.bin`, changed);
    assertEquals((await client.download(url, path)).resumedFrom, 0);
    assertEquals(await Deno.readFile(path), changed);
  });
});
