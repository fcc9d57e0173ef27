/**
 * Where ours does not do what other clients agree on, and why.
 *
 * @module
 */

import type { Case } from "./case.ts";

/** What a difference is told by. */
export interface Seen {
  readonly asked: Case;
  /** What was sent to our client, one text an answer. */
  readonly sent: readonly string[];
  /** What is complained of. */
  readonly came: string;
}

/** A difference that is wanted or cannot be helped. */
export interface Difference {
  /** Why it is so. */
  readonly reason: string;
  /** Over which transport. Default: either. */
  readonly over?: "sockets" | "fetch";
  /** Whether this is it. */
  readonly applies: (seen: Seen) => boolean;
}

const MANY_TRAILERS = "X-T: 1\r\n".repeat(250);
const STALE = /connection closed before message|it was closed|reset by peer|invalid HTTP version/;

/** Each with its reason. */
export const differences: readonly Difference[] = [
  {
    reason:
      "the server closed an idle connection, or wrote to it, as the request came: retries are for it",
    applies: ({ asked, sent, came }) => sent.length < asked.answers.length && STALE.test(came),
  },
  {
    reason: "what a server sends behind an answer may meet the next request, which then fails",
    applies: ({ came }) => /^the next answer is another's: ProtocolError/.test(came),
  },
  {
    reason: "backslashes in a Location are slashes (URL Standard)",
    applies: ({ sent }) => sent.some((text) => /^location:.*\\/im.test(text)),
  },
  {
    reason: "the runtime looks at the first Content-Encoding alone",
    over: "fetch",
    applies: ({ sent }) =>
      sent.some((text) => /content-encoding:[^]*content-encoding:/i.test(text)),
  },
  {
    reason: "205 (Reset Content) has no body (RFC 9110 section 15.3.6)",
    applies: ({ came }) => /^the others have 205 .*, here 205 ""$/.test(came),
  },
  {
    reason: "extensions of a chunk are at most 4 KiB",
    over: "sockets",
    applies: ({ came }) => came.includes("extensions are longer than 4096 bytes"),
  },
  {
    reason:
      "a transfer coding that is not known leaves the end of the answer to guesses (RFC 9112 section 6.3)",
    over: "sockets",
    applies: ({ came }) => /its Transfer-Encoding ".+" is not known/.test(came),
  },
  {
    reason:
      "a list may have empty parts, also that of Transfer-Encoding (RFC 9110 section 5.6.1.2)",
    over: "sockets",
    applies: ({ sent }) =>
      sent.some((text) => /^transfer-encoding:[ \t]*(,[ \t]*)*chunked[ \t,]*\r?$/im.test(text)) &&
      sent.some((text) => /^transfer-encoding:.*,.*$/im.test(text)),
  },
  {
    reason: "an answer to HEAD has no body, and bytes where the next answer should begin are none",
    over: "sockets",
    applies: ({ asked, came }) =>
      asked.method === "HEAD" && came.includes("the answer is not HTTP"),
  },
  {
    reason: "HTTP/0.9 has no head (RFC 9112 section 2.3 knows versions from 1.0)",
    applies: ({ sent, came }) =>
      /it is not HTTP\/1|invalid HTTP version/.test(came) &&
      sent.some((text) => text.startsWith("HTTP/0.")),
  },
  {
    reason: "a lone CR in front of the first line makes it another line (RFC 9112 section 2.2)",
    applies: ({ sent, came }) =>
      came.includes("the answer is not HTTP") && sent.some((text) => /^\r(?!\n)/.test(text)),
  },
  {
    reason: "a protocol that nobody asked for is not switched to (RFC 9110 section 15.2.2)",
    applies: ({ came }) => came.includes("it switches protocols, which nobody asked for"),
  },
  {
    reason: "at most five codings are undone, also where the body turns out to be empty",
    applies: ({ came }) => /codings, and at most 5 are undone/.test(came),
  },
  {
    reason: "of two Locations that differ none is believed",
    applies: ({ came }) => came.includes("several Locations that differ"),
  },
  {
    reason: "at most 256 fields and trailers are read",
    applies: ({ sent, came }) =>
      came.includes("more than 256 header fields came") ||
      (sent.at(-1) ?? "").includes(MANY_TRAILERS),
  },
  {
    reason: "a reason phrase has no control character (RFC 9112 section 4)",
    applies: ({ sent, came }) =>
      came.includes("reason phrase holds a control") ||
      came.includes("invalid HTTP status-code") && sent.some((text) => hasControl(text)),
  },
  {
    reason: "the runtime decodes the first member of gzip alone, and does not say so",
    over: "fetch",
    applies: ({ sent, came }) => {
      const [, theirs = "", ours = ""] =
        /^the others have \d+ "([^]*)", here \d+ "([^]*)"$/.exec(came) ?? [];
      const isCut = ours !== "" && theirs !== ours && theirs.startsWith(ours);
      return isCut && sent.some((text) => withoutChunks(text).split("\x1f\x8b\x08").length > 2);
    },
  },
  {
    reason: "the runtime reads at most 100 fields",
    over: "fetch",
    applies: ({ came }) => came.includes("message head is too large"),
  },
];

/** Whether the line of a status has a control character. */
function hasControl(text: string): boolean {
  // A lone CR does not end it; an interim answer may stand before.
  const lines = text.match(/(?:^|(?<=\n))HTTP\/[^\n]*?(?=\r?\n|$)/g) ?? [];
  return lines.some((line) =>
    [...line].some((character) => character < " " || character === "\x7f")
  );
}

/** An answer without the sizes of chunks, which may stand within what is looked for. */
function withoutChunks(text: string): string {
  return text.replace(/\r\n[0-9a-f]+(?:;[^\r\n]*)?\r\n/gi, "");
}
