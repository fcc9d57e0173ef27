/**
 * Takes requests in the place of a network, and answers nothing.
 *
 * @module
 */

import { joinBytes } from "../../core/bytes/chunks.ts";
import { readContent } from "../../core/request/content.ts";
import type { PreparedRequest } from "../../core/request/prepared.ts";
import type { RawResponse } from "../../core/response/raw_response.ts";
import type { LightTransport } from "../../core/fetch/transport.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A request as it would have been sent. */
export interface TakenRequest {
  /** The request. */
  readonly request: PreparedRequest;
  /** Its body. */
  readonly body: Bytes | undefined;
}

/** Takes requests, and answers with nothing. */
export class OfflineTransport implements LightTransport {
  /** The last one. */
  taken: TakenRequest | undefined;

  /** Takes a web request. */
  send(): Promise<Response> {
    return Promise.resolve(new Response(null, { status: 204 }));
  }

  /** Takes a request, and reads its body. */
  async sendPrepared(request: PreparedRequest): Promise<RawResponse> {
    const body = request.body && await readAll(readContent(request.body.open()));
    this.taken = { request, body };
    const headers = new Headers();
    return { status: 204, reasonPhrase: "", fields: headers, headers, source: undefined };
  }
}

async function readAll(reader: ReturnType<typeof readContent>): Promise<Bytes> {
  const chunks: Bytes[] = [];
  for (let chunk = await reader.read(); chunk; chunk = await reader.read()) chunks.push(chunk);
  return joinBytes(chunks);
}
