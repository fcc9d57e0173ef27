export interface LimitedBytesTransformStreamOptions {
  error?: boolean;
}
export declare class LimitedBytesTransformStream extends TransformStream<Uint8Array_, Uint8Array_> {
  constructor(size: number, options?: LimitedBytesTransformStreamOptions);
}
export type Uint8Array_ = Uint8Array<ArrayBuffer>;
