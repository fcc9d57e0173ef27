/**
 * Tells of 1xx answers (RFC 9110 section 15.2): the option `onInformational`.
 *
 * @module
 */

import type { Feature } from "../../core/feature.ts";
import { HopContext } from "../../core/hop_context.ts";
import { Option } from "../option.ts";
import type { InformationalCallback } from "./callback.ts";
import { toCallback } from "../../core/options/settle.ts";
import type { Stage } from "../../core/stage.ts";

const INFORMATIONAL: Option<"onInformational", InformationalCallback | undefined> = new Option({
  name: "onInformational",
  by: "request",
  initial: undefined,
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
