/**
 * A jar with a thousand and with a million cookies: what a look-up, one more cookie and their memory cost.
 *
 * ```sh
 * deno run -A --v8-flags=--expose-gc bench/large_jar.ts
 * ```
 *
 * @module
 */

import { CookieJar } from "../src/core/cookies/jar.ts";

/** Cookies of each domain. */
const EACH = 10;

const LOOKUPS = 200_000;

for (const count of [1_000, 100_000, 1_000_000]) measure(count);

function measure(count: number): void {
  const domains = count / EACH;
  const before = usedMemory();
  const jar = new CookieJar(undefined, { limits: null });
  const filled = timeOf(count, (at) => {
    const url = urlOf(Math.floor(at / EACH));
    jar.setCookie(`c${at % EACH}=value${at}; Path=/; Max-Age=86400`, url);
  });
  const memory = usedMemory() - before;
  // 7,919 is prime: the look-ups go all over the jar.
  const found = timeOf(LOOKUPS, (at) => jar.cookieHeader(urlOf((at * 7_919) % domains)));
  const again = timeOf(LOOKUPS, (at) => jar.cookieHeader(urlOf(at % 100)));
  const missed = timeOf(LOOKUPS, (at) => jar.cookieHeader(`https://www.other${at % 100}.example/`));
  const replaced = timeOf(LOOKUPS, (at) => {
    jar.setCookie("c5=other; Path=/; Max-Age=86400", urlOf((at * 7_919) % domains));
  });
  const written = timeOf(1, () => JSON.stringify(jar));
  console.log(
    `${count.toLocaleString("en")} cookies on ${domains.toLocaleString("en")} domains: ` +
      `Cookie header ${toText(found)}, of the same 100 domains ${toText(again)}, none ${
        toText(missed)
      }, set ${toText(filled)}, ` +
      `set again ${toText(replaced)}, as JSON ${Math.round(written)} ms, ` +
      `${Math.round(memory / count)} bytes a cookie`,
  );
}

function urlOf(domain: number): string {
  return `https://www.site${domain}.example/a/b`;
}

/** Milliseconds for each. */
function timeOf(times: number, work: (at: number) => unknown): number {
  const start = performance.now();
  for (let at = 0; at < times; at++) work(at);
  return (performance.now() - start) / times;
}

function toText(ms: number): string {
  return `${(1_000 * ms).toFixed(1)} µs`;
}

function usedMemory(): number {
  const gc: unknown = Reflect.get(globalThis, "gc");
  if (typeof gc === "function") gc();
  return Deno.memoryUsage().heapUsed;
}
