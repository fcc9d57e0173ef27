/**
 * The last sections of the page: time limits and errors.
 *
 * @module
 */

import {
  ConnectError,
  get,
  HttpError,
  StatusError,
  TimeoutError,
  TooManyRedirectsError,
} from "@ferry/http";
import { freePort } from "../wire/servers.ts";
import type { Page, Section } from "./page.ts";

export const failing: readonly Section[] = [
  { title: "Timeouts", steps: limitTime },
  { title: "Errors and Exceptions", steps: failInEveryWay },
];

async function limitTime(page: Page): Promise<void> {
  const url = `${page.base}/delay/2`;
  const code = 'await get(".../delay/2", { timeout: 50 }), in milliseconds';
  await page.fails(code, () => get(url, { timeout: 50 }), {
    type: TimeoutError,
    words: /^Cannot GET .* \d+ ms/,
  });
  const slow = `${page.base}/drip?numbytes=4&duration=0.4&delay=0`;
  const r = await get(slow, { timeout: 300 });
  const whole = "a download that takes longer, but never pauses so long: its length";
  page.step(whole, r.content.length, 4);
  const total = "await get(the same, { timeout: { total: 100 } })";
  await page.fails(total, () => get(slow, { timeout: { total: 100 } }), {
    type: TimeoutError,
    words: /timeout\.total \(100 ms\)/,
  });
}

async function failInEveryWay(page: Page): Promise<void> {
  const { base } = page;
  const closed = `http://127.0.0.1:${freePort()}/`;
  await page.fails("await get(a port where nobody listens)", () => get(closed), {
    type: ConnectError,
    words: /^Cannot GET /,
  });
  const bad = async () => (await get(`${base}/status/500`)).raiseForStatus();
  await page.fails('(await get(".../status/500")).raiseForStatus()', bad, {
    type: StatusError,
    words: /500 Internal Server Error/,
  });
  const late = () => get(`${base}/delay/2`, { timeout: 50 });
  await page.fails('await get(".../delay/2", { timeout: 50 })', late, {
    type: TimeoutError,
    words: /^Cannot GET /,
  });
  const endless = () => get(`${base}/redirect/9`, { maxRedirects: 3 });
  await page.fails('await get(".../redirect/9", { maxRedirects: 3 })', endless, {
    type: TooManyRedirectsError,
    words: /3/,
  });
  const failures = [() => get(closed), bad, late, endless];
  const errors = await Promise.all(failures.map((fail) => fail().catch((error) => error)));
  const kinds = errors.map((error) => error instanceof HttpError);
  page.step("each of them instanceof HttpError", kinds, [true, true, true, true]);
}
