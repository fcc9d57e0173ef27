/** How a request that was built before is sent. */

import { checkKeyed, nameOf } from "../options/checks.ts";
import type { RequestOptions } from "../options/request_options.ts";
import type { ClientDefaults } from "../options/client_defaults.ts";
import type { Settings } from "../options/settings.ts";
import { settleRequest } from "../options/settle.ts";
import { type BodySource, chainOf, PreparedRequest } from "./prepared.ts";
import { type Built, isOwn, withoutAuth, withUserinfo } from "./request.ts";
import { settleRequestBody } from "./request_body.ts";
import { resolveMethod } from "./methods.ts";
import { resolveUrl } from "./url.ts";

/**
 * What can be said when a request is sent that was built before.
 *
 * @example As a stream
 * ```ts
 * import { Client, type SendOptions } from "@ferry/http/core";
 * import { assertEquals } from "@std/assert";
 *
 * const options: SendOptions = { stream: true, timeout: 2_000 };
 * using client = new Client({ transport: { send: () => Promise.resolve(new Response("one")) } });
 * const request = client.buildRequest("GET", "http://example.org/");
 * await using response = await client.send(request, options);
 * assertEquals(await response.text(), "one");
 * ```
 * @category Client
 */
export interface SendOptions extends
  Omit<
    RequestOptions,
    "params" | "serializeParams" | "headers" | "body" | "data" | "json" | "stringifyJson"
  > {
  /** Whether the body of the response is left unread. Default `false`. */
  readonly stream?: boolean | undefined;
}

/** What is sent, and what holds where nothing is said. */
export interface SendSubject {
  /** The request; its own signal aborts, too. */
  readonly request: Request;
  /** The client's. */
  readonly defaults: ClientDefaults;
}

/**
 * Takes over a request that was built before.
 *
 * @throws {TypeError} If an option is wrong; the body of the request is untouched then.
 * @throws {UnsupportedProtocolError} If the scheme is neither http nor https.
 * @throws {BodyUsedError} If the body was read before and cannot be had again.
 */
export async function takeRequest(options: SendOptions, subject: SendSubject): Promise<Built> {
  const { request } = subject;
  if (!(request instanceof Request)) {
    throw new TypeError(`Cannot send ${nameOf(request)}: give a Request`);
  }
  checkKeyed(options);
  const signal = joinSignals(request.signal, options.signal);
  const settings = toSettings({ ...options, signal }, subject);
  const prepared = PreparedRequest.from(request);
  const { url } = resolveUrl(prepared.url, undefined);
  const method = resolveMethod(request.method);
  const body = await takeBody(request, prepared.body);
  return { request: prepared.with({ method, url, body }), settings };
}

/** Either of them aborts; `null` switches the request's own off. */
function joinSignals(own: AbortSignal, given: RequestOptions["signal"]): RequestOptions["signal"] {
  if (given === undefined) return own;
  return given instanceof AbortSignal ? AbortSignal.any([own, given]) : given;
}

/** A body that was made here is known, and perhaps replayable; any other has to be looked at. */
export async function takeBody(
  request: Request,
  known: BodySource | undefined,
): Promise<BodySource | undefined> {
  if (known?.prepare) await known.prepare();
  const isOurs = known?.replayable || known?.size !== undefined;
  return isOurs ? known : await settleRequestBody(request);
}

/**
 * Settles how a request is sent that was built before.
 *
 * @throws {TypeError} If an option is unknown, of the wrong type, or one by which a request is built.
 * @throws {UnsupportedProtocolError} If the scheme is neither http nor https.
 */
export function toSettings(
  { stream, ...options }: SendOptions,
  { request, defaults }: SendSubject,
): Settings {
  const { features } = defaults;
  const late = Object.keys(options).find((name) => features.isBuilding(name));
  if (late !== undefined) {
    throw new TypeError(`Cannot use the option ${late}: the request is built already`);
  }
  if (stream !== undefined && typeof stream !== "boolean") {
    throw new TypeError(`Cannot use ${nameOf(stream)} as stream: give true or false`);
  }
  const { url, userinfo } = resolveUrl(request.url, undefined);
  const chain = chainOf(request);
  const own = isOwn({ url, chain }, defaults);
  const base = own ? defaults.settings : withoutAuth(defaults.settings);
  const settings = settleRequest(options, base, { stream: stream ?? false, features });
  const authorization = request.headers.get("authorization");
  const isSigned = authorization !== null;
  return withUserinfo(settings, { url, chain, userinfo, isSigned, defaults });
}
