/**
 * Why a request is not the one that a mock expects: part by part, in words.
 *
 * @module
 */

import { isSecretParameter, REDACTED } from "../../core/secrets/names.ts";
import { isSecretHeader } from "../../fields/secret_headers.ts";
import { redactUrl, redactValue } from "../../core/secrets/urls.ts";
import type { MockCall } from "./call.ts";
import type { RouteMatcher } from "./matcher.ts";
import { countCommon, findNearest } from "./nearest.ts";
import { describeUrl, type UrlMatcher } from "./url_matcher.ts";

/** A route, as far as it explains itself. */
interface ExplainedRoute {
  readonly name: string;
  match(call: MockCall): unknown;
  differences(call: MockCall): readonly string[];
}

/** Says in one line why no route answers a request: the nearest one, and what differs in each part. */
export function explainMismatch(routes: readonly ExplainedRoute[], call: MockCall): string {
  const nearest = findNearest(routes, (route) => measureNearness(route, call));
  if (!nearest) return "the mock has no routes";
  const differences = nearest.differences(call).map((text) => `; ${text}`).join("");
  return `no route of the mock matches; the nearest is ${nearest.name}${differences}`;
}

/** Says why none of some calls is the one that was expected. */
export function explainCalls(route: ExplainedRoute, calls: readonly MockCall[]): string {
  const nearest = findNearest(calls, (call) => measureNearness(route, call));
  if (!nearest) return "nothing was called";
  const name = `${nearest.method} ${redactUrl(nearest.url.href)}`;
  const differences = route.differences(nearest).map((text) => `\n  ${text}`).join("");
  return `the nearest call is ${name}${differences}`;
}

/** A route for this URL is nearest, then the one whose name has most in common; fewer differences break a tie. */
function measureNearness(route: ExplainedRoute, call: MockCall): number {
  const name = `${call.method} ${call.url.href}`;
  const wanted = route.name.replace(/^\S+/, call.method);
  return countCommon(name, wanted) + (route.match(call) ? name.length : 0) -
    route.differences(call).length / 100;
}

const URL_PARTS = ["protocol", "host", "pathname", "search"] as const;
const URL_NAMES = { protocol: "scheme", host: "host", pathname: "path", search: "query" } as const;

/** Says which parts of a URL differ; a pattern or a function is only named. */
export function explainUrl(matcher: UrlMatcher, url: URL): string[] {
  const wanted = toWhole(matcher, url);
  if (!wanted) return [`URL: expected ${describeUrl(matcher)}, got ${redactUrl(url.href)}`];
  const parts = URL_PARTS.filter((part) => !isLike(wanted[part], url[part]));
  return parts.map((part) =>
    `URL ${URL_NAMES[part]}: expected ${redactUrl(wanted[part])}, got ${
      redactUrl(url[part]) || "none"
    }`
  );
}

type UrlTexts = Readonly<Record<typeof URL_PARTS[number], string>>;

/** A path stands at the request's own origin; what has `*` in its host is a pattern. */
function toWhole(matcher: UrlMatcher, { origin }: URL): UrlTexts | undefined {
  if (matcher instanceof URL) return matcher;
  if (typeof matcher !== "string" || /^[^/?#]*:\/\/[^/?#]*\*|^\*/.test(matcher)) return undefined;
  const whole = URL.parse(matcher, origin);
  return whole ?? undefined;
}

/** A query that was not given matches every one; a name or `*` in a path may be anything. */
function isLike(wanted: string, actual: string): boolean {
  if (wanted === "" || wanted === actual) return true;
  const source = wanted.replace(/[\\^$.+?()[\]{}|]/g, "\\$&")
    .replace(/(?<=\/):[a-z_]\w*/gi, "[^/]+").replaceAll("*", ".*");
  return new RegExp(`^${source}$`, "s").test(actual);
}

const LONGEST = 120;

/** Gives a text in quotes, cut where it is long. */
export function show(text: string): string {
  const shown = JSON.stringify(text) ?? "nothing";
  return shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown;
}

/** Gives what a header is or should be; nothing of a credential. */
export function showHeader(name: string, value: string | RegExp | null): string {
  if (value === null) return "none";
  if (isSecretHeader(name)) return REDACTED;
  return typeof value === "string" ? show(value) : String(value);
}

/** Gives what a parameter of the query is or should be; nothing of a credential. */
export function showParameter(name: string, value: string): string {
  return isSecretParameter(name) ? REDACTED : show(redactValue(value));
}

/** Says how a body differs. */
export function explainBody(
  expected: NonNullable<RouteMatcher["body"]>,
  call: MockCall,
): string {
  if (typeof expected === "function") return `the function refuses ${show(call.text())}`;
  if (!(expected instanceof Uint8Array)) {
    const wanted = typeof expected === "string" ? show(expected) : String(expected);
    return `expected ${wanted}, got ${show(call.text())}`;
  }
  const at = expected.findIndex((byte, index) => byte !== call.body[index]);
  const where = at < 0 ? "" : `, which differ from byte ${at}`;
  return `expected ${expected.length} bytes, got ${call.body.length}${where}`;
}

/** Says where a JSON body differs first. */
export function explainJson(expected: unknown, call: MockCall): string {
  try {
    return explainValue("$", expected, call.json());
  } catch {
    return `expected ${showValue(expected)}, got ${show(call.text())}, which is not JSON`;
  }
}

function explainValue(path: string, expected: unknown, got: unknown): string {
  const differs = `at ${path} expected ${showValue(expected)}, got ${showValue(got)}`;
  if (!isParted(expected) || !isParted(got) || Array.isArray(expected) !== Array.isArray(got)) {
    return differs;
  }
  const [wanted, found] = [new Map(Object.entries(expected)), new Map(Object.entries(got))];
  const keys = [...new Set([...wanted.keys(), ...found.keys()])];
  const key = keys.find((key) => toCanonical(wanted.get(key)) !== toCanonical(found.get(key)));
  if (key === undefined) return differs;
  const step = Array.isArray(expected) ? `[${key}]` : `.${key}`;
  return explainValue(path + step, wanted.get(key), found.get(key));
}

function isParted(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function showValue(value: unknown): string {
  const text = JSON.stringify(value);
  if (text === undefined) return "nothing";
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** Gives a value as JSON with its keys in order. */
export function toCanonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_key, part: unknown) => {
    const isRecord = typeof part === "object" && part !== null && !Array.isArray(part);
    return isRecord ? Object.fromEntries(Object.entries(part).sort(byKey)) : part;
  });
}

function byKey([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}
