/**
 * Who is asking, as far as the command line says it.
 *
 * @module
 */

import type { Values } from "./parse.ts";
import { UsageError } from "../usage_error.ts";

/** Who is asking; a password that is `undefined` is asked for. */
export type Credentials =
  | {
    readonly kind: "basic" | "digest";
    readonly user: string;
    readonly password: string | undefined;
  }
  | { readonly kind: "bearer"; readonly token: string }
  | { readonly kind: "netrc" };

/**
 * Reads the options that tell who is asking.
 *
 * @throws {UsageError} If two of them contradict each other, or one is missing.
 */
export function toCredentials(values: Values): Credentials | undefined {
  const auth = values.text("auth");
  const bearer = values.text("bearer");
  const kind = toKind(values);
  if (auth !== undefined && bearer !== undefined) {
    throw new UsageError("Cannot send --auth together with --bearer");
  }
  if (bearer !== undefined) {
    if (kind === undefined || kind === "bearer") return { kind: "bearer", token: bearer };
    throw new UsageError(`Cannot send --bearer as ${kind}`);
  }
  if (kind === "netrc") {
    if (auth === undefined) return { kind };
    throw new UsageError("Cannot use --auth together with --auth-type netrc: it asks the file");
  }
  if (auth === undefined) {
    if (kind === undefined) return undefined;
    const option = values.has("digest") ? "--digest" : `--auth-type ${kind}`;
    throw new UsageError(`Cannot use ${option} without --auth`);
  }
  if (kind === "bearer") return { kind, token: auth };
  return { kind: kind ?? "basic", ...splitUser(auth) };
}

function toKind(values: Values): Credentials["kind"] | undefined {
  const type = values.text("auth-type");
  if (values.has("digest")) {
    if (type === undefined || type === "digest") return "digest";
    throw new UsageError(`Cannot use --digest together with --auth-type ${type}`);
  }
  if (type === "basic" || type === "digest" || type === "bearer" || type === "netrc") return type;
  return undefined;
}

function splitUser(auth: string): { user: string; password: string | undefined } {
  const colon = auth.indexOf(":");
  if (colon < 0) return { user: auth, password: undefined };
  return { user: auth.slice(0, colon), password: auth.slice(colon + 1) };
}
