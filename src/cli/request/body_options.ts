/**
 * The options of a request that are its body.
 *
 * @module
 */

import type { RequestOptions } from "../../options.ts";

/** The options that are a body. */
export type BodyOptions = Pick<RequestOptions, "body" | "data" | "files" | "json">;
