import { assert, assertEquals } from "@std/assert";
import { Client, FetchTransport, HandlerTransport, type Progress } from "../../mod.ts";
import type { RequestOptions, Transport } from "../../mod.ts";
import { SocketTransport } from "../../src/transports/socket/mod.ts";
import { test } from "../checked.ts";

const SIZE = 300_000;
const BYTES = new Uint8Array(SIZE).fill(46);
const TEXT = ".".repeat(SIZE);

/** Every kind of body, and whether its size is known before it is sent. */
const BODIES: Readonly<
  Record<string, { readonly make: () => RequestOptions; readonly known: boolean }>
> = {
  text: { make: () => ({ body: TEXT }), known: true },
  bytes: { make: () => ({ body: BYTES }), known: true },
  "an ArrayBuffer": { make: () => ({ body: BYTES.slice().buffer }), known: true },
  "a Blob": { make: () => ({ body: new Blob([BYTES]) }), known: true },
  URLSearchParams: { make: () => ({ body: new URLSearchParams({ a: TEXT }) }), known: true },
  json: { make: () => ({ json: TEXT }), known: true },
  "a form": { make: () => ({ data: { a: TEXT } }), known: true },
  "files of text": { make: () => ({ files: { a: ["a.txt", TEXT] } }), known: true },
  "a file of a Blob": { make: () => ({ files: { a: new Blob([BYTES]) } }), known: true },
  "a file that is a stream of known size": {
    make: () => ({ files: { a: { content: stream(), size: SIZE, filename: "a" } } }),
    known: true,
  },
  "a file that is a stream": { make: () => ({ files: { a: stream() } }), known: false },
  "a stream": { make: () => ({ body: stream() }), known: false },
  "an async iterable": { make: () => ({ body: chunks() }), known: false },
  "an iterable": {
    make: () => ({ body: [BYTES.subarray(1), BYTES.subarray(0, 1)] }),
    known: false,
  },
  "a function that gives a stream": { make: () => ({ body: stream }), known: false },
  "a function that gives text": { make: () => ({ body: () => TEXT }), known: false },
};

function stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
  return ReadableStream.from(chunks());
}

async function* chunks(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let at = 0; at < SIZE; at += 50_000) {
    await Promise.resolve();
    yield BYTES.subarray(at, at + 50_000);
  }
}

/** Says how many bytes came. */
async function count(request: Request): Promise<Response> {
  return Response.json((await request.bytes()).length);
}

const TRANSPORTS: Readonly<Record<string, () => Transport | undefined>> = {
  "the client's own": () => undefined,
  FetchTransport: () => new FetchTransport(),
  SocketTransport: () => new SocketTransport(),
  HandlerTransport: () => new HandlerTransport(count),
};

for (const [name, toTransport] of Object.entries(TRANSPORTS)) {
  test(`progress of every kind of upload: ${name}`, async (t) => {
    await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, count);
    const transport = toTransport();
    using client = new Client({ trustEnv: false, ...(transport && { transport }) });
    for (const [kind, { make, known }] of Object.entries(BODIES)) {
      await t.step(kind, async () => {
        const seen: Progress[] = [];
        const url = `http://127.0.0.1:${server.addr.port}/`;
        const onUploadProgress = (progress: Progress) => void seen.push(progress);
        const response = await client.post(url, { ...make(), onUploadProgress });
        const size = Number(await response.text());
        assert(size >= SIZE);
        const last = seen.at(-1);
        assert(last);
        assertEquals(last.transferred, size);
        assert(last.rate > 0);
        if (known) assertEquals([last.total, last.eta], [size, 0]);
        for (const [at, { transferred }] of seen.entries()) {
          assert(transferred > (seen[at - 1]?.transferred ?? -1));
        }
      });
    }
  });
}
