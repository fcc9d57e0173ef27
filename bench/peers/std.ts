/**
 * The streams of @std that decode bodies.
 *
 * @module
 */

// @ts-types="./std.d.ts"
export { JsonParseStream } from "npm:deno-std@1.4.0/json/parse_stream.js";
// @ts-types="./std.d.ts"
export { ServerSentEventParseStream } from "npm:deno-std@1.4.0/http/server_sent_event_parse_stream.js";
// @ts-types="./std.d.ts"
export { TextLineStream } from "npm:deno-std@1.4.0/streams/text_line_stream.js";
