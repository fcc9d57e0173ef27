/**
 * Compresses the bodies of requests: the option `compress`.
 *
 * @module
 */

import type { Feature } from "../../core/feature.ts";
import { HopContext } from "../../core/hop_context.ts";
import { nameOf } from "../../core/options/checks.ts";
import { Option } from "../option.ts";
import type { Compress } from "./coding.ts";
import type { PreparedRequest } from "../../core/request/prepared.ts";
import type { HttpResponse } from "../../core/response/response.ts";
import type { Send, Stage, StageContext } from "../../core/stage.ts";

const COMPRESS: Option<"compress", Compress | undefined> = new Option({
  name: "compress",
  by: "both",
  initial: undefined,
  settle: (given) => given === null ? undefined : checkCompress(given),
});

const CODINGS: readonly unknown[] = ["gzip", "deflate", "br", "zstd"];

function checkCompress(given: Compress): Compress {
  if (CODINGS.includes(given)) return given;
  const shown = typeof given === "string" ? JSON.stringify(given) : nameOf(given);
  throw new TypeError(`Cannot use ${shown} as compress: give ${CODINGS.join(", ")} or null`);
}

/** Bodies of requests that are compressed. */
export const compress: Feature = {
  options: [COMPRESS],
  install: () => ({ outer: withCompression }),
};

/**
 * Stands inside of redirects, which send the body itself again, and outside of auth and hooks, which sign and see what
 * goes out. A body that is coded already, or empty, stays.
 */
const withCompression: Stage = (next) => (request, context) => {
  const coding = COMPRESS.of(HopContext.of(context).call.settings);
  const { body, headers } = request;
  if (!coding || !body || body.size === 0 || headers["content-encoding"] !== undefined) {
    return next(request, context);
  }
  return sendCoded(next, request, { coding, context });
};

interface Coded {
  readonly coding: Compress;
  readonly context: StageContext;
}

/** Few clients need it, so it is loaded for them. */
async function sendCoded(
  next: Send,
  request: PreparedRequest,
  { coding, context }: Coded,
): Promise<HttpResponse> {
  const { compressBody } = await import("./compressed_body.ts");
  const { body, headers } = request;
  const { "content-length": _length, ...rest } = headers;
  const coded = body && await compressBody(body, coding);
  const changes = { headers: { ...rest, "content-encoding": coding }, body: coded };
  return await next(request.with(changes), context);
}
