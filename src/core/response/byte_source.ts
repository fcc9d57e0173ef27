/**
 * Where the bytes of an answer come from.
 *
 * @module
 */

/**
 * The bytes of an answer, pulled one chunk after the other by one reader.
 */
export interface ByteSource {
  /** How many bytes `read()` will give in all, where known. */
  readonly size: number | undefined;
  /** How many bytes came over the wire so far, where the transport knows better than its reader. */
  readonly wireBytes?: number | undefined;
  /** How many bytes will have come over the wire in all, where a coding hides how many did so far. */
  readonly wireSize?: number | undefined;
  /** Gives the next chunk, never an empty one, and `undefined` at the end. */
  read(): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Gives the whole body where all of it is there already, and nothing was read before. */
  takeReady?(): Uint8Array<ArrayBuffer> | undefined;
  /**
   * Gives the whole rest at once, where that is faster than `read()` to the end.
   *
   * @param touch To be called whenever bytes came, with how many.
   */
  readAll?(touch: (bytes: number) => void): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * Gives the next chunk in a buffer of the caller's, where the transport can fill one. The buffer may
   * be detached: what is given has it then.
   */
  readInto?(buffer: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Gives the next chunk as it came over the wire, undecoded, where the transport can. */
  readRaw?(): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Tells whether nobody waits for a read under way, which need not keep the program running then. */
  setIdle?(idle: boolean): void;
  /** Drops the connection at once; a read under way rejects with `reason`. Never throws; a second time does nothing. */
  abort(reason: unknown): void;
}
