/**
 * What a recorder loads when it has something to record.
 *
 * @module
 */

export { toEntry } from "./entry.ts";
export { SeenExchange } from "./exchange.ts";
export { redactEntry } from "./redact.ts";
