/**
 * Gives requests that are not idempotent a key by which a server knows one that comes again
 * (draft-ietf-httpapi-idempotency-key-header).
 *
 * @module
 */

import { IDEMPOTENCY_KEY } from "../../core/errors/retryability.ts";
import { checkFlag } from "../../core/options/checks.ts";
import { Option } from "../option.ts";
import type { Settings } from "../../core/options/settings.ts";
import type { Feature } from "../../core/feature.ts";
import { isIdempotent } from "../../core/request/methods.ts";
import { isSameOrigin } from "../../core/origin.ts";
import type { Call } from "../../core/call.ts";
import type { PreparedRequest } from "../../core/request/prepared.ts";
import { HopContext } from "../../core/hop_context.ts";
import type { Stage } from "../../core/stage.ts";

/** Whether requests that are not idempotent get a key. */
const IDEMPOTENCY: Option<"idempotencyKey", boolean> = new Option({
  name: "idempotencyKey",
  by: "both",
  initial: false,
  settle: (given) => given !== null && checkFlag("idempotencyKey", given),
});

/** Keys by which a server knows a request that comes again. */
export const idempotencyKey: Feature = {
  options: [IDEMPOTENCY],
  install: () => ({ outer: withIdempotencyKey() }),
};

/** Tells whether a call adds keys. */
export function hasKeys(settings: Settings): boolean {
  return IDEMPOTENCY.of(settings);
}

/**
 * Adds the key of the call to the requests that it is for.
 *
 * It stands inside of redirects, which thus take no key of ours elsewhere, and outside of auth and hooks, which may
 * sign it.
 */
function withIdempotencyKey(): Stage {
  return (next) => (request, context) => {
    const { call } = HopContext.of(context);
    return wantsKey(request, call)
      ? next(request.withHeader(IDEMPOTENCY_KEY, keyOf(call)), context)
      : next(request, context);
  };
}

/** The keys of calls that had to have one. */
const keys = new WeakMap<Call, string>();

/** One random key for everything that a call sends, and those that go on with it. */
function keyOf({ root }: Call): string {
  const known = keys.get(root);
  if (known !== undefined) return known;
  const key = crypto.randomUUID();
  keys.set(root, key);
  return key;
}

/** A key of the caller's stays. */
function wantsKey({ method, url, headers }: PreparedRequest, call: Call): boolean {
  return IDEMPOTENCY.of(call.settings) && !isIdempotent(method) &&
    headers[IDEMPOTENCY_KEY] === undefined && isSameOrigin(call.origin, url);
}
