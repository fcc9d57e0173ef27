/**
 * What the soak asks for, settled by the seed alone, and what may come of it.
 *
 * @module
 */

import { Random } from "./random.ts";
import { http2Ends, http2Right, http2Wrong } from "./http2.ts";
import { right } from "./right.ts";
import { tunnelFaults } from "./tunnels.ts";
import { wrong } from "./wrong.ts";

/** The clients of a soak; the worn ones get the answers after which a connection cannot be used again. */
// deno-fmt-ignore
export const clientNames = [
  "default", "fetch", "sockets", "narrow", "retrying", "worn fetch", "worn sockets",
  "tls", "fetch tls", "forwarded", "tunnel", "fetch tunnel", "socks", "socks tls",
  "http2", "http2 found", "worn http2",
] as const;

/** How a response is used. */
export type Use = "read" | "streamed" | "partly" | "closed" | "download" | "fetch";

/** How a body is sent. */
// deno-fmt-ignore
export const bodyKinds = [
  "bytes", "text", "json", "form", "blob", "function", "multipart", "stream", "iterable", "sized stream",
] as const;

/** One request of the soak. */
export interface Plan {
  readonly index: number;
  /** Which answer is asked for. */
  readonly name: string;
  /** Settles the body. */
  readonly id: number;
  readonly client: typeof clientNames[number];
  readonly use: Use;
  readonly method: string;
  readonly bodyKind: typeof bodyKinds[number] | undefined;
  /** After how many milliseconds the caller gives up, if at all. */
  readonly abortAfter: number | undefined;
}

/** What a client may be answered with. */
interface Answers {
  readonly right: readonly string[];
  readonly wrong: readonly string[];
  /** What leaves a connection that cannot be used again. */
  readonly worn: readonly string[];
}

const worn = ["idleClose", "extra"];
const overHttp1: Answers = {
  right: Object.keys(right),
  wrong: [...Object.keys(wrong).filter((name) => !worn.includes(name)), "refuse"],
  worn,
};
const overHttp2: Answers = {
  right: Object.keys(http2Right),
  wrong: [...Object.keys(http2Wrong), "refuse"],
  worn: Object.keys(http2Ends),
};

function answersFor(client: Plan["client"]): Answers {
  // The runtime asks again where a connection was ended by GOAWAY: the server has seen more than the client.
  if (client === "worn http2") {
    return { ...overHttp2, right: overHttp2.right.filter((name) => name !== "cookie") };
  }
  if (client.includes("http2")) return overHttp2;
  const { wrong } = overHttp1;
  const more = /tunnel|socks/.test(client) ? Object.keys(tunnelFaults) : [];
  const ofTls = /tls/.test(client) ? ["brokenTls", "doubtfulTls"] : [];
  // A proxy that answers in the name of the server is always there.
  const kept = client === "forwarded" ? wrong.filter((name) => name !== "refuse") : wrong;
  return { ...overHttp1, wrong: [...kept, ...more, ...ofTls] };
}

/** Settles one request. */
export function planOf(seed: number, index: number): Plan {
  const random = new Random(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  const client = random.pick(clientNames);
  const good = random.once(2);
  const answers = answersFor(client);
  const name = client.startsWith("worn") && random.once(2)
    ? random.pick(answers.worn)
    : random.pick(good ? answers.right : answers.wrong);
  const uploads = name === "upload" || name === "redirect307" || (!good && random.once(5));
  const kinds = name === "redirect307" ? bodyKinds.slice(0, 7) : bodyKinds;
  return {
    index,
    name,
    id: random.next(),
    client,
    use: useOf(name, random),
    method: uploads ? random.pick(["POST", "PUT"]) : name === "head" ? "HEAD" : "GET",
    bodyKind: uploads ? random.pick(kinds) : undefined,
    abortAfter: random.once(10) ? random.below(12) : undefined,
  };
}

/** A file is written only of what a download can be of. */
function useOf(name: string, random: Random): Use {
  const use = random.pick<Use>([
    "read",
    "read",
    "streamed",
    "partly",
    "closed",
    "download",
    "fetch",
  ]);
  if (use !== "download" || ["length", "chunked", "gzip", "dribble", "close"].includes(name)) {
    return use;
  }
  return "read";
}

/** The errors of what breaks within a body whose length nobody could trust any more. */
const BROKEN = ["ReadError", "ProtocolError"];
/** On a busy machine a connection too may take longer than such a short limit. */
const STALLED = ["ReadTimeoutError", "ConnectTimeoutError"];

/** The errors that may come of each fault; of what is right comes none. */
const errorsOf: Readonly<Record<string, readonly string[]>> = {
  refuse: ["ConnectError"],
  resetAtOnce: ["ReadError"],
  finAtOnce: ["ReadError", "ProtocolError"],
  resetInHead: ["ReadError"],
  finInHead: BROKEN,
  resetInBody: ["ReadError"],
  finInBody: BROKEN,
  resetInChunks: ["ReadError"],
  finInChunks: BROKEN,
  stallHead: STALLED,
  stallBody: STALLED,
  stallChunks: STALLED,
  garbage: ["ProtocolError"],
  badLength: ["ProtocolError"],
  hugeHead: ["ProtocolError"],
  // The runtime does not tell a malformed chunk from a broken connection.
  badChunk: ["ProtocolError", "ReadError"],
  badGzip: ["ContentDecodingError"],
  cutGzip: ["ContentDecodingError"],
  badLocation: ["InvalidUrlError"],
  otherScheme: ["UnsupportedProtocolError"],
  loop: ["TooManyRedirectsError"],
  tooLarge: ["ResponseTooLargeError"],
  brokenTls: ["TlsError", "ConnectError", ...STALLED],
  doubtfulTls: ["TlsError"],
  tunnelRefused: ["ProxyError"],
  // Over fetch the runtime does not tell a tunnel that breaks from TLS within it.
  tunnelReset: ["ProxyError", "TlsError"],
  tunnelFin: ["ProxyError"],
  // What is sent before there is a tunnel, fetch takes for a body that stalls.
  tunnelStall: [...STALLED, "WriteTimeoutError"],
  tunnelGarbage: ["ProxyError"],
  tunnelCut: ["ProxyError"],
  tunnelDead: ["TlsError", "ReadError", "WriteError"],
  sessionDestroyed: ["ReadError"],
};

/** What may come of a request. */
export interface Expected {
  /** Whether it may succeed. */
  readonly mayBeRight: boolean;
  /** The names of the errors that it may fail with. */
  readonly errors: readonly string[];
  readonly status: number;
}

const statuses: Readonly<Record<string, number>> = { error500: 500, none204: 204, none304: 304 };
const inBody = [
  ...["resetInBody", "finInBody", "resetInChunks", "finInChunks", "stallBody", "stallChunks"],
  ...["badChunk", "badGzip", "cutGzip", "tooLarge", "sessionDestroyed"],
];

/** Says what may come of a request. */
export function expectedOf(plan: Plan): Expected {
  const { name, client, use } = plan;
  const fault = errorsOf[name];
  const sees = use === "partly" || use === "closed";
  const mayBeRight = fault === undefined || (sees && inBody.includes(name));
  // Whoever gets a connection that its server has just closed may be told so.
  const stale = client.startsWith("worn") ? ["ReadError", "WriteError", "ProtocolError"] : [];
  const isOneShot = plan.name === "loop" && /stream|iterable/.test(plan.bodyKind ?? "");
  const once = isOneShot ? ["BodyUsedError"] : [];
  // What a tunnel cannot be opened to is for its proxy to say.
  const refused = name === "refuse" && /tunnel|socks/.test(client) ? ["ProxyError"] : [];
  // A body may break while it is sent, before there is anything to read.
  const sending = plan.bodyKind !== undefined && fault?.includes("ReadError") ? ["WriteError"] : [];
  const errors = [...fault ?? [], ...stale, ...once, ...refused, ...sending];
  return { mayBeRight, errors, status: statuses[name] ?? 200 };
}
