/**
 * The command for curl that does the same.
 *
 * @module
 */

import { writeCommand } from "../../features/curl/curl_command.ts";
import { quote } from "../../features/curl/shell.ts";
import type { Command } from "../command/arguments.ts";
import type { ConnectionPlan } from "../command/connection_plan.ts";
import type { TakenRequest } from "./offline.ts";
import type { UploadBody } from "../request/outgoing.ts";
import { REDACTED } from "../../core/secrets/names.ts";
import { redactUrl } from "../../core/secrets/urls.ts";

/**
 * Writes the command.
 *
 * @param taken The request as it would have been sent.
 * @param said What the command line said beside it.
 */
export function toCurlLine(
  { request, body }: TakenRequest,
  { command, outgoing }: { readonly command: Command; readonly outgoing: UploadBody },
): string {
  const { reveal } = command.show;
  const more = [
    ...followWords(command, request.method),
    ...connectionWords(command.connection, reveal),
    ...authWords(outgoing, reveal),
    ...saveWords(command),
  ];
  return writeCommand({
    method: request.method,
    url: request.url.href,
    headers: new Headers({ ...request.headers }),
    body,
    sensitive: reveal ? undefined : [],
    more: more.map((word) => /^[\w.,:/@%+=-]+$/.test(word) ? word : quote(word)),
  });
}

function followWords({ connection }: Command, method: string): string[] {
  const { follow, maxRedirects } = connection;
  if (!(follow ?? method !== "HEAD")) return [];
  return ["--location", ...(maxRedirects === undefined ? [] : ["--max-redirs", `${maxRedirects}`])];
}

function connectionWords(plan: ConnectionPlan, reveal: boolean): string[] {
  const option = (name: string, value: string | undefined) =>
    value === undefined ? [] : [name, value];
  const { resolve, family, proxy, retries, limitRate, verify, version } = plan;
  return [
    ...(verify === false ? ["--insecure"] : []),
    ...option("--cacert", typeof verify === "string" ? verify : undefined),
    ...option("--cert", plan.cert),
    ...option("--key", plan.key),
    ...option("--pass", plan.passphrase && (reveal ? plan.passphrase : REDACTED)),
    ...(proxy === "" ? ["--noproxy", "*"] : option("--proxy", proxy && hideIn(proxy, reveal))),
    ...option("--unix-socket", plan.unix),
    ...resolve.flatMap(({ host, port, addresses }) =>
      port === undefined ? [] : ["--resolve", `${host}:${port}:${addresses.join(",")}`]
    ),
    ...(family === undefined ? [] : [`--ipv${family}`]),
    ...(version === undefined ? [] : [version === "2" ? "--http2" : "--http1.1"]),
    ...option("--connect-timeout", seconds(plan.connectTimeout)),
    ...option("--max-time", seconds(plan.maxTime)),
    ...option("--retry", retries === undefined ? undefined : `${retries}`),
    ...option("--limit-rate", limitRate === undefined ? undefined : `${limitRate}`),
  ];
}

function hideIn(url: string, reveal: boolean): string {
  return reveal ? url : redactUrl(/:\/\//.test(url) ? url : `http://${url}`);
}

function seconds(ms: number | null | undefined): string | undefined {
  return ms === undefined || ms === null ? undefined : String(ms / 1_000);
}

/** Digest answers a challenge, which curl has to get by itself. */
function authWords({ credentials }: UploadBody, reveal: boolean): string[] {
  if (credentials?.kind !== "digest") return [];
  const { user, password } = credentials;
  return ["--digest", "--user", `${user}:${reveal ? password : REDACTED}`];
}

function saveWords({ save }: Command): string[] {
  if (save.kind === "file") {
    return ["--output", save.path, ...(save.resume ? ["--continue-at", "-"] : [])];
  }
  return save.kind === "named" ? ["--remote-name", "--remote-header-name"] : [];
}
