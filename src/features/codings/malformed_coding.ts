/**
 * What decoders throw; whoever knows the request makes a `ContentDecodingError` of it.
 *
 * @module
 */

/** A body is not what its Content-Encoding says, or is cut short. */
export class MalformedCoding extends Error {
  /** Says what is wrong. */
  constructor(coding: string, reason: string, options?: ErrorOptions) {
    super(`the ${coding} body ${reason}`, options);
  }
}
