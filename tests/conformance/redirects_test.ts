import { assert, assertEquals } from "@std/assert";
import { Client, HttpError, type HttpResponse, type RequestOptions } from "../../mod.ts";
import { fromLatin1, type RawRequest } from "../wire/request_reader.ts";
import { respondWith } from "../wire/scripted.ts";
import { conformanceTest, readJson } from "./data.ts";

/** What the NOTE of the data says of a case. */
interface Case {
  readonly kind: "method" | "location" | "scheme" | "count" | "location-bytes" | "stream-upload";
  readonly status: number;
  readonly request_method?: string;
  readonly request_body?: string | null;
  readonly body_type?: string | null;
  readonly request_headers?: Readonly<Record<string, string>>;
  readonly location?: string | null;
  readonly location_latin1?: string;
  readonly times?: number;
  readonly expect: Expectation;
}

interface Expectation {
  readonly error?: boolean;
  readonly final_status?: number;
  readonly followed?: boolean;
  readonly method?: string;
  readonly body?: string | null;
  readonly content_length?: string | null;
  readonly content_type?: string | null;
  readonly body_headers_kept?: boolean;
  readonly redirected?: boolean;
  readonly url_suffix?: string;
}

/** Where Ferry goes another way, by its contract. */
const LISTED: Readonly<Record<string, string>> = {
  '{"kind":"location","status":302,"location":""}':
    "an empty Location is the answer, not an error: nothing is to be followed",
  '{"kind":"stream-upload","status":301}':
    "POST becomes GET, which has no body, so nothing is to be sent again",
  '{"kind":"stream-upload","status":302}':
    "POST becomes GET, which has no body, so nothing is to be sent again",
};

conformanceTest("redirects of the web platform tests", async () => {
  const cases = readJson<readonly Case[]>("wpt-fetch/redirect.json");
  const failed: string[] = [];
  const listed: string[] = [];
  for (const one of cases) {
    const failure = await check(one).then(() => undefined, String);
    if (failure === undefined) continue;
    (nameOf(one) in LISTED ? listed : failed).push(`${nameOf(one)}: ${failure}`);
  }
  const passed = cases.length - failed.length - listed.length;
  console.log(`redirects: ${passed} passed, ${listed.length} listed, ${failed.length} failed`);
  assertEquals(failed, []);
  assertEquals(listed.length, Object.keys(LISTED).length, "a listed case passes now");
  assertEquals(cases.length, 61);
});

function nameOf({ kind, status, location }: Case): string {
  return JSON.stringify({ kind, status, location });
}

async function check(one: Case): Promise<void> {
  const seen: RawRequest[] = [];
  await using server = await respondWith((request) => {
    seen.push(request);
    return answer(one, request);
  });
  using client = new Client();
  const method = one.request_method ?? "GET";
  const options = { ...optionsOf(one), followRedirects: true };
  const url = `${server.url}/start`;
  const response = await client.request(method, url, options).catch((error: unknown) => {
    assert(error instanceof HttpError, String(error));
    return undefined;
  });
  assertEquals(response === undefined, one.expect.error ?? false, "whether it is an error");
  if (response) compare(one.expect, response, seen.at(-1));
}

function optionsOf(one: Case): RequestOptions {
  const headers = one.request_headers ?? {};
  if (one.kind === "stream-upload") return { headers, body: new Blob(["streamed"]).stream() };
  if (typeof one.request_body !== "string") return { headers };
  const body = one.body_type === "blob" ? new Blob([one.request_body]) : one.request_body;
  return { headers, body };
}

function answer(one: Case, { target }: RawRequest): Uint8Array<ArrayBuffer> {
  const count = target === "/start" ? 0 : Number(/^\/hop(\d+)$/.exec(target)?.[1] ?? NaN);
  if (Number.isNaN(count) || count >= (one.times ?? 1)) return toBytes("200 OK", undefined);
  return toBytes(`${one.status} Moved`, locationOf(one, count + 1));
}

function locationOf(one: Case, hop: number): string | undefined {
  if (one.location_latin1 !== undefined) return one.location_latin1;
  if (one.location !== undefined) return one.location ?? undefined;
  return `/hop${hop}`;
}

function toBytes(status: string, location: string | undefined): Uint8Array<ArrayBuffer> {
  const line = location === undefined ? "" : `location: ${location}\r\n`;
  return fromLatin1(`HTTP/1.1 ${status}\r\n${line}content-length: 0\r\n\r\n`);
}

function compare(
  expected: Expectation,
  response: HttpResponse,
  last: RawRequest | undefined,
): void {
  assert(last);
  if (expected.final_status !== undefined) assertEquals(response.status, expected.final_status);
  if (expected.followed !== undefined) assertEquals(response.redirected, expected.followed);
  if (expected.redirected !== undefined) assertEquals(response.redirected, expected.redirected);
  if (expected.url_suffix !== undefined) {
    assert(response.url.endsWith(expected.url_suffix), response.url);
  }
  if (expected.method !== undefined) assertEquals(last.method, expected.method);
  if (expected.body_headers_kept !== undefined) compareBody(expected, last);
}

/** No length is as good as a length of 0. */
function compareBody(expected: Expectation, last: RawRequest): void {
  assertEquals(new TextDecoder().decode(last.body), expected.body ?? "");
  const length = last.headers.get("content-length") ?? "0";
  assertEquals(length, expected.content_length ?? "0");
  assertEquals(last.headers.get("content-type"), expected.content_type ?? null);
  for (const name of ["content-encoding", "content-language", "content-location"]) {
    assertEquals(last.headers.has(name), expected.body_headers_kept, name);
  }
}
