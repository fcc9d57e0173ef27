/**
 * Leaves servers alone that fail again and again: the option `circuitBreaker`.
 *
 * @module
 */

import type { Feature } from "../../core/feature.ts";
import { Option } from "../option.ts";
import { resolveCircuitBreaker, type ResolvedCircuitBreaker } from "./circuit.ts";
import { withCircuitBreaker } from "./stage.ts";

const CIRCUIT_BREAKER: Option<"circuitBreaker", ResolvedCircuitBreaker | undefined> = new Option({
  name: "circuitBreaker",
  by: "client",
  initial: undefined,
  settle: (given) => resolveCircuitBreaker(given),
});

/** A circuit breaker for each origin. */
export const circuitBreaker: Feature = {
  options: [CIRCUIT_BREAKER],
  install: ({ settings }) => {
    const resolved = CIRCUIT_BREAKER.of(settings);
    return resolved && { inner: withCircuitBreaker(resolved) };
  },
};
