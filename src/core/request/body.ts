/** Settles the body options of a request into one body source. */

import {
  type ChunkReader,
  isBytes,
  joinBytes,
  toBytes,
  toReadableStream,
} from "../bytes/chunks.ts";
import { isKeyed, nameOf } from "../options/checks.ts";
import {
  BytesContent,
  fromText,
  type ReadableSource,
  readContent,
  type ReopenableSource,
  toContent,
} from "./content.ts";
import { encodeFields, type FieldsInput, resolveFields } from "./form.ts";
import type { BodyContent, BodySource } from "./prepared.ts";

/**
 * What can be sent as a body. A stream, an iterable or an open file goes out once; a list of bytes
 * can be sent again, like text, bytes, a Blob and a form.
 *
 * @example Lines that are made while they are sent
 * ```ts
 * import type { BodyInput } from "@ferry/http";
 *
 * async function* makeLines() {
 *   for (const id of [1, 2]) yield `${JSON.stringify({ id })}\n`;
 * }
 * export const body: BodyInput = makeLines();
 * ```
 * @category Bodies
 */
export type BodyInput =
  | BodyInit
  | AsyncIterable<Uint8Array | string>
  | Iterable<Uint8Array>
  | ReadableSource
  | ReopenableSource;

/**
 * A body, or a function that is called for every attempt and makes it anew.
 *
 * A function is not called before the request is sent, so its body has no content type by itself.
 *
 * @example A stream that can be sent again
 * ```ts
 * import type { RequestBody } from "@ferry/http";
 *
 * export const body: RequestBody = () => new Blob(["hello"]).stream();
 * ```
 * @category Bodies
 */
export type RequestBody = BodyInput | (() => BodyInput | Promise<BodyInput>);

/**
 * The fields of a form, or text or bytes that go out as they are, with no content type.
 *
 * @example The fields of a form
 * ```ts
 * import { Client, type DataInput } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const data: DataInput = { name: "Ada", tag: ["a", "b"] };
 * using client = new Client();
 * const request = client.buildRequest("POST", "http://example.org/", { data });
 * assertEquals(await request.text(), "name=Ada&tag=a&tag=b");
 * ```
 * @category Bodies
 */
export type DataInput = FieldsInput | string | BufferSource;

/** The ways to give a body, of which one may be used. */
export type BodyOptions = Readonly<Partial<Record<"body" | "data" | "json", unknown>>>;

/** What else is known of a body. */
export interface BodyContext {
  /** The Content-Type that goes out beside it, if there is one already. */
  readonly contentType?: string | undefined;
  /** Makes JSON in the place of `JSON.stringify`. */
  readonly stringifyJson?: ((value: unknown) => string) | undefined;
  /** Who knows more bodies. */
  readonly features: {
    toBody(options: object, contentType: string | undefined): BodySource | undefined;
  };
}

/**
 * Settles the body options of a request.
 *
 * @returns The body, or `undefined` if there is none. Nothing is read and no function called yet; bytes and forms
 * are copied, but the bytes of files.
 * @throws {TypeError} If two are given, or one cannot be sent.
 * @throws {RangeError} If a file has not the size that was announced.
 */
export function resolveBody(options: BodyOptions, context: BodyContext): BodySource | undefined {
  const { body, data, json } = options;
  refuseTwo({ body: isGiven(body), json: json !== undefined, data: isGiven(data) });
  const special = context.features.toBody(options, context.contentType);
  if (special) return special;
  if (json !== undefined) return fromJson(json, context.stringifyJson);
  if (isGiven(data)) return fromData(data);
  return isGiven(body) ? fromBody(body, context) : undefined;
}

/** Refuses more than one body. @throws {TypeError} If there are two. */
export function refuseTwo(given: Readonly<Record<string, boolean>>): void {
  const [first, second] = Object.keys(given).filter((name) => given[name]);
  if (second === undefined) return;
  throw new TypeError(
    `Cannot send ${first} together with ${second}: pass one of body, json, data and files, ` +
      "or data with files",
  );
}

/** Tells whether an option was given. */
export function isGiven(option: unknown): boolean {
  return option !== undefined && option !== null;
}

function fromJson(value: unknown, stringify: BodyContext["stringifyJson"]): BodySource {
  if (stringify) return fromText(toOwnJson(value, stringify), "application/json");
  const text = toJson(value);
  // Of a promise, a Map or an Error nothing is left in JSON.
  if (text === undefined || (text === "{}" && !isKeyed(value))) {
    throw new TypeError(
      `Cannot send ${nameOf(value)} as JSON: JSON has no such value`,
    );
  }
  return fromText(text, "application/json");
}

function toJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TypeError(
      `Cannot send ${nameOf(value)} as JSON: ${reason.split("\n", 1)}`,
      { cause },
    );
  }
}

/** What it throws is the caller's own. */
function toOwnJson(value: unknown, stringify: (value: unknown) => unknown): string {
  const text = stringify(value);
  if (typeof text === "string") return text;
  throw new TypeError(`Cannot send what stringifyJson gave: ${nameOf(text)} is no text`);
}

/** Fields go out as a form without files. */
function fromData(data: unknown): BodySource {
  if (typeof data === "string") return fromText(data);
  if (isBytes(data)) return fromBytes(data);
  return fromText(
    encodeFields(resolveFields(data)),
    "application/x-www-form-urlencoded",
  );
}

/** Copies, so that what is sent is what was passed, at every attempt. */
function fromBytes(bytes: ArrayBufferLike | ArrayBufferView): BytesContent {
  return new BytesContent(new Uint8Array(toBytes(bytes)));
}

function fromBody(body: unknown, context: BodyContext): BodySource {
  return typeof body === "function"
    ? new FunctionBody(() => body(), context)
    : fromInput(body, context);
}

/** The content types are those of `fetch` (Fetch standard, "extract a body"). */
function fromInput(input: unknown, context: BodyContext): BodySource {
  if (typeof input === "string") {
    return fromText(input, "text/plain;charset=UTF-8");
  }
  if (input instanceof URLSearchParams) {
    return fromText(
      input.toString(),
      "application/x-www-form-urlencoded;charset=UTF-8",
    );
  }
  if (input instanceof FormData) return new FormBody(input, context.contentType);
  if (isBytes(input)) return fromBytes(input);
  if (Array.isArray(input)) return fromList(input);
  const content = toContent(input);
  if (content) return content;
  throw new TypeError(
    `Cannot send ${nameOf(input)} as a body: pass it as json, or as body ` +
      "text, bytes, a Blob, a form, a stream, an iterable of bytes, or a function",
  );
}

function fromList(items: readonly unknown[]): BodySource {
  return new BytesContent(joinBytes(items.map((item) => {
    if (isBytes(item)) return toBytes(item);
    if (typeof item === "string") return new TextEncoder().encode(item);
    throw new TypeError(
      `Cannot send a list with ${nameOf(item)} in it as a body: pass it as json`,
    );
  })));
}

/** A body that is made for every attempt. */
class FunctionBody implements BodySource {
  readonly size = undefined;
  readonly contentType = undefined;
  readonly replayable = true;
  readonly #make: () => unknown;
  readonly #context: BodyContext;
  #stream: ReadableStream<unknown> | undefined;

  constructor(make: () => unknown, context: BodyContext) {
    this.#make = make;
    this.#context = context;
  }

  open(): BodyContent {
    const made = this.#make();
    const toSource = (value: unknown) => fromMade(value, this.#context);
    const content = isPromise(made)
      ? toReadableStream(readLater(made, toSource))
      : toSource(made).open();
    this.#stream = content instanceof ReadableStream ? content : undefined;
    return content;
  }

  async discard(): Promise<void> {
    if (this.#stream?.locked === false) {
      await this.#stream.cancel().catch(() => {});
    }
  }
}

function fromMade(made: unknown, context: BodyContext): BodySource {
  if (made === null || made === undefined) return fromText("");
  if (made instanceof FormData && !/;\s*boundary=/i.test(context.contentType ?? "")) {
    throw new TypeError(
      "Cannot send a FormData that a function makes: its boundary is not known before. Pass the FormData itself, " +
        "or a content-type of multipart/form-data with a boundary",
    );
  }
  return context.features.toBody({ body: made }, context.contentType) ?? fromInput(made, context);
}

/** A form, as the platform encodes it. */
class FormBody implements BodySource {
  readonly #encoded: Response;
  #blob: Blob | undefined;
  readonly contentType: string | undefined;
  readonly replayable = true;

  constructor(form: FormData, contentType: string | undefined) {
    if (contentType !== undefined) {
      throw new TypeError(
        `Cannot send a form as ${JSON.stringify(contentType)}: leave the header content-type out`,
      );
    }
    this.#encoded = new Response(form);
    this.contentType = this.#encoded.headers.get("content-type") ?? undefined;
  }

  get size(): number | undefined {
    return this.#blob?.size;
  }

  async prepare(): Promise<void> {
    this.#blob ??= await this.#encoded.blob();
  }

  open(): BodyContent {
    return this.#blob ?? new Blob();
  }

  discard(): Promise<void> {
    return Promise.resolve();
  }
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value &&
    typeof value.then === "function";
}

/** Reads a body that is still being made; if nobody waits for it any more, lets go of it once it is there. */
function readLater(
  made: PromiseLike<unknown>,
  toSource: (made: unknown) => BodySource,
): ChunkReader {
  const source = Promise.resolve(made).then(toSource);
  // Without this a failure would end the program if the request failed before.
  source.catch(() => {});
  let reader: ChunkReader | undefined;
  let cancelled = false;
  return {
    async read() {
      const body = await source;
      if (cancelled) return undefined;
      reader ??= readContent(body.open());
      return await reader.read();
    },
    async cancel(reason) {
      cancelled = true;
      if (reader) await reader.cancel(reason);
      else source.then((body) => body.discard(), () => {});
    },
  };
}
