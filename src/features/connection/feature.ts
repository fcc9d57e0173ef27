/**
 * How a client connects, and which transport carries what: the options of its own path, and `mounts`.
 *
 * @module
 */

import { checkVersions } from "./versions.ts";
import { NetrcAuth } from "../netrc/netrc.ts";
import { checkFlag } from "../../core/options/checks.ts";
import type { Feature } from "../../core/feature.ts";
import type { ClientOptions } from "../../core/options/client_options.ts";
import { nameOption } from "../option.ts";
import type { Transport } from "../../core/fetch/transport.ts";
import { ClientRouter } from "./router.ts";
import { type MountOptions, Mounts } from "./mounts.ts";
import type { OwnOptions } from "./own_plan.ts";

/** Options of a client's own path, which a transport that is given knows nothing of. */
const PATH_OPTIONS = [
  "proxy",
  "verify",
  "cert",
  "unix",
  "localAddress",
  "http1",
  "http2",
  "lookup",
] as const;

/** What is said of connections. */
type ConnectionOptions = ClientOptions & OwnOptions & { readonly mounts?: MountOptions | null };

/** Proxies, certificates, versions, sockets and mounts. */
export const connection: Feature = {
  options: ([...PATH_OPTIONS, "trustEnv", "mounts"] as const).map((name) =>
    nameOption(name, "client")
  ),
  install: ({ options }) => {
    const own: ConnectionOptions = options;
    checkVersions(own);
    checkTransport(own);
    const router = new ClientRouter(own);
    return { router, extend: (more) => extendConnection(router, more) };
  },
};

/** Signs what nobody else signs with what a netrc file says, where the environment is trusted. */
export const netrc: Feature = {
  install: ({ options }) => {
    const { trustEnv }: ConnectionOptions = options;
    const isTrusted = trustEnv === undefined || checkFlag("trustEnv", trustEnv);
    return isTrusted ? { auth: new NetrcAuth() } : undefined;
  },
};

/** Names the first option of the own path that is said; `null` means what a transport has anyway, but for a proxy. */
function findPathOption(options: OwnOptions): string | undefined {
  return PATH_OPTIONS.find((name) =>
    name === "proxy" ? options.proxy !== undefined : (options[name] ?? undefined) !== undefined
  );
}

/**
 * Refuses options that a transport would not hear of: a pin would not be checked, a proxy not used.
 *
 * @throws {TypeError} If there is one beside a transport.
 */
function checkTransport(options: ConnectionOptions): void {
  const { transport } = options;
  if (transport === undefined || transport === null) return;
  const name = findPathOption(options);
  if (name === undefined) return;
  throw new TypeError(`Cannot use ${name} beside a transport: say it to the transport`);
}

/** A transport that is said anew takes the place of the whole path. */
function extendConnection({ mounts }: ClientRouter, more: ConnectionOptions): object {
  const left = PATH_OPTIONS.filter((name) => more.transport && more[name] === undefined);
  return {
    ...Object.fromEntries(left.map((name) => [name, undefined])),
    mounts: extendMounts(Object.fromEntries(mounts), more.mounts),
  };
}

function extendMounts(
  kept: Readonly<Record<string, Transport | null>>,
  more: MountOptions | null | undefined,
): MountOptions | null {
  if (more === undefined) return kept;
  return more && Object.fromEntries([...new Mounts(kept), ...new Mounts(more)]);
}
