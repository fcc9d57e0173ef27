/**
 * What our clients make of a case, and what no case may do to them.
 *
 * @module
 */

import { type Client, CookieJar, HttpError, type HttpResponse } from "../../mod.ts";
import { toLatin1 } from "../wire/request_reader.ts";
import { type Case, COOKIE_MARK } from "./case.ts";
import { type FuzzServer, NOWHERE, type Transcript } from "./server.ts";

/** An answer. */
interface Body {
  readonly kind: "body";
  readonly status: number;
  /** One Latin-1 character a byte. */
  readonly body: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly url: string;
}

/** What came of a case. */
export type Outcome =
  | Body
  | { readonly kind: "error"; readonly error: unknown }
  | { readonly kind: "hang" };

/** An outcome with what the server did for it. */
export interface Judged {
  readonly outcome: Outcome;
  readonly transcript: Transcript;
  /** What should not be, a line each. */
  readonly complaints: readonly string[];
}

/** How long a case may take before it is taken for a hang, in milliseconds. */
const LONGEST = 15_000;

/** The errors that bytes of a server may lead to. */
const TYPED = new Set([
  "ReadError",
  "ProtocolError",
  "ContentDecodingError",
  "InvalidUrlError",
  "UnsupportedProtocolError",
  "TooManyRedirectsError",
  // Of redirects that lead to where nobody listens.
  "ConnectError",
  "DnsError",
  "TlsError",
  // The runtime refuses hosts that the URL Standard allows.
  "NetworkError",
]);

/** Who asks, and where. */
export interface Asking {
  readonly client: Client;
  readonly name: string;
  readonly server: FuzzServer;
  /** Where nobody else asks meanwhile: what comes behind an answer must not meet another's request. */
  readonly url: string;
}

/** Asks for a case with one of our clients, judges what comes, and asks for something else over the same transport. */
export async function askOurs(
  asked: Case,
  { client, name, server, url }: Asking,
): Promise<Judged> {
  using own = client.extend({ cookies: new CookieJar(), headers: { "user-agent": name } });
  const outcome = await inTime(use(own, asked, `${url}/${asked.index}/0`));
  for (let tries = 0; tries < 500 && server.isWriting(name, asked.index); tries++) await pause();
  await pause();
  const probe = await inTime(probed(own, `${url}/probe/${asked.index}-${name}`));
  const transcript = server.take(name, asked.index);
  return {
    outcome,
    transcript,
    complaints: [
      ...judge(outcome, asked, transcript),
      ...judgeProbe(probe, `${asked.index}-${name}`),
    ],
  };
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1));
}

async function inTime(asking: Promise<Outcome>): Promise<Outcome> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<Outcome>((resolve) => {
    timer = setTimeout(() => resolve({ kind: "hang" }), LONGEST);
  });
  try {
    return await Promise.race([asking, late]);
  } catch (error) {
    return { kind: "error", error };
  } finally {
    clearTimeout(timer);
  }
}

async function use(client: Client, { method, use, index }: Case, url: string): Promise<Outcome> {
  const options = { followRedirects: true, timeout: { read: 10_000 } };
  if (use === "read") {
    const response = await client.request(method, url, options);
    return toOutcome(response, await response.bytes());
  }
  await using response = await client.stream(method, url, options);
  if (use === "streamed") return toOutcome(response, await response.bytes());
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of response.iterBytes({ chunkSize: 1 + index % 100 })) {
    chunks.push(chunk.slice());
  }
  return toOutcome(response, new Uint8Array(await new Blob(chunks).arrayBuffer()));
}

function toOutcome({ status, headers, url }: HttpResponse, bytes: Uint8Array): Outcome {
  return { kind: "body", status, body: toLatin1(bytes), headers: [...headers], url };
}

/** A connection that was closed a moment ago is nobody's fault, so it is tried once more. */
async function probed(client: Client, url: string): Promise<Outcome> {
  const options = { cookies: null, retries: { total: 2, backoff: { base: 1 }, budget: null } };
  const response = await client.get(url, options);
  return toOutcome(response, await response.bytes());
}

function judgeProbe(outcome: Outcome, text: string): string[] {
  if (outcome.kind === "body" && outcome.body === text && outcome.status === 200) return [];
  return [`the next answer is another's: ${describe(outcome)}`];
}

function judge(outcome: Outcome, asked: Case, transcript: Transcript): string[] {
  const { expected } = asked;
  if (outcome.kind === "hang") return ["it hangs"];
  if (outcome.kind === "error") {
    const wrong = isTyped(outcome.error) ? [] : [`an error of no type: ${describe(outcome)}`];
    return expected === undefined ? wrong : [...wrong, `it fails: ${describe(outcome)}`];
  }
  if (isElsewhere(outcome, asked)) return [];
  const complaints = judgeBytes(outcome.body, transcript);
  complaints.push(...judgeHead(outcome, transcript), ...judgeCookies(asked, transcript));
  if (expected !== undefined && outcome.body !== expected) {
    complaints.push(`the body is ${show(outcome.body)}, not ${show(expected)}`);
  }
  return complaints;
}

/** Where a redirect was bent, the answer is that of another case, or of none. */
function isElsewhere({ url, body, status }: Body, { index, method }: Case): boolean {
  if (!new URL(url).pathname.startsWith(`/${index}/`)) return true;
  return body === NOWHERE || (status === 404 && method === "HEAD");
}

function isTyped(error: unknown): boolean {
  return error instanceof HttpError && TYPED.has(error.name) && error.message.length > 10;
}

/** Framing only ever leaves bytes out; what a coding makes of them is for the other clients to judge. */
function judgeBytes(body: string, { sent }: Transcript): string[] {
  if (sent.some((text) => /content-encoding/i.test(text) || isWithin(body, text))) return [];
  return [`bytes that were not sent: ${show(body)}`];
}

function isWithin(part: string, whole: string): boolean {
  let at = 0;
  for (const character of part) {
    at = whole.indexOf(character, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

function judgeHead({ status, headers }: Body, { sent }: Transcript): string[] {
  const all = withPlainBlanks(sent.join("\n"));
  const complaints = all.includes(`${status}`) ? [] : [`a status that was not sent: ${status}`];
  for (const [name, value] of headers) {
    const parts = value.split(",").map((part) => withPlainBlanks(part).trim());
    const isSent = all.toLowerCase().includes(name) && parts.every((part) => all.includes(part));
    if (!isSent) complaints.push(`a header that was not sent: ${name}: ${show(value)}`);
  }
  return complaints;
}

/** Each pair of a Cookie is one of the server's own. */
function judgeCookies({ cookies }: Case, { cookies: came, sent }: Transcript): string[] {
  if (cookies.length === 0) return [];
  const lines = withPlainBlanks(sent[0] ?? "");
  const pairs = came.flatMap((cookie) => cookie === "" ? [] : cookie.split("; "));
  const wrong = pairs.filter((pair) => {
    const [name = "", ...value] = withPlainBlanks(pair).split("=");
    return !lines.includes(name.trim()) || !lines.includes(value.join("="));
  });
  return wrong.map((pair) => `a cookie that was not set: ${show(pair)}`);
}

/** A line that is folded is one with blanks in it. */
function withPlainBlanks(text: string): string {
  return text.replace(/[\r\n\t ]+/g, " ");
}

/** Says in short what came. */
export function describe(outcome: Outcome): string {
  if (outcome.kind === "hang") return "it hangs";
  if (outcome.kind === "body") return `${outcome.status} ${show(outcome.body)}`;
  const { error } = outcome;
  if (!(error instanceof Error)) return `${typeof error} was thrown`;
  return `${error.name}: ${error.message}`.slice(0, 300);
}

/** Shows bytes in a line. */
export function show(text: string): string {
  const shown = JSON.stringify(text.length > 200 ? text.slice(0, 200) : text);
  return text.length > 200 ? `${shown}… of ${text.length}` : shown;
}

/** Whether the answer shows what was asked, so that no two clients get the same. */
export function isEcho({ answers }: Case): boolean {
  return answers.some(({ text }) => text.includes(COOKIE_MARK));
}
