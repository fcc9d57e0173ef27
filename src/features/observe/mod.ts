/**
 * The parts of what a client tells of a call: steps, moments, and the headers of a trace (W3C Trace Context).
 *
 * @module
 */

export type { LogFunction } from "./logger.ts";
export type { CallEvent, TransportEvent } from "./transport_event.ts";
export type { TraceMoment, TraceStep } from "./trace.ts";
export type { TraceContextInput, TraceHeaders, TraceSource } from "./trace_context.ts";
