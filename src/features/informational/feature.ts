/**
 * Tells of 1xx answers (RFC 9110 section 15.2): the option `onInformational`.
 *
 * @module
 */

import type { Feature } from "../../core/feature.ts";
import { HopContext } from "../../core/hop_context.ts";
import { Option } from "../option.ts";
import { toCallback } from "../../core/options/settle.ts";
import type { Stage } from "../../core/stage.ts";

/**
 * Told of a 1xx answer (RFC 9110 section 15.2).
 *
 * @example Early hints
 * ```ts
 * import { Client } from "@ferry/http";
 * import type { InformationalCallback } from "@ferry/http/types";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const hints: (string | null)[] = [];
 * const onInformational: InformationalCallback = (status, headers) => {
 *   if (status === 103) hints.push(headers.get("link"));
 * };
 * using client = new Client({ transport: new MockTransport({ "*": 204 }) });
 * await client.get("http://example.org/", { onInformational });
 * assertEquals(hints, []); // only sockets tell of them
 * ```
 * @category Client
 */
export type InformationalCallback = (status: number, headers: Headers) => void;

interface InformationalOption {
  readonly onInformational?: InformationalCallback | null | undefined;
}

const INFORMATIONAL: Option<InformationalCallback | null, InformationalCallback | undefined> =
  new Option({
    name: "onInformational",
    by: "request",
    initial: undefined,
    pick: ({ onInformational }: InformationalOption) => onInformational,
    settle: (given) => toCallback("onInformational", given),
  });

/** Tells of 1xx answers. */
export const informational: Feature = {
  options: [INFORMATIONAL],
  install: () => ({ inner: withInformational }),
};

const withInformational: Stage = (next) => (request, context) => {
  const hop = HopContext.of(context);
  const onInformational = INFORMATIONAL.of(hop.call.settings);
  return next(request, onInformational ? hop.with({ onInformational }) : hop);
};
