export type Uint8Array_ = Uint8Array<ArrayBuffer>;
export declare function encodeHex(
  src: string | Uint8Array | ArrayBuffer,
): string;
export declare function decodeHex(src: string): Uint8Array_;
