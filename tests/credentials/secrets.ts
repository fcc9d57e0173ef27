/**
 * Every kind of credentials, as a caller gives it.
 *
 * @module
 */

import {
  type Auth,
  type AuthFlow,
  BasicAuth,
  BearerAuth,
  type Client,
  type ClientOptions,
  CookieJar,
  DigestAuth,
  OAuth2ClientCredentials,
  ProxyAuth,
  type RequestOptions,
} from "../../mod.ts";
import type { Column } from "./ways.ts";

/** What every secret has in it, in one of these forms. */
export const MARK = "s3cr3t";
const MARKS: readonly string[] = [MARK, btoa(`user:${MARK}`), 'username="user"'];

/** Where the OAuth client gets its token. */
export const TOKEN_URL = "http://token.example/token";

/** One kind of credentials. */
export interface Secret {
  readonly name: string;
  readonly column: Column;
  /** What is said of the call; `from` is what will be asked for. */
  readonly request?: (from: URL) => RequestOptions;
  /** What is said of the client. */
  readonly client?: (from: URL) => ClientOptions;
  /** What is done to the client. */
  readonly prepare?: (client: Client, from: URL) => void;
  /** What stands before the host. */
  readonly userinfo?: string;
  /** Whether the environment names a netrc file with it. */
  readonly isNetrc?: true;
  /** Whether it is for whoever asks for a digest. */
  readonly isDigest?: true;
}

class Flow implements Auth {
  async *flow(request: Request): AuthFlow {
    request.headers.set("x-signature", MARK);
    yield request;
  }
}

function sign(request: Request): void {
  request.headers.set("x-signature", MARK);
}

const AUTHS: Readonly<Record<string, () => RequestOptions["auth"]>> = {
  "a pair": () => ["user", MARK],
  "BasicAuth": () => new BasicAuth("user", MARK),
  "BearerAuth": () => new BearerAuth(MARK),
  "BearerAuth with a function": () => new BearerAuth(() => Promise.resolve(MARK)),
  "DigestAuth": () => new DigestAuth("user", MARK),
  "ProxyAuth": () => new ProxyAuth("user", MARK),
  "a function": () => sign,
  "a flow": () => new Flow(),
  "OAuth2ClientCredentials": () =>
    new OAuth2ClientCredentials({
      tokenUrl: TOKEN_URL,
      clientId: "user",
      clientSecret: "other",
    }),
};

const HEADERS: Readonly<Record<string, Column>> = {
  "authorization": "header",
  "cookie": "strict",
  "proxy-authorization": "strict",
  "x-api-key": "strict",
};

/** What `Set-Cookie` says, and which column that is. */
const SET_COOKIE: readonly (readonly [column: Column, header: string])[] = [
  ["jar", `sid=${MARK}`],
  ["domain", `sid=${MARK}; Domain=home.example`],
  ["secure", `sid=${MARK}; Secure`],
];

/** Only https may set a Secure cookie. */
function setCookie(jar: CookieJar, header: string, { host }: URL): void {
  jar.setCookie(header, `https://${host}/0`);
}

const sensitiveHeaders = ["X-Api-Key"];

/** What holds for one call. */
export const CALL_SECRETS: readonly Secret[] = [
  ...Object.entries(AUTHS).map(([name, auth]): Secret => ({
    name: `auth of the call: ${name}`,
    column: "option",
    request: () => ({ auth: auth() }),
    ...(name === "DigestAuth" && { isDigest: true }),
  })),
  { name: "userinfo of the URL", column: "option", userinfo: `user:${MARK}@` },
  ...Object.entries(HEADERS).map(([name, column]): Secret => ({
    ...{ name: `header of the call: ${name}`, column },
    client: () => ({ sensitiveHeaders }),
    request: () => ({ headers: { [name]: `a=${MARK}` } }),
  })),
  {
    name: "cookies of the call, a record",
    column: "cookies",
    request: () => ({ cookies: { sid: MARK } }),
  },
  {
    name: "cookies of the call, a jar without domains",
    column: "cookies",
    request: () => ({ cookies: new CookieJar({ sid: MARK }) }),
  },
  ...SET_COOKIE.map(([column, header]): Secret => ({
    name: `cookies of the call, a jar with ${header}`,
    column,
    request: (from) => {
      const cookies = new CookieJar();
      setCookie(cookies, header, from);
      return { cookies };
    },
  })),
];

/** What holds for all calls of a client. */
export const CLIENT_SECRETS: readonly Secret[] = [
  ...Object.entries(AUTHS).map(([name, auth]): Secret => ({
    name: `auth of the client: ${name}`,
    column: "option",
    client: () => ({ auth: auth() }),
    ...(name === "DigestAuth" && { isDigest: true }),
  })),
  {
    name: "userinfo of the baseUrl",
    column: "option",
    client: ({ protocol, host }) => ({ baseUrl: `${protocol}//user:${MARK}@${host}` }),
  },
  ...Object.entries(HEADERS).map(([name, column]): Secret => ({
    ...{ name: `header of the client: ${name}`, column },
    client: () => ({ sensitiveHeaders, headers: { [name]: `a=${MARK}` } }),
  })),
  {
    name: "cookies of the client, a record",
    column: "cookies",
    client: () => ({ cookies: { sid: MARK } }),
  },
  ...SET_COOKIE.map(([column, header]): Secret => ({
    name: `cookie of the client: ${header}`,
    column,
    prepare: (client, from) => setCookie(client.cookies, header, from),
  })),
  { name: "netrc", column: "netrc", isNetrc: true },
];

/** Tells whether a request carries a secret, in a header or in its URL. */
export function carries(request: Request): boolean {
  const texts = [request.url, ...[...request.headers].map(([, value]) => value)];
  return texts.some((text) => MARKS.some((mark) => text.includes(mark)));
}

/** Uses a netrc file at the place that the environment names, for hosts of these names. */
export async function withNetrc(
  content: string,
  use: (file: string) => Promise<void>,
): Promise<void> {
  const before = Deno.env.get("NETRC");
  const file = await Deno.makeTempFile({ prefix: "ferry-netrc-" });
  try {
    await Deno.writeTextFile(file, content);
    Deno.env.set("NETRC", file);
    await use(file);
  } finally {
    if (before === undefined) Deno.env.delete("NETRC");
    else Deno.env.set("NETRC", before);
    await Deno.remove(file);
  }
}

/** A netrc file with one host. */
export function toNetrc(host: string): string {
  return `machine ${host} login user password ${MARK}\n`;
}
