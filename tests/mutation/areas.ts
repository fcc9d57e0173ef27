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
    sources: core(
      "limits/request_queue",
      "limits/connection_limits",
      "limits/semaphore",
      "stages/limits",
    ),
    tests: tests(
      ...["request_queue", "limits", "semaphore", "properties/semaphore", "stages/limits"],
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
      ...["cookies/acceptance", "cookies/attributes", "cookies/cookie_index", "cookies/cookie"],
      ...[
        "cookies/date",
        "cookies/jar",
        "cookies/serialized_jar",
        "cookies/mapping",
        "cookies/matching",
      ],
      ...["cookies/netscape", "cookies/store", "cookies/trustworthy", "properties/cookies"],
      ...["cookies/properties", "stages/cookies"],
    ),
  },
  stages: {
    sources: core("stages/auth", "stages/cookies", "stages/hooks", "stages/user_stages"),
    tests: tests(
      ...["stages/auth_cancelled", "stages/auth_flow", "stages/auth", "stages/cookies"],
      ...["stages/hooks", "stages/user_stages", "stages/redirect_credentials", "hooks"],
      ...["dispatcher"],
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
      ...["stages/transport", "stages/retry", "retry/when", "transports/informational"],
      ...["response/response", "response/response_body"],
    ),
  },
  call: {
    sources: core("call", "dispatcher", "hop_context"),
    tests: tests(
      ...["call", "client", "client_settings", "dispatcher", "hooks", "ownership", "limits"],
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
      ...["transports/plain_response", "transports/http2_reset", "transports/fetch_upload"],
    ),
  },
  response: {
    sources: core(
      ...["response/response", "response/body_state", "response/receiver", "response/web_body"],
      ...["response/raw_response", "response/response_headers", "response/response_promise"],
    ),
    tests: tests(
      ...["response/response", "response/response_body", "response/response_headers"],
      ...["response/response_items", "response/response_promise", "response/response_text"],
      ...["response/failed_stream", "response/problem", "response/web_body", "charset", "call"],
      ...["response/incoming", "ownership", "throw_on_error", "stages/made_answers", "status"],
      ...["stages/observer", "stages/limits", "stages/retry", "stages/redirects", "links"],
      ...["transports/plain_response", "transports/fetch_progress", "transports/fetch_call"],
      ...["features/cache/together", "har/recorder", "single_value", "progress"],
    ),
  },
  answer_parts: {
    sources: core(
      ...["response/web_parts", "response/byte_source", "response/problem", "response/tee"],
      "response/weak",
    ),
    tests: tests(
      ...["response/response", "response/problem", "response/web_body", "stages/made_answers"],
      ...["stages/dropped_answers", "response/response_body", "response/failed_stream"],
      ...["throw_on_error", "ownership", "transports/handler", "transports/adapter"],
      ...["response/response_headers", "features/cache/together", "json_options"],
    ),
  },
  request: {
    sources: core(
      ...["request/request", "request/prepared", "request/form", "request/send_options"],
      ...["request/request_body", "request/params_input", "request/left_out", "request/methods"],
    ),
    tests: tests(
      ...["request/request", "request/request_body", "request/send_options", "methods"],
      ...["request/fetch_arguments", "request/fetch_input", "request/params_options"],
      ...["request/wrong_options", "request/body", "client", "url_params", "headers"],
      ...["wire/left_out", "stages/redirect_bodies", "ownership", "misspelt", "options"],
      ...["stages/hooks", "stages/user_stages", "stages/redirect_credentials"],
      ...["secrets/inspect", "stages/cookies", "paginate", "request/content", "request/build"],
      "curl/curl_command",
    ),
  },
  request_body: {
    sources: core("request/body", "request/content"),
    tests: tests(
      ...["request/body", "request/request_body", "request/compress", "request/request"],
      ...["request/wrong_options", "stages/redirect_bodies", "wire/upload_progress"],
      ...["request/fetch_input", "transports/fetch_call", "request/multipart", "json_options"],
      ...["progress", "request/file_from_path", "request/content"],
    ),
  },
  fetch_parts: {
    sources: core(
      ...["fetch/adapter", "fetch/fetch_source", "fetch/fetch_failure", "fetch/tls_failure"],
      ...["fetch/light", "fetch/fetch_headers", "fetch/fetch_codings", "fetch/fetch_clients"],
      ...["fetch/upload_body", "fetch/fetch_answer", "fetch/hidden_redirects"],
      ...["fetch/runtime_fetch", "fetch/runtime", "fetch/transport"],
    ),
    tests: tests(
      ...["transports/fetch_call", "transports/fetch", "transports/fetch_answer"],
      ...["transports/fetch_codings", "transports/fetch_decoding", "transports/fetch_failure"],
      ...["transports/fetch_progress", "transports/fetch_resend", "transports/fetch_size"],
      ...["transports/failure_signs", "transports/tls_failure", "transports/adapter"],
      ...["transports/bodiless", "transports/fetch_headers"],
      ...["transports/hidden_redirects", "transports/http2_reset", "transports/small_coded"],
      ...["transports/plain_response", "transports/unannounced_close"],
      ...["transports/same_headers", "transports/repeated_length", "transports/handler"],
      ...["transports/fetch_source", "transports/fetch_clients", "transports/upload_body"],
      "transports/runtime",
    ),
  },
  text: {
    sources: core(
      ...["text/lines", "text/line_blocks", "text/json_lines", "text/json", "text/events"],
      ...[
        "text/charset",
        "text/text",
        "text/cut_iterator",
        "text/chunk_size",
        "text/encoded_text",
        "text/evidence",
      ],
    ),
    tests: tests(
      ...["decode/lines", "decode/json_lines", "decode/json", "decode/events", "decode/batches"],
      ...[
        "decode/mod",
        "decode/prescan",
        "decode/text",
        "decode/encoded_text",
        "charset",
        "conformance/charset",
      ],
      ...["conformance/sse", "response/response_items", "response/response_text"],
      ...["response/response_body", "client_settings"],
    ),
  },
  cookie_parts: {
    sources: core(
      ...["cookies/cookie_index", "cookies/attributes", "cookies/jar_limits", "cookies/netscape"],
      ...[
        "cookies/serialized_jar",
        "cookies/acceptance",
        "cookies/secure_names",
        "cookies/no_cookies",
      ],
    ),
    tests: tests(
      ...["cookies/acceptance", "cookies/attributes", "cookies/cookie_index", "cookies/cookie"],
      ...["cookies/jar", "cookies/serialized_jar", "cookies/mapping", "cookies/matching"],
      ...["cookies/netscape", "cookies/store", "cookies/trustworthy", "stages/cookies"],
      ...["conformance/cookies", "client_settings", "option_names"],
    ),
  },
  options: {
    sources: core(
      ...["options/settle", "options/checks", "options/client_defaults", "options/settings"],
      ...["options/request_options", "options/client_options", "options/suggestion"],
      ...["options/throw_on_error", "options/option", "options/foreign_names"],
    ),
    tests: tests(
      ...["options", "option_names", "client_settings", "client", "json_options", "misspelt"],
      ...["throw_on_error", "request/wrong_options", "foreign_names", "ownership", "timeout"],
      ...["request/params_options", "request/request", "option_checks", "charset"],
      ...["unknown_options"],
      ...["stages/user_stages", "stages/cookies", "stages/redirects", "stages/insecure_redirects"],
      ...["stages/redirect_credentials", "wire/decompression_bombs"],
    ),
  },
  fields: {
    sources: core(
      ...["fields/media_type", "fields/content_length", "fields/links", "fields/cache_status"],
      ...["fields/single_value", "schema"],
    ),
    tests: tests(
      ...["media_type", "media_type_of", "content_length", "links", "single_value"],
      ...["conformance/media_types", "conformance/link_header", "features/cache/cache"],
      ...["decode/json", "response/response", "cache_status"],
    ),
  },
  bytes: {
    sources: core("bytes/body_copy", "bytes/whole", "bytes/items", "bytes/chunks"),
    tests: tests(
      ...["bytes/body_copy", "bytes/chunks", "bytes/items", "bytes/late_items", "bytes/whole"],
      ...["response/response_body", "response/incoming", "response/response_text"],
      ...["request/body", "transports/fetch_size", "ownership"],
    ),
  },
  auth: {
    sources: core("auth/basic", "auth/auth", "auth/resolve"),
    tests: tests(
      ...["auth/basic", "auth/bearer", "auth/function", "auth/resolve", "stages/auth"],
      ...["stages/auth_flow", "request/wrong_options"],
    ),
  },
  errors: {
    sources: core(
      ...["errors/retryability", "errors/http_error", "errors/timeout_error", "errors/message"],
      ...["errors/request_error", "errors/later_facts", "errors/caller_stack", "errors/kinds"],
      ...["errors/body_error", "errors/transport_error", "errors/facts", "errors/status_error"],
      "errors/tls_reason",
    ),
    tests: tests(
      ...["errors", "errors/abort", "errors/guards", "errors/history", "errors/message"],
      ...["errors/prospect", "errors/stack", "errors/table", "retry/when", "retryable"],
      ...["throw_on_error", "transports/fetch_failure", "transports/tls_failure"],
    ),
  },
  client: {
    sources: core(
      ...["client", "api", "hooks", "call_events", "status", "feature_set", "stage", "feature"],
    ),
    tests: tests(
      ...["client", "client_settings", "hooks", "status", "stages/hooks", "stages/observer"],
      ...["ownership", "stages/user_stages", "request/fetch_arguments", "request/fetch_input"],
      ...["conformance/status_codes", "foreign_names", "stages/made_answers", "core_client"],
      ...["options", "option_names", "misspelt", "request/send_options", "request/build"],
      "feature_set",
    ),
  },
};
