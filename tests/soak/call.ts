/**
 * Carries out one request of the soak and says what is wrong with what came of it.
 *
 * @module
 */

import {
  type Client,
  DigestAuth,
  HttpError,
  type HttpResponse,
  type RequestOptions,
} from "../../mod.ts";
import { type Place, urlOf } from "./clients.ts";
import { expectedOf, type Plan } from "./plan.ts";
import { bodyOf, checksum, Random } from "./random.ts";

/** What came of a request. */
export interface Outcome {
  /** `right`, `given up`, or the name of the error. */
  readonly name: string;
  /** What should not be, if anything. */
  readonly complaint: string | undefined;
}

/** What a caller got. */
interface Got {
  readonly status: number;
  readonly headers: Headers;
  /** The body, or the beginning of it that was read. */
  readonly bytes: Uint8Array;
  readonly isWhole: boolean;
}

/** The limit on each wait of what is right, in milliseconds. */
const LONGEST = 30_000;

/** So many seconds in which this process had its turns are a hang: what a limit would have ended, whatever is tried again. */
const HANGS = 90;

/** Calls `onHang` after so many ticks; on a machine that is too busy these come late, and so do the answers. */
function watch(onHang: () => void): () => void {
  let ticks = 0;
  const timer = setInterval(() => {
    if (++ticks === HANGS) onHang();
  }, 1_000);
  return () => clearInterval(timer);
}

/** Carries out a request and judges what came of it. */
export async function call(client: Client, plan: Plan, place: Place): Promise<Outcome> {
  const late = Promise.withResolvers<never>();
  const stopWatching = watch(() => late.reject(new Error("it hangs")));
  const controller = new AbortController();
  const reason = new Error("the caller has enough");
  const giveUp = plan.abortAfter === undefined
    ? undefined
    : setTimeout(() => controller.abort(reason), plan.abortAfter);
  const upload = toUpload(plan);
  try {
    const options = { ...optionsOf(plan), ...upload.options, signal: controller.signal };
    const got = await Promise.race([use(client, plan, { place, options }), late.promise]);
    return { name: "right", complaint: complaintOf(got, plan, upload) };
  } catch (error) {
    if (error === reason) return { name: "given up", complaint: undefined };
    return judgeError(error, plan);
  } finally {
    stopWatching();
    clearTimeout(giveUp);
  }
}

function judgeError(thrown: unknown, plan: Plan): Outcome {
  // What the Fetch standard calls a network error is a TypeError there.
  const isOfFetch = plan.use === "fetch" && thrown instanceof TypeError;
  const error = isOfFetch && thrown.cause instanceof HttpError ? thrown.cause : thrown;
  const name = error instanceof Error ? error.name : typeof error;
  const isFit = error instanceof HttpError &&
    (expectedOf(plan).errors.includes(name) || isOfWornSession(error, plan));
  return { name, complaint: isFit ? undefined : `${name}: ${String(error)} (${causesOf(error)})` };
}

/**
 * The runtime ends a session of HTTP/2 on which it had to reset 1,024 streams, whoever else is on it; those who read
 * a body then are not told why.
 */
function isOfWornSession(error: HttpError, { client }: Plan): boolean {
  return client.includes("http2") && error.name === "ReadError" &&
    /too_many_internal_resets|error reading a body from connection/.test(causesOf(error));
}

function causesOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined ? "no cause" : `${cause}; ${causesOf(cause)}`;
}

/** What stalls is waited for shortly; what is right may take its time on a busy machine. */
function optionsOf({ name }: Plan): RequestOptions {
  const stalls = name.startsWith("stall") || ["tunnelStall", "brokenTls"].includes(name);
  return {
    timeout: stalls
      // Over fetch each 64 KiB of an unseen body may take the time to write.
      ? { connect: 100, read: 100, write: 1_000, pool: LONGEST }
      : { connect: LONGEST, read: LONGEST, write: LONGEST, pool: LONGEST },
    ...(name === "digest" && { auth: new DigestAuth("user", "secret") }),
    ...(name.startsWith("again") && { retries: { total: 5, budget: null } }),
    ...(name === "loop" && { maxRedirects: 3 }),
    ...(name === "tooLarge" && { maxResponseBytes: 50 }),
    ...(name === "head" && { followRedirects: false }),
  };
}

interface Way {
  readonly place: Place;
  readonly options: RequestOptions;
}

async function use(client: Client, plan: Plan, { place, options }: Way): Promise<Got> {
  const url = urlOf(plan, place.ports);
  if (plan.use === "download") {
    const path = `${place.folder}/${plan.index}`;
    // A session of HTTP/2 that ends takes every download with it, some of them again and again.
    const { response } = await client.download(url, path, { ...options, resumeDelay: 1 });
    const bytes = await Deno.readFile(path);
    await Deno.remove(path);
    return { status: response.status, headers: response.headers, bytes, isWhole: true };
  }
  if (plan.use === "fetch" && plan.bodyKind === undefined && plan.name === "length") {
    const { signal } = options;
    const response = await client.fetch(url, signal ? { signal } : {});
    const { status, headers } = response;
    return { status, headers, bytes: await response.bytes(), isWhole: true };
  }
  if (plan.use === "fetch" || plan.use === "read") {
    const response = await client.request(plan.method, url, options);
    return { ...partsOf(response), bytes: await response.bytes(), isWhole: true };
  }
  await using response = await client.stream(plan.method, url, options);
  if (plan.use === "streamed") {
    return { ...partsOf(response), bytes: await gather(response, plan), isWhole: true };
  }
  const first = plan.use === "partly" ? await gather(response, plan, 1) : new Uint8Array();
  return { ...partsOf(response), bytes: first, isWhole: false };
}

function partsOf({ status, headers }: HttpResponse) {
  return { status, headers };
}

async function gather(response: HttpResponse, { id }: Plan, most = Infinity): Promise<Uint8Array> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const chunkSize = id % 3 === 0 ? undefined : 1 + id % 5_000;
  for await (const chunk of response.iterBytes(chunkSize === undefined ? {} : { chunkSize })) {
    chunks.push(chunk.slice());
    if (chunks.length >= most) break;
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

function complaintOf(got: Got, plan: Plan, upload: Upload): string | undefined {
  const { mayBeRight, status } = expectedOf(plan);
  if (!mayBeRight) return `it succeeded with status ${got.status} and ${got.bytes.length} bytes`;
  if (got.status !== status) return `the status is ${got.status}, not ${status}`;
  const isEmpty = plan.method === "HEAD" || status === 204 || status === 304;
  const want = isEmpty ? new Uint8Array() : bodyOf(plan.id);
  if (got.isWhole && got.bytes.length !== want.length) {
    return `${got.bytes.length} bytes came, not ${want.length}`;
  }
  if (got.bytes.some((byte, at) => byte !== want[at])) {
    return "the bytes are not those of the server";
  }
  if (got.headers.get("x-sum") !== checksum(bodyOf(plan.id))) {
    return "the head belongs to another answer";
  }
  return upload.complaintOf(got.headers);
}

/** A body on its way to the server, and how to see whether it arrived. */
interface Upload {
  readonly options: RequestOptions;
  readonly complaintOf: (headers: Headers) => string | undefined;
}

function toUpload({ bodyKind, id }: Plan): Upload {
  if (bodyKind === undefined) return { options: {}, complaintOf: () => undefined };
  const bytes = bodyOf(id ^ 1);
  const text = new Random(id).next().toString(36).repeat(200);
  const utf8 = (content: string) => new TextEncoder().encode(content);
  const stream = () => new Blob([bytes]).stream();
  const bodies: Record<NonNullable<Plan["bodyKind"]>, [RequestOptions, Uint8Array | undefined]> = {
    bytes: [{ body: bytes }, bytes],
    text: [{ body: text }, utf8(text)],
    json: [{ json: { text } }, utf8(JSON.stringify({ text }))],
    form: [{ data: { text, more: ["1", "2"] } }, utf8(`text=${text}&more=1&more=2`)],
    blob: [{ body: new Blob([bytes]) }, bytes],
    function: [{ body: stream }, bytes],
    stream: [{ body: stream() }, bytes],
    iterable: [{ body: pieces(bytes) }, bytes],
    "sized stream": [{ files: { f: { content: stream(), size: bytes.length } } }, undefined],
    multipart: [{ data: { text }, files: { f: new Blob([bytes]), g: text } }, undefined],
  };
  const [options, sent] = bodies[bodyKind];
  return {
    options,
    complaintOf(headers) {
      const got = headers.get("x-got");
      // Not every answer tells what came. A boundary is chosen anew each time: of such a form the size must do.
      if (got === null) return undefined;
      const isRight = sent === undefined
        ? Number(headers.get("x-got-bytes")) > bytes.length
        : got === checksum(sent);
      return isRight ? undefined : `the server got another body (${bodyKind})`;
    },
  };
}

async function* pieces(bytes: Uint8Array<ArrayBuffer>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let at = 0; at < bytes.length; at += 10_000) {
    await Promise.resolve();
    yield bytes.slice(at, at + 10_000);
  }
}
