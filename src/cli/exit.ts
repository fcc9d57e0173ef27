/**
 * What the exit status says; these numbers stay.
 *
 * @module
 */

import type { HttpResponse } from "../core/response/response.ts";

/** Every exit status. */
export const EXIT = {
  ok: 0,
  status: 1,
  usage: 2,
  transport: 3,
  redirect: 3,
  clientError: 4,
  serverError: 5,
  interrupted: 130,
  brokenPipe: 141,
} as const;

/**
 * Gives the exit status for an answer.
 *
 * @param response The answer.
 * @param check Whether each class has one of its own, as with HTTPie's `--check-status`; `false` for none at all.
 */
export function statusOf(response: HttpResponse, check: boolean | undefined): number {
  if (check === false) return EXIT.ok;
  if (!check) return response.isError ? EXIT.status : EXIT.ok;
  if (response.isServerError) return EXIT.serverError;
  if (response.isClientError) return EXIT.clientError;
  return response.isRedirect ? EXIT.redirect : EXIT.ok;
}
