/**
 * A circuit breaker: who fails again and again is left alone for a while, then tried with one request.
 *
 * @module
 */

import { checkNumber, checkParts } from "../../core/options/checks.ts";
import { checkStatuses } from "../statuses.ts";

/**
 * When requests to an origin are no longer sent, and for how long.
 *
 * @example Leave a server alone for a minute after three failures
 * ```ts
 * import { type CircuitBreakerOptions, Client, NetworkError } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assert } from "@std/assert";
 *
 * const circuitBreaker: CircuitBreakerOptions = { failures: 3, cooldown: 60_000, statuses: [503] };
 * const transport = new MockTransport({ "*": 503 });
 * using client = new Client({ transport, circuitBreaker });
 * for (let i = 0; i < 3; i++) await client.get("https://api.example/");
 * const error: unknown = await client.get("https://api.example/").catch((error) => error);
 * assert(NetworkError.is(error));
 * transport.assertCalled("GET", "*", 3); // the fourth one was not sent
 * ```
 * @category Limits and retries
 */
export interface CircuitBreakerOptions {
  /** How many failures one after the other open the circuit. Default 5. */
  readonly failures?: number | undefined;
  /** How many milliseconds it stays open, until one request is let through to try. Default 30,000. */
  readonly cooldown?: number | undefined;
  /** The statuses that are failures, beside the failures of the network. Default 500, 502, 503 and 504. */
  readonly statuses?: readonly number[] | undefined;
}

/** A circuit breaker, settled. */
export interface ResolvedCircuitBreaker {
  /** How many failures one after the other open the circuit. */
  readonly failures: number;
  /** How many milliseconds it stays open. */
  readonly cooldown: number;
  /** The statuses that are failures. */
  readonly statuses: readonly number[];
}

const DEFAULTS: ResolvedCircuitBreaker = {
  failures: 5,
  cooldown: 30_000,
  statuses: [500, 502, 503, 504],
};

/**
 * Settles a loose circuit breaker.
 *
 * @param breaker What the caller said; a number is the `failures`.
 * @returns `undefined` for none.
 * @throws {TypeError} If a part is unknown or of the wrong type.
 * @throws {RangeError} If a number is out of range.
 */
export function resolveCircuitBreaker(
  breaker: number | CircuitBreakerOptions | null | undefined,
): ResolvedCircuitBreaker | undefined {
  if (breaker === undefined || breaker === null) return undefined;
  if (typeof breaker === "number") {
    return { ...DEFAULTS, failures: toFailures("circuitBreaker", breaker) };
  }
  checkParts("circuitBreaker", breaker, Object.keys(DEFAULTS));
  const { failures, cooldown, statuses } = breaker;
  return {
    failures: failures === undefined
      ? DEFAULTS.failures
      : toFailures("circuitBreaker.failures", failures),
    cooldown: cooldown === undefined
      ? DEFAULTS.cooldown
      : checkNumber("circuitBreaker.cooldown", cooldown, { least: 1 }),
    statuses: statuses === undefined
      ? DEFAULTS.statuses
      : checkStatuses("circuitBreaker.statuses", statuses),
  };
}

function toFailures(name: string, failures: number): number {
  return checkNumber(name, failures, { least: 1, whole: true });
}

/** What came of a request: `unknown` says nothing of the server. */
export type Outcome = "success" | "failure" | "unknown";

interface Circuit {
  failures: number;
  /** When it opened, in milliseconds since 1970. */
  openedAt: number | undefined;
  isTrying: boolean;
}

/** Keeps a circuit for each origin that has failed. */
export class CircuitBreaker {
  readonly #settings: ResolvedCircuitBreaker;
  readonly #circuits = new Map<string, Circuit>();

  /** Makes a breaker with all circuits closed. */
  constructor(settings: ResolvedCircuitBreaker) {
    this.#settings = settings;
  }

  /**
   * Asks to send a request; who may has to {@link CircuitBreaker.settle} what came of it.
   *
   * @param origin The origin that is asked.
   * @returns `undefined` if it may be sent, else how many milliseconds the circuit stays open: 0 while another
   * request tries.
   */
  enter(origin: string): number | undefined {
    const circuit = this.#circuits.get(origin);
    if (circuit?.openedAt === undefined) return undefined;
    const since = Date.now() - circuit.openedAt;
    // A clock that was set back must not keep it open.
    const left = since < 0 ? 0 : this.#settings.cooldown - since;
    if (left > 0 || circuit.isTrying) return Math.max(0, left);
    circuit.isTrying = true;
    return undefined;
  }

  /**
   * Tells what came of a request.
   *
   * @param origin The origin that was asked.
   * @param outcome What it says of the server.
   */
  settle(origin: string, outcome: Outcome): void {
    const circuit = this.#circuits.get(origin);
    if (outcome === "success") this.#circuits.delete(origin);
    else if (outcome === "failure") this.#fail(origin, circuit);
    else if (circuit) circuit.isTrying = false;
  }

  #fail(origin: string, known: Circuit | undefined): void {
    const circuit = known ?? { failures: 0, openedAt: undefined, isTrying: false };
    if (!known) this.#keep(origin, circuit);
    circuit.failures++;
    // What was on its way when it opened does not prolong it.
    const opens = circuit.isTrying ||
      (circuit.openedAt === undefined && circuit.failures >= this.#settings.failures);
    if (opens) circuit.openedAt = Date.now();
    circuit.isTrying = false;
  }

  /** A crawler's client does not grow: the one that began to fail first is forgotten. */
  #keep(origin: string, circuit: Circuit): void {
    const [oldest] = this.#circuits.size >= MOST ? this.#circuits.keys() : [];
    if (oldest !== undefined) this.#circuits.delete(oldest);
    this.#circuits.set(origin, circuit);
  }
}

/** The most origins that are kept. */
const MOST = 1_000;
