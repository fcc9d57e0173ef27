/**
 * The files in which a fault would hurt most, and the tests that are to see it.
 *
 * @module
 */

/** Some source files and their tests, from the root of the project. */
export interface Area {
  readonly sources: readonly string[];
  readonly tests: readonly string[];
  /** Whether tests run programs of their own: what these alone reach is tried by `deno test`. */
  readonly hasPrograms?: boolean;
}

const core = (...names: readonly string[]) => names.map((name) => `src/core/${name}.ts`);
const tests = (...names: readonly string[]) => names.map((name) => `tests/${name}_test.ts`);

/** Every area by its name. */
export const areas: Readonly<Record<string, Area>> = {
  redirect: {
    sources: core("redirect", "origin", "stages/redirects"),
    tests: tests(
      ...["origin", "redirect", "properties/redirects", "stages/redirects"],
      ...["stages/insecure_redirects", "stages/redirect_credentials", "stages/redirect_bodies"],
      ...["transports/hidden_redirects", "stages/dropped_answers"],
    ),
  },
  limits: {
    sources: core("limits/admission", "limits/limits", "limits/semaphore", "stages/limits"),
    tests: tests(
      ...["admission", "limits", "semaphore", "properties/semaphore", "stages/limits"],
      ...["transports/one_limit", "token_bucket", "client_settings", "stages/observer_order"],
      ...["stages/observer"],
    ),
  },
  secrets: {
    sources: core("secrets/inspect", "secrets/names", "secrets/sensitive", "secrets/urls"),
    tests: tests(
      ...["secrets/inspect", "secrets/names", "secrets/sensitive", "secrets/urls"],
      ...["har/redact", "url"],
    ),
  },
  time: {
    sources: [
      ...core("time/cancellation", "time/deadlines", "time/time_slice"),
      "src/features/pause.ts",
    ],
    tests: tests(
      ...["time/cancellation", "time/deadlines", "pause", "time/time_slice"],
      "time/timers",
    ),
    hasPrograms: true,
  },
  timers: {
    sources: core("time/timers"),
    tests: tests("time/timers", "time/deadlines"),
    hasPrograms: true,
  },
  cookies: {
    sources: core("cookies/matching", "cookies/cookie", "cookies/date", "cookies/jar"),
    tests: tests(
      ...["cookies/admission", "cookies/attributes", "cookies/cookie_index", "cookies/cookie"],
      ...["cookies/date", "cookies/jar", "cookies/json", "cookies/mapping", "cookies/matching"],
      ...["cookies/netscape", "cookies/store", "cookies/trustworthy", "properties/cookies"],
      ...["cookies/properties", "stages/cookies"],
    ),
  },
  stages: {
    sources: core("stages/auth", "stages/cookies", "stages/hooks", "stages/user_stages"),
    tests: tests(
      ...["stages/auth_cancelled", "stages/auth_flow", "stages/auth", "stages/cookies"],
      ...["stages/hooks", "stages/user_stages", "stages/redirect_credentials", "hooks"],
      ...["stages/made_answers", "stages/dropped_answers", "stages/observer"],
      ...["stages/observer_order", "har/recorder", "features/cache/together"],
    ),
  },
  incoming: {
    sources: core("response/incoming"),
    tests: tests(
      ...["response/incoming", "response/incoming_edges", "response/response_body"],
      ...["response/failed_stream", "response/response"],
    ),
  },
  transport: {
    sources: core("stages/transport"),
    tests: tests(
      ...["stages/dropped_answers", "stages/made_answers", "stages/observer", "stages/auth_flow"],
      ...["transports/fetch_size", "transports/fetch_progress"],
      ...["transports/hidden_redirects", "transports/adapter", "stages/observer_order"],
      ...["stages/transport", "stages/retry", "retry/when"],
      ...["response/response", "response/response_body"],
    ),
  },
  call: {
    sources: core("call", "dispatcher", "hop_context"),
    tests: tests(
      ...["call", "client", "client_settings", "hooks", "ownership", "limits"],
      ...["throw_on_error", "auth/netrc", "stages/url_guard", "request/multipart"],
      ...["stages/user_stages", "stages/redirects", "stages/redirect_credentials"],
      ...["stages/made_answers", "stages/observer", "stages/limits"],
    ),
  },
  url: {
    sources: core("request/url", "options/timeout"),
    tests: tests(
      "url",
      "url_params",
      "request/params_options",
      "properties/url",
      "timeout",
      "transports/one_limit",
    ),
  },
  headers: {
    sources: core("request/headers"),
    tests: tests("headers", "properties/headers", "properties/header_values", "request/request"),
  },
  fetch: {
    sources: core("fetch/fetch"),
    tests: tests(
      ...["transports/fetch_call", "transports/fetch", "transports/fetch_answer"],
      ...["transports/fetch_codings", "transports/fetch_progress", "transports/fetch_resend"],
      ...["transports/fetch_size", "transports/unannounced_close", "transports/bodiless"],
      ...["transports/plain_response", "transports/http2_reset"],
    ),
  },
};
