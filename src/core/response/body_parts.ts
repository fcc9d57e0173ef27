/** What a body is made of, and in which pieces it is given. */

import type { DefaultEncoding } from "../text/charset.ts";
import type { Incoming } from "./incoming.ts";
import type { RawResponse } from "./raw_response.ts";

/** What a body is made of. */
export interface BodyParts {
  readonly raw: RawResponse;
  /** The whole body, if it was read. */
  readonly content?: Uint8Array<ArrayBuffer> | undefined;
  /** The body on its way in, if it was not. */
  readonly incoming?: Incoming | undefined;
  /** Whether the jar keeps its cookies. Default: if it sets any. */
  readonly setsCookies?: boolean | undefined;
  /** The client's, for a text that does not say. */
  readonly defaultEncoding?: DefaultEncoding | undefined;
  readonly parseJson?: ((text: string) => unknown) | undefined;
  /** Makes of an error what a reader of the web stream gets; the same by default. */
  readonly toStreamError?: ((error: unknown) => unknown) | undefined;
}
