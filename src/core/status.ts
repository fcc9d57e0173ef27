/** The names and the reason phrases of status codes. */

import { STATUS_TEXT } from "@std/http/status";

/** What `STATUS_TEXT` abbreviates is as registered, what it lacks as those send it who use it. */
const PHRASES: Readonly<Record<number, string>> = {
  ...STATUS_TEXT,
  104: "Upload Resumption Supported",
  122: "Request-URI Too Long",
  203: "Non-Authoritative Information",
  207: "Multi-Status",
  306: "Switch Proxy",
  407: "Proxy Authentication Required",
  444: "No Response",
  449: "Retry With",
  450: "Blocked by Windows Parental Controls",
  499: "Client Closed Request",
  509: "Bandwidth Limit Exceeded",
};

/**
 * The names of the statuses: first the phrase in snake case, then those of the table of Python's
 * requests and former ones of the registry.
 *
 * requests has two names twice, and the later entry counts there as here: `uri_too_long` is 414 and
 * `precondition` is 428.
 *
 * @example All names of a status
 * ```ts
 * import { statusNames } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(statusNames[418], ["im_a_teapot", "teapot", "i_am_a_teapot"]);
 * ```
 * @category Responses
 */
export const statusNames = {
  100: ["continue"],
  101: ["switching_protocols"],
  102: ["processing", "early-hints"],
  103: ["early_hints", "checkpoint"],
  104: ["upload_resumption_supported"],
  122: ["request_uri_too_long"],
  200: ["ok", "okay", "all_ok", "all_okay", "all_good", "\\o/", "✓"],
  201: ["created"],
  202: ["accepted"],
  203: ["non_authoritative_information", "non_authoritative_info"],
  204: ["no_content"],
  205: ["reset_content", "reset"],
  206: ["partial_content", "partial"],
  207: ["multi_status", "multiple_status", "multi_stati", "multiple_stati"],
  208: ["already_reported"],
  226: ["im_used"],
  300: ["multiple_choices"],
  301: ["moved_permanently", "moved", "\\o-"],
  302: ["found"],
  303: ["see_other", "other"],
  304: ["not_modified"],
  305: ["use_proxy"],
  306: ["switch_proxy"],
  307: ["temporary_redirect", "temporary_moved", "temporary"],
  308: ["permanent_redirect", "resume_incomplete", "resume"],
  400: ["bad_request", "bad"],
  401: ["unauthorized"],
  402: ["payment_required", "payment"],
  403: ["forbidden"],
  404: ["not_found", "-o-"],
  405: ["method_not_allowed", "not_allowed"],
  406: ["not_acceptable"],
  407: ["proxy_authentication_required", "proxy_auth", "proxy_authentication"],
  408: ["request_timeout", "timeout"],
  409: ["conflict"],
  410: ["gone"],
  411: ["length_required"],
  412: ["precondition_failed"],
  413: ["content_too_large", "request_entity_too_large", "payload_too_large"],
  414: ["uri_too_long", "request_uri_too_large"],
  415: ["unsupported_media_type", "unsupported_media", "media_type"],
  416: ["range_not_satisfiable", "requested_range_not_satisfiable", "requested_range"],
  417: ["expectation_failed"],
  418: ["im_a_teapot", "teapot", "i_am_a_teapot"],
  421: ["misdirected_request"],
  422: ["unprocessable_entity", "unprocessable", "unprocessable_content"],
  423: ["locked"],
  424: ["failed_dependency", "dependency"],
  425: ["too_early", "unordered_collection", "unordered"],
  426: ["upgrade_required", "upgrade"],
  428: ["precondition_required", "precondition"],
  429: ["too_many_requests", "too_many"],
  431: ["request_header_fields_too_large", "header_fields_too_large", "fields_too_large"],
  444: ["no_response", "none"],
  449: ["retry_with", "retry"],
  450: ["blocked_by_windows_parental_controls", "parental_controls"],
  451: ["unavailable_for_legal_reasons", "legal_reasons"],
  499: ["client_closed_request"],
  500: ["internal_server_error", "server_error", "/o\\", "✗"],
  501: ["not_implemented"],
  502: ["bad_gateway"],
  503: ["service_unavailable", "unavailable"],
  504: ["gateway_timeout"],
  505: ["http_version_not_supported", "http_version"],
  506: ["variant_also_negotiates"],
  507: ["insufficient_storage"],
  508: ["loop_detected"],
  509: ["bandwidth_limit_exceeded", "bandwidth"],
  510: ["not_extended"],
  511: ["network_authentication_required", "network_auth", "network_authentication"],
} as const;

/** Statuses that have no body (Fetch standard, "null body status"); 1xx answers come before another. */
const BODILESS: readonly number[] = [101, 103, 204, 205, 304];

/** Tells whether an answer has no body by its status. */
export function isBodiless(status: number): boolean {
  return BODILESS.includes(status);
}

/**
 * The statuses by their names, each with its own number as type.
 *
 * @example A status by its name, also as a type
 * ```ts
 * import type { Codes } from "@ferry/http/types";
 *
 * const gone: Codes["gone"] = 410;
 * console.log(gone);
 * ```
 * @category Responses
 */
export type Codes = {
  readonly [
    Status in keyof typeof statusNames as
      | (typeof statusNames)[Status][number]
      | Uppercase<
        Exclude<
          (typeof statusNames)[Status][number],
          `${"\\" | "/"}${string}`
        >
      >
  ]: Status;
};

/**
 * The statuses by name: every one of IANA's registry, and every name of the table of Python's
 * requests, in lower and in upper case.
 *
 * @example A number by any of its names
 * ```ts
 * import { codes } from "@ferry/http";
 *
 * console.log(codes.not_found, codes.NOT_FOUND, codes["\\o/"]); // 404 404 200
 * ```
 * @category Responses
 */
export const codes: Codes = toCodes();

/** The same list for any number. */
const NAMES: Readonly<Record<number, readonly string[]>> = statusNames;

/**
 * Types are lost here: the compiler cannot follow names that are put into capitals, so the test
 * compares them. Plain loops, since this is done whenever a program starts.
 */
function toCodes(): Codes {
  // Without a prototype, no name is there but these.
  const all = Object.create(null);
  for (const [status, names] of Object.entries(statusNames)) {
    for (const name of names) {
      all[name] = Number(status);
      // The names that are arms and faces stay as they are, as in requests.
      if (!name.startsWith("\\") && !name.startsWith("/")) all[name.toUpperCase()] = all[name];
    }
  }
  return Object.freeze(all);
}

/**
 * Gives the phrase that belongs to a status (RFC 9110 section 15), whatever the server said.
 *
 * @returns The phrase, `""` where there is none.
 *
 * @example What a status means
 * ```ts
 * import { reasonPhrase } from "@ferry/http";
 *
 * console.log(reasonPhrase(404)); // "Not Found"
 * ```
 * @category Responses
 */
export function reasonPhrase(status: number): string {
  return PHRASES[status] ?? "";
}

/**
 * Gives the first name that {@linkcode codes} has for a status: its phrase in snake case.
 *
 * @returns The name in lower case, or `undefined` if the status has none.
 *
 * @example A number by its name
 * ```ts
 * import { codeName, codes } from "@ferry/http";
 *
 * console.log(codeName(404)); // "not_found"
 * console.log(codeName(codes.teapot)); // "im_a_teapot"
 * ```
 * @category Responses
 */
export function codeName(status: number): string | undefined {
  return NAMES[status]?.[0];
}

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/** Whether a status sends the client on to where `Location` says. */
export function isRedirectStatus(status: number): boolean {
  return REDIRECTS.includes(status);
}
