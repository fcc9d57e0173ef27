/**
 * The request that the command line asks for, with what a session adds.
 *
 * @module
 */

import { type HeaderRecord, mergeHeaders } from "../../core/request/headers.ts";
import type { RequestOptions } from "../../options.ts";
import type { Command } from "../command/arguments.ts";
import { completeCredentials, type KnownCredentials, toAuth } from "./auth.ts";
import { type OpenedBody, readValues } from "./body.ts";
import { toTimeout } from "./connection.ts";
import type { Io } from "../io.ts";
import type { Session } from "./session.ts";
import type { Pair } from "../command/values.ts";

/** What is sent. */
export interface UploadBody {
  /** The method. */
  readonly method: string;
  /** Where to. */
  readonly url: string;
  /** Headers, those of the body and of a session included. */
  readonly headers: readonly Pair[];
  /** Headers that are left out. */
  readonly removed: readonly string[];
  /** The headers that were said, which a session keeps. */
  readonly said: readonly Pair[];
  /** Query parameters. */
  readonly params: readonly Pair[];
  /** The body. */
  readonly body: OpenedBody;
  /** Who is asking. */
  readonly credentials: KnownCredentials | undefined;
}

/** From what a request is made. */
export interface OutgoingSources {
  /** The body. */
  readonly body: OpenedBody;
  /** The session. */
  readonly session: Session | undefined;
  /** Asks for a password. */
  readonly io: Io;
}

/**
 * Puts the request together.
 *
 * @throws {UsageError} If a file cannot be read, or a password is missing.
 */
export async function toOutgoing(
  command: Command,
  { body, session, io }: OutgoingSources,
): Promise<UploadBody> {
  const headers = await readValues(command.headers);
  const params = await readValues(command.params);
  const { credentials, url } = command;
  const said = headers.flatMap(([name, value]): Pair[] => value === null ? [] : [[name, value]]);
  const removed = headers.flatMap(([name, value]) => value === null ? [name.toLowerCase()] : [])
    .filter((name) => !said.some(([other]) => isSame(name, other)));
  const isMentioned = (name: string) => headers.some(([other]) => isSame(name, other));
  const added = [
    ...session?.headers ?? [],
    ...Object.entries({ "accept": body.accept, "content-type": body.contentType })
      .flatMap(([name, value]): Pair[] => value === undefined ? [] : [[name, value]])
      .filter(([name]) => !session?.headers.some(([other]) => isSame(name, other))),
  ];
  return {
    method: command.isGuessed && body.options ? "POST" : command.method,
    url,
    headers: [...said, ...added.filter(([name]) => !isMentioned(name))],
    removed,
    said,
    params: params.map(([name, value]): Pair => [name, value ?? ""]),
    body,
    credentials: credentials && await completeCredentials(credentials, { url, io }),
  };
}

function isSame(name: string, other: string): boolean {
  return name.toLowerCase() === other.toLowerCase();
}

/** Gives the options of the request. */
export async function toRequestOptions(
  outgoing: UploadBody,
  { command, session }: { readonly command: Command; readonly session: Session | undefined },
): Promise<RequestOptions> {
  const { params, body, credentials, url } = outgoing;
  const known = credentials ?? session?.credentials;
  const { connection } = command;
  // Of a URL with a user name no other file is asked.
  const isNobody = command.ignoreNetrc && !URL.parse(url)?.username;
  return {
    ...body.options,
    headers: toHeaders(outgoing),
    params,
    cookies: command.cookies.length ? command.cookies : undefined,
    auth: known ? await toAuth(known) : isNobody ? null : undefined,
    timeout: toTimeout(connection),
    followRedirects: connection.follow,
    maxRedirects: connection.maxRedirects,
    retries: connection.retries,
  };
}

/** Several of a name become one, as the client joins them; `null` leaves a default one out. */
function toHeaders({ headers, removed }: UploadBody): Record<string, string | null> {
  const record: HeaderRecord = {};
  mergeHeaders(record, headers);
  return { ...record, ...Object.fromEntries(removed.map((name) => [name, null])) };
}
