export declare class JsonParseStream extends TransformStream<string, unknown> {
  constructor();
}
export declare class ServerSentEventParseStream
  extends TransformStream<Uint8Array<ArrayBuffer>, unknown> {
  constructor();
}
export declare class TextLineStream extends TransformStream<string, string> {
  constructor(options?: { allowCR?: boolean });
}
