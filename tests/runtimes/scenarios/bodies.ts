/** What comes: codings, texts, lines, events, files. */

import { assert, assertEquals, assertInstanceOf, assertRejects, assertThrows } from "@std/assert";
import type { Need } from "../platforms.ts";
import { core, lacking, main, type Scenario } from "../scenario.ts";

const TEXT = "All that is coded can be decoded. ".repeat(40);

/** One scenario for a coding, or a list of them. */
function coding(list: string, ...needs: readonly Need[]): Scenario {
  return main(`Content-Encoding: ${list}`, async ({ main, facts }) => {
    using client = new main.Client();
    const url = `${facts.http}/coded?coding=${list.replaceAll(" ", "")}`;
    assertEquals(await client.get(url).text(), TEXT);
    const response = await client.stream("GET", url);
    let text = "";
    for await (const piece of response.iterText()) text += piece;
    assertEquals(text, TEXT);
  }, ...needs);
}

export const bodies: readonly Scenario[] = [
  coding("gzip"),
  coding("deflate"),
  coding("br"),
  coding("zstd", "every coding"),
  coding("gzip, br", "every coding"),
  coding("deflate, gzip"),
  core("a gzip body has no coding any more", async ({ core, facts }) => {
    using client = new core.Client();
    const response = await client.get(`${facts.http}/coded?coding=gzip`);
    assertEquals(await response.text(), TEXT);
    const copy = new Response(response.body, response);
    assertEquals(copy.headers.get("content-encoding"), null);
    assertEquals(await copy.text(), TEXT);
  }),
  main("a gzip file within gzip is decoded once", async ({ main, facts }) => {
    using client = new main.Client();
    const inner = await client.get(`${facts.http}/coded?coding=gzip,gzip`).bytes();
    assertEquals(new TextDecoder().decode(inner), TEXT);
    const file = await client.get(`${facts.http}/gzip-file`).bytes();
    assertEquals([...file.subarray(0, 2)], [0x1f, 0x8b]);
  }),
  main("a coded body that is cut short is an error", async ({ main, facts }) => {
    using client = new main.Client();
    for (const each of ["gzip", "br"]) {
      const url = `${facts.http}/coded?coding=${each}&cut=8`;
      await assertRejects(() => client.get(url).text(), main.HttpError);
    }
  }, "cut bodies"),
  core("bytes, a blob and an array buffer, in any order", async ({ core, facts }) => {
    using client = new core.Client();
    const response = await client.get(`${facts.http}/bytes?hex=00ff10&h=content-type:image/png`);
    assertEquals([...await response.bytes()], [0, 255, 16]);
    assertEquals([...new Uint8Array(await response.arrayBuffer())], [0, 255, 16]);
    const blob = await response.blob();
    assertEquals([blob.size, blob.type], [3, "image/png"]);
  }),
  core("a large body is whole", async ({ core, facts }) => {
    using client = new core.Client();
    const bytes = await client.get(`${facts.http}/large?size=3000000`).bytes();
    assertEquals([bytes.length, bytes.at(-1)], [3_000_000, 97]);
  }),
  core("a body is streamed", async ({ core, facts }) => {
    using client = new core.Client();
    const response = await client.stream("GET", `${facts.http}/large?size=300000`);
    let length = 0;
    for await (const chunk of response.iterBytes({ chunkSize: 10_000 })) length += chunk.length;
    assertEquals([length, response.numBytesDownloaded], [300_000, 300_000]);
  }),
  core("a body that breaks off is an error", async ({ core, facts }) => {
    using client = new core.Client();
    await assertRejects(() => client.get(`${facts.raw}/short`).text(), core.HttpError);
  }),
  core("an answer without a body", async ({ core, facts }) => {
    using client = new core.Client();
    const response = await client.get(`${facts.http}/status?code=204`);
    assertEquals([response.status, await response.text()], [204, ""]);
  }),
  core("clone, and a response as a web Response", async ({ core, facts }) => {
    using client = new core.Client();
    const response = await client.get(`${facts.http}/json`);
    const clone = response.clone();
    assertEquals(await clone.json(), await response.json());
    assertInstanceOf(clone, core.HttpResponse);
    const web = new Response(response.body, response);
    assertEquals(web.headers.get("content-type"), "application/json");
    assertEquals(await web.json(), { name: "Ferry", list: [1, 2, 3] });
  }),
  core("formData", async ({ core, facts }) => {
    using client = new core.Client();
    const type = "h=content-type:application/x-www-form-urlencoded";
    const form = await client.get(`${facts.http}/body?text=a%3D1%26b%3D2&${type}`).formData();
    assertEquals([...form], [["a", "1"], ["b", "2"]]);
  }),
  core("JSON that is none", async ({ core, facts }) => {
    using client = new core.Client();
    const error = await assertRejects(
      () => client.get(`${facts.http}/body?text=%7Bno`).json(),
      core.JsonDecodeError,
    );
    assertEquals(error.code, "ERR_JSON_DECODE");
  }),
  core("the headers of a response do not change", async ({ core, facts }) => {
    using client = new core.Client();
    const { headers } = await client.get(`${facts.http}/json`);
    let error: unknown;
    try {
      headers.set("x-a", "1");
    } catch (thrown) {
      error = thrown;
    }
    assertInstanceOf(error, TypeError);
    assertEquals(new Headers(headers).get("content-type"), "application/json");
  }),
  main("a charset that is old", async ({ main, facts }) => {
    using client = new main.Client();
    const url = `${facts.http}/bytes?hex=8ABF8E9A&h=content-type:text/plain;charset=shift_jis`;
    assertEquals(await client.get(url).text(), "漢字");
  }),
  main("JSON in UTF-16", async ({ main, facts }) => {
    using client = new main.Client();
    assertEquals(await client.get(`${facts.http}/bytes?hex=fffe310032003300`).json(), 123);
  }),
  core("lines", async ({ core, facts }) => {
    using client = new core.Client();
    const response = await client.stream("GET", `${facts.http}/chunks?c=a%0D&c=%0Ab%0Dc&c=%0Ad`);
    const lines: string[] = [];
    for await (const line of response.iterLines()) lines.push(line);
    assertEquals(lines, ["a", "b", "c", "d"]);
  }),
  core("NDJSON", async ({ core, facts }) => {
    using client = new core.Client();
    const url = `${facts.http}/chunks?c=%7B%22a%22%3A&c=1%7D%0A%0A%5B2&c=%5D%0A`;
    const values: unknown[] = [];
    for await (const value of (await client.stream("GET", url)).iterJson()) values.push(value);
    assertEquals(values, [{ a: 1 }, [2]]);
  }),
  core("Server-Sent Events", async ({ core, facts }) => {
    using client = new core.Client();
    const url =
      `${facts.http}/chunks?c=id%3A 7%0Ada&c=ta%3A one%0A%0Aevent%3A x%0Adata%3A two%0A%0A` +
      "&h=content-type:text/event-stream";
    const events: [string, string, string][] = [];
    for await (const { event, data, id } of (await client.stream("GET", url)).events()) {
      events.push([event, data, id]);
    }
    assertEquals(events, [["message", "one", "7"], ["x", "two", "7"]]);
  }),
  main("an event stream that goes on", async ({ main, facts }) => {
    using client = new main.Client();
    const url =
      `${facts.http}/chunks?c=retry%3A 1%0Adata%3A one%0A%0A&h=content-type:text/event-stream`;
    const data: string[] = [];
    for await (const event of client.events(url)) if (data.push(event.data) === 2) break;
    assertEquals(data, ["one", "one"]);
  }),
  main("page after page", async ({ main, facts }) => {
    using client = new main.Client();
    const statuses: number[] = [];
    for await (const page of client.paginate(`${facts.http}/pages`)) statuses.push(page.status);
    assertEquals(statuses, [200, 200, 200]);
  }),
  main("a schema", async ({ main, facts }) => {
    using client = new main.Client();
    const schema = {
      "~standard": {
        version: 1 as const,
        vendor: "test",
        validate: () => ({ issues: [{ message: "no" }] }),
      },
    };
    await assertRejects(() => client.get(`${facts.http}/json`).json(schema), main.SchemaError);
  }),
  main("a download into a stream", async ({ main, facts }) => {
    using client = new main.Client();
    const chunks: number[] = [];
    const stream = new WritableStream<Uint8Array>({
      write: (chunk) => void chunks.push(chunk.length),
    });
    const { bytes } = await client.download(`${facts.http}/file`, stream);
    assertEquals([bytes, chunks.reduce((sum, each) => sum + each, 0)], [1_000, 1_000]);
  }),
  main("a download with a digest", async ({ main, facts }) => {
    using client = new main.Client();
    const digest = {
      "sha-256": "7b6d8ab57bb5cab6cbb7bd1ba57e9d9cb0bcf0e4f1e1ec4d5ab0c7c4ef9e4a6a",
    };
    await assertRejects(
      () => client.download(`${facts.http}/file`, new WritableStream(), { digest }),
      main.IntegrityError,
    );
  }, "hashes"),
  main("a download into a file", async ({ main, facts, platform }) => {
    using client = new main.Client();
    const wanted = `${facts.folder}/${platform.title} file.bin`;
    const { bytes, path } = await client.download(`${facts.http}/file`, wanted);
    assertEquals([bytes, path], [1_000, wanted]);
    const again = await client.download(`${facts.http}/file`, wanted, { overwrite: true });
    assertEquals(again.bytes, 1_000);
  }, "files"),
  main(
    "a file by its path is sent, and sent again",
    async ({ main, files, facts, platform, write }) => {
      const path = `${facts.folder}/${platform.title} sent.txt`;
      await write(path, "from a file");
      using client = new main.Client({ retries: { total: 1, backoff: { base: 1 } } });
      const file = files.fileFromPath(path);
      assertEquals([file.name, file.type, file.size], [
        `${platform.title} sent.txt`,
        "text/plain",
        11,
      ]);
      const part = await client.post(`${facts.http}/parts`, { files: { file } }).json();
      assertEquals(part, [{
        name: "file",
        filename: file.name,
        type: "text/plain",
        text: "from a file",
      }]);
      const moved = `${facts.http}/redirect?code=307`;
      const echo = await client.put(moved, { body: file }).json<{ body: string }>();
      assertEquals(echo.body, "from a file");
    },
    "files",
  ),
  lacking(
    "files",
    main(
      "a file by its path, where there are none, is a clear TypeError",
      ({ files }) => {
        const error = assertThrows(() => files.fileFromPath("/tmp/file.txt"), TypeError);
        assert(/Cannot send/.test(error.message), error.message);
      },
    ),
  ),
  main("a download that breaks off goes on", async ({ main, facts, platform }) => {
    using client = new main.Client();
    const path = `${facts.folder}/${platform.title} broken.bin`;
    const url = `${facts.http}/breaking?key=${crypto.randomUUID()}`;
    const { bytes, resumes } = await client.download(url, path, { resumeDelay: 1 });
    assertEquals([bytes, resumes], [1_000, 1]);
  }, "files"),
  main("two downloads into one file at once", async ({ main, facts, platform }) => {
    using client = new main.Client();
    const path = `${facts.folder}/${platform.title} twice.bin`;
    const all = await Promise.allSettled(
      [1, 2].map(() => client.download(`${facts.http}/file`, path)),
    );
    assertEquals(all.map(({ status }) => status).toSorted(), ["fulfilled", "rejected"]);
  }, "files"),
  main("a download into a folder", async ({ main, facts }) => {
    using client = new main.Client();
    const name = 'content-disposition:attachment; filename="a b.txt"';
    const url = `${facts.http}/body?text=hello&h=${encodeURIComponent(name)}`;
    const { path } = await client.download(url, facts.folder, { overwrite: true });
    assertEquals(path, `${facts.folder}/a b.txt`);
  }, "files"),
  lacking(
    "files",
    main("a download into a file, where there are none, is a clear TypeError", async (scene) => {
      const { main, facts } = scene;
      using client = new main.Client();
      const error = await assertRejects(
        () => client.download(`${facts.http}/file`, "/tmp/file.bin"),
        TypeError,
      );
      assert(/file/.test(error.message), error.message);
    }),
  ),
];
