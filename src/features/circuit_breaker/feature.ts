/**
 * Leaves servers alone that fail again and again: the option `circuitBreaker`.
 *
 * @module
 */

import type { Feature } from "../../core/feature.ts";
import { Option } from "../option.ts";
import {
  type CircuitBreakerOptions,
  resolveCircuitBreaker,
  type ResolvedCircuitBreaker,
} from "./circuit.ts";
import { withCircuitBreaker } from "./stage.ts";

type Given = number | CircuitBreakerOptions | null;

interface CircuitBreakerOption {
  readonly circuitBreaker?: Given | undefined;
}

const CIRCUIT_BREAKER: Option<Given, ResolvedCircuitBreaker | undefined> = new Option({
  name: "circuitBreaker",
  by: "client",
  initial: undefined,
  pick: ({ circuitBreaker }: CircuitBreakerOption) => circuitBreaker,
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
