/**
 * The options of the client that the command line asks for.
 *
 * @module
 */

import type { ClientOptions } from "../../options.ts";
import type {
  RecordedExchange,
  RecordedRequest,
  Recorder,
} from "../../features/recorder/recording.ts";
import type { Timeout } from "../../core/options/timeout.ts";
import type { Lookup } from "../../features/connection/lookup.ts";
import type { ConnectionPlan } from "../command/connection_plan.ts";
import { readText } from "./files.ts";
import type { Io } from "../io.ts";
import { UsageError } from "../usage_error.ts";

/** How a client connects. */
export type PathOptions = Pick<
  ClientOptions,
  "proxy" | "verify" | "cert" | "unix" | "http2" | "lookup"
>;

/**
 * Reads the files that are named, and gives the options of a client.
 *
 * @param plan What the command line said.
 * @param io Asks for the passphrase of a key.
 * @param names Resolves names.
 * @throws {UsageError} If a file cannot be read.
 */
export async function toPathOptions(
  plan: ConnectionPlan,
  { io, names }: { readonly io: Io; readonly names: Names },
): Promise<PathOptions> {
  const { verify, version, unix, proxy } = plan;
  return {
    proxy: proxy === "" ? null : proxy,
    verify: typeof verify === "string" ? await readText(verify) : verify,
    cert: await toCertificate(plan, io),
    unix,
    http2: version === undefined ? undefined : version === "2",
    lookup: plan.resolve.length > 0 || plan.family ? names.lookup : undefined,
  };
}

async function toCertificate(
  { cert, key, passphrase }: ConnectionPlan,
  io: Io,
): Promise<ClientOptions["cert"]> {
  if (cert === undefined) return undefined;
  const text = await readText(cert);
  const secret = key === undefined ? text : await readText(key);
  if (!/-----BEGIN [\w ]*PRIVATE KEY-----/.test(secret)) {
    const file = JSON.stringify(key ?? cert);
    throw new UsageError(`Cannot use --cert: there is no key in ${file}, --key names its file`);
  }
  const isEncrypted = /ENCRYPTED/.test(secret);
  const found = passphrase ?? (isEncrypted ? await askPassphrase(io) : undefined);
  return { cert: text, key: secret, ...(found !== undefined && { passphrase: found }) };
}

async function askPassphrase(io: Io): Promise<string> {
  const found = await io.askSecret?.("Passphrase of the key");
  if (found !== undefined) return found;
  throw new UsageError("Cannot use --cert: its key is encrypted, --passphrase opens it");
}

/** Gives the time limits. A number holds for each step, over any path. */
export function toTimeout(
  { timeout, connectTimeout, maxTime }: ConnectionPlan,
): Timeout | undefined {
  if (connectTimeout === undefined && maxTime === undefined) return timeout;
  return {
    ...(timeout !== undefined && { connect: timeout, read: timeout, write: timeout }),
    ...(connectTimeout !== undefined && { connect: connectTimeout }),
    ...(maxTime !== undefined && { total: maxTime }),
  };
}

/** Resolves names as `--resolve`, `-4` and `-6` say; it has to be told of each request, whose port it asks for. */
export class Names implements Recorder {
  readonly #plan: ConnectionPlan;
  #url: URL | undefined;

  /** Takes what the command line said. */
  constructor(plan: ConnectionPlan) {
    this.#plan = plan;
  }

  /** A request is about to be sent. */
  start({ url }: RecordedRequest): RecordedExchange {
    this.#url = url;
    return {};
  }

  /** Gives the addresses of a host. */
  get lookup(): Lookup {
    return async (host) => {
      const said = this.#plan.resolve.find((each) =>
        each.host === host.toLowerCase() &&
        (each.port === undefined || each.port === this.#portFor(host))
      );
      return said?.addresses ?? await lookUp(host, this.#plan.family);
    };
  }

  /** A proxy is asked for by its own name, and no port of it is known. */
  #portFor(host: string): number | undefined {
    const url = this.#url;
    if (url?.hostname !== host) return undefined;
    return Number(url.port) || (url.protocol === "https:" ? 443 : 80);
  }
}

async function lookUp(host: string, family: 4 | 6 | undefined): Promise<string[]> {
  const { lookup } = await import("node:dns/promises");
  const found = await lookup(host, { all: true, ...(family && { family }) });
  return found.map(({ address }) => address);
}
