/**
 * What goes wrong with what is more than one request: credentials, pages, event streams, downloads.
 *
 * @module
 */

import { DigestAuth, NetrcAuth, OAuth2ClientCredentials } from "../../mod.ts";
import { toAnswer } from "../wire/scripted.ts";
import type { Row } from "./row.ts";
import type { World } from "./world.ts";

/** Gets with credentials that a netrc file is asked for. */
async function withNetrc(world: World, text: string): Promise<unknown> {
  const file = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(file, text);
    return await world.ask("", { auth: new NetrcAuth(file) });
  } finally {
    await Deno.remove(file);
  }
}

/** Gets with a token, for which the endpoint has this answer. */
async function withToken(world: World, answer: Uint8Array<ArrayBuffer>): Promise<unknown> {
  const { url } = await world.serve(answer);
  const auth = new OAuth2ClientCredentials({
    tokenUrl: `${url}/token`,
    clientId: "ferry",
    clientSecret: "secret",
  });
  return await world.get(url, { auth });
}

const CREDENTIALS: readonly Row[] = [
  {
    cause: "a challenge that makes no sense",
    name: "ProtocolError",
    phase: "auth",
    says: "the Digest challenge has no realm",
    fail: (world) =>
      world.ask(
        toAnswer("", { status: "401 Who", headers: ["WWW-Authenticate: Digest qop=odd"] }),
        { auth: new DigestAuth("user", "secret") },
      ),
  },
  {
    cause: "a challenge that wants a stream again",
    name: "BodyUsedError",
    phase: "write",
    platform: ["BodyUsedError", "BodyUsedError"],
    says: "a stream cannot be sent again: pass a function that opens the stream anew",
    fail: async (world) => {
      const headers = ['WWW-Authenticate: Digest realm="a", nonce="b", qop="auth"'];
      const { url } = await world.serve(toAnswer("", { status: "401 Who", headers }));
      const body = ReadableStream.from(["once"]).pipeThrough(new TextEncoderStream());
      return await world.client({ auth: new DigestAuth("user", "secret") }).put(url, { body });
    },
  },
  {
    cause: "a token endpoint that refuses",
    name: "StatusError",
    phase: "auth",
    says: "the server answered 401 at the token endpoint: invalid_client",
    fail: (world) =>
      withToken(world, toAnswer('{"error":"invalid_client"}', { status: "401 Who" })),
  },
  {
    cause: "a token endpoint that gives no token",
    name: "ProtocolError",
    phase: "auth",
    says: "the token endpoint answered 200 with …",
    fail: (world) => withToken(world, toAnswer("<p>hello</p>")),
  },
  {
    cause: "a netrc file that was named and is malformed",
    name: "HttpError",
    phase: "auth",
    says: "cannot parse …: … (line 1)",
    platform: ["SyntaxError", "SyntaxError"],
    fail: (world) => withNetrc(world, "machine a.test secret"),
  },
];

const PAGES: readonly Row[] = [
  {
    cause: "pages that go round in a circle",
    name: "HttpError",
    phase: "redirect",
    says: "the next page was there already",
    fail: async (world) => {
      const { url } = await world.serve(toAnswer("", { headers: ['Link: </>; rel="next"'] }));
      return await Array.fromAsync(world.client().paginate(`${url}/`));
    },
  },
  {
    cause: "an event stream that is none",
    name: "DecodeError",
    phase: "decode",
    says: "the answer is no event stream: its content type is text/html",
    fail: async (world) => {
      const { url } = await world.serve(toAnswer("", { headers: ["Content-Type: text/html"] }));
      return await Array.fromAsync(world.client().events(url));
    },
  },
  {
    cause: "an event with a line longer than `maxLineLength`",
    name: "DecodeError",
    phase: "decode",
    says: "…a line is longer than 9 UTF-16 units (maxLineLength)",
    fail: async (world) => {
      const headers = ["Content-Type: text/event-stream"];
      const { url } = await world.serve(toAnswer("data: 0123456789\n\n", { headers }));
      return await Array.fromAsync(world.client().events(url, { maxLineLength: 9 }));
    },
  },
];

const DOWNLOADS: readonly Row[] = [
  {
    cause: "a download with another digest",
    name: "IntegrityError",
    phase: "read",
    says: "its sha-256 is …, not …",
    fail: async (world) => {
      const { url } = await world.serve(toAnswer("ab"));
      const digest = { "sha-256": "00".repeat(32) };
      return await world.client().download(url, new WritableStream(), { digest });
    },
  },
  {
    cause: "a download into a folder that is not there",
    name: "FileError",
    phase: "read",
    says: "the file cannot be written to /no/such/a: the folder /no/such is not there",
    platform: ["NotFound", "NotFound"],
    fail: async (world) => {
      const { url } = await world.serve(toAnswer("ab"));
      return await world.client().download(url, "/no/such/a");
    },
  },
  {
    cause: "a download of another length",
    name: "IntegrityError",
    phase: "read",
    says: "the file has 2 bytes, not 3",
    fail: async (world) => {
      const { url } = await world.serve(toAnswer("ab"));
      return await world.client().download(url, new WritableStream(), { length: 3 });
    },
  },
  {
    cause: "a download into a stream, of a file that changed meanwhile",
    name: "StreamError",
    phase: "read",
    says: "the body broke off and cannot be gone on with: " +
      "what went into the stream is no longer current",
    fail: async (world) => {
      const head = 'HTTP/1.1 200 OK\r\nETag: "1"\r\nContent-Length: 10\r\n\r\n';
      const { url } = await world.serve([
        { send: `${head}abc`, endAfter: 20, end: "close" },
        toAnswer("other", { headers: ['ETag: "2"'] }),
      ]);
      return await world.client().download(url, new WritableStream(), { resumeDelay: 1 });
    },
  },
];

/** All of them. */
export const errands: readonly Row[] = [...CREDENTIALS, ...PAGES, ...DOWNLOADS];
