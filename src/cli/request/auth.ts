/**
 * The credentials that the command line, or a session, names.
 *
 * @module
 */

import type { Auth } from "../../core/auth/auth.ts";
import { BasicAuth } from "../../core/auth/basic.ts";
import { BearerAuth } from "../../features/oauth2/bearer.ts";
import type { Credentials } from "../command/credentials.ts";
import type { Io } from "../io.ts";
import { UsageError } from "../usage_error.ts";

/** Credentials of which nothing is missing. */
export type KnownCredentials =
  | {
    readonly kind: "basic" | "digest";
    readonly user: string;
    readonly password: string;
  }
  | { readonly kind: "bearer"; readonly token: string }
  | { readonly kind: "netrc" };

/**
 * Asks for a password that was not said.
 *
 * @throws {UsageError} If there is nobody to ask.
 */
export async function completeCredentials(
  credentials: Credentials,
  { url, io }: { readonly url: string; readonly io: Io },
): Promise<KnownCredentials> {
  if (credentials.kind === "bearer" || credentials.kind === "netrc") return credentials;
  const { kind, user } = credentials;
  const host = URL.parse(url)?.host ?? "the server";
  const password = credentials.password ?? await io.askSecret?.(`Password of ${user} at ${host}`);
  if (password !== undefined) return { kind, user, password };
  throw new UsageError(
    "Cannot use --auth: write USER:PASSWORD, there is no terminal to ask for the password",
  );
}

/** Makes what signs requests. */
export async function toAuth(credentials: KnownCredentials): Promise<Auth> {
  switch (credentials.kind) {
    case "basic":
      return new BasicAuth(credentials.user, credentials.password);
    case "bearer":
      return new BearerAuth(credentials.token);
    case "digest": {
      const { DigestAuth } = await import("../../features/digest/digest.ts");
      return new DigestAuth(credentials.user, credentials.password);
    }
    case "netrc": {
      const { NetrcAuth } = await import("../../features/netrc/netrc.ts");
      return new NetrcAuth();
    }
  }
}
