/**
 * A name of this machine that is not `localhost`.
 *
 * @module
 */

import { lookup } from "node:dns/promises";

/** The address that this name leads to. */
async function addressOf(name: string): Promise<string> {
  return await lookup(name).then(({ address }) => address, () => "");
}

const name: string = Deno.hostname();

/** What the name leads to; empty where it leads nowhere. */
export const ownAddress: string = await addressOf(name);

/** The name, where it leads to an address that is not public. */
export const ownName: string | undefined = /^(?:127|10|192\.168)\./.test(ownAddress)
  ? name
  : undefined;
