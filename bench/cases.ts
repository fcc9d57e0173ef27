/**
 * The benchmarks by name; the file of one is loaded when it is run, so that no other is in its process.
 *
 * @module
 */

import type { Case } from "./case.ts";

type Loader = () => Promise<{ readonly benchmark: Case }>;

const CASES: Readonly<Record<string, Loader>> = {
  requests: () => import("./cases/requests.ts"),
  "requests-https": () => import("./cases/requests_https.ts"),
  "requests-deno": () => import("./cases/requests_deno.ts"),
  "requests-1mib": () => import("./cases/requests_1mib.ts"),
  "one-request": () => import("./cases/one_request.ts"),
  "first-request": () => import("./cases/first_request.ts"),
  post: () => import("./cases/post.ts"),
  decompression: () => import("./cases/decompression.ts"),
  "first-body": () => import("./cases/first_body.ts"),
  bytes: () => import("./cases/bytes.ts"),
  text: () => import("./cases/text.ts"),
  json: () => import("./cases/json.ts"),
  lines: () => import("./cases/lines.ts"),
  ndjson: () => import("./cases/ndjson.ts"),
  events: () => import("./cases/events.ts"),
  multipart: () => import("./cases/multipart.ts"),
  download: () => import("./cases/download.ts"),
  cache: () => import("./cases/cache.ts"),
  cookies: () => import("./cases/cookies.ts"),
  semaphore: () => import("./cases/semaphore.ts"),
  "start-up": () => import("./cases/start_up.ts"),
};

/** The names of the cases in the order of the report. */
export const caseNames: readonly string[] = Object.keys(CASES);

/** Gives the case of a name. */
export async function loadCase(name: string): Promise<Case> {
  const load = CASES[name];
  if (!load) throw new TypeError(`Cannot run ${name}: the cases are ${caseNames.join(", ")}`);
  return (await load()).benchmark;
}
