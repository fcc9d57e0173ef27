/**
 * What goes over the wire, recorded as an HTTP archive (HAR 1.2), and recorders of your own.
 *
 * @example A client whose exchanges are recorded
 * ```ts
 * import { Client, HandlerTransport } from "@ferry/http";
 * import { HarRecorder } from "@ferry/http/har";
 * import { assertEquals } from "@std/assert";
 *
 * const recorder = new HarRecorder();
 * const transport = new HandlerTransport(() => new Response("hello"));
 * using client = new Client({ transport, recorder });
 * await client.get("http://example.org/");
 * assertEquals(recorder.toJSON().log.entries.length, 1);
 * ```
 *
 * @module
 */

export type {
  RecordedAnswer,
  RecordedEnd,
  RecordedExchange,
  RecordedRequest,
  Recorder,
} from "../recorder/recording.ts";
export type {
  Har,
  HarContent,
  HarCookie,
  HarCreator,
  HarEntry,
  HarLog,
  HarPair,
  HarParam,
  HarPostData,
  HarRequest,
  HarResponse,
  HarTimings,
} from "./har.ts";
export { HarRecorder, type HarRecorderOptions } from "./recorder.ts";
