/** What a client has in the place of a jar if it was to have none. */

import { CookieJar } from "./jar.ts";

/** A jar that stays empty; to set a cookie by hand is a mistake, what a server sets is passed over. */
export class NoCookies extends CookieJar {
  override set(): never {
    throw new TypeError("Cannot set cookies: the client has none (cookies: false)");
  }

  override update(): never {
    return this.set();
  }

  override setCookie(): undefined {}

  /** Makes a jar of its own, which keeps cookies. */
  override clone(): CookieJar {
    return new CookieJar();
  }
}
