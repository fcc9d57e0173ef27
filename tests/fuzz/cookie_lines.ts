/**
 * Lines of Set-Cookie, right and odd.
 *
 * @module
 */

import type { Chooser } from "./grammar.ts";

/** One to four lines; each cookie has a name of its own. */
export function toCookieLines(choose: Chooser, index: number): string[] {
  const count = 1 + choose.random.below(4);
  return Array.from({ length: count }, (_, at) => toCookieLine(choose, `c${index}_${at}`));
}

function toCookieLine(choose: Chooser, name: string): string {
  // deno-fmt-ignore
  const value = choose.of(["1", "a=b", "\"q\"", "", "%20"],
    ["a b", "\x00", "\x01", "\xe9", "\xe2\x82\xac", "a\tb", ",", "x".repeat(4_200), "\"a;b\"", "a\rb", "=", " lead", "a\x7fb"]);
  // deno-fmt-ignore
  const pair = choose.of([`${name}=${value}`],
    [`=${value}`, value, `${name}`, ` ${name} = ${value} `, `__Host-${name}=${value}`, `__Secure-${name}=${value}`, `;${name}=${value}`, `__http-${name}=1`]);
  // deno-fmt-ignore
  const attributes = Array.from({ length: choose.random.below(4) }, () => choose.of(
    ["Path=/", "Max-Age=60", "HttpOnly", "SameSite=Lax", "Expires=Fri, 01 Jan 2100 00:00:00 GMT"],
    ["Path=", "Path=x", "Max-Age=-1", "Max-Age=0", "Max-Age=99999999999999999999", "Max-Age=1e3", "Domain=", "Domain=127.0.0.1",
      "Domain=.127.0.0.1", "Domain=invalid", "Domain=0.1", "Secure", "Expires=x", "Expires=Thu, 01 Jan 1970 00:00:00 GMT", "SameSite=x", "=",
      "Path=/nowhere", "Path=\"/\"", "Priority=High", "Partitioned", "Expires=" + "9".repeat(99), "Path=/" + "p".repeat(1_100), "Max-Age=+5"],
  ));
  return ["Set-Cookie: " + pair, ...attributes].join("; ");
}
