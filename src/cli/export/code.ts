/**
 * The TypeScript that does the same with `@ferry/http`.
 *
 * @module
 */

import { REDACTED } from "../../core/secrets/names.ts";
import { isSecretHeader } from "../../fields/secret_headers.ts";
import { redactUrl } from "../../core/secrets/urls.ts";
import type { Command } from "../command/arguments.ts";
import { bodyMembers } from "./code_body.ts";
import { type Member, object, pairs, text } from "./code_text.ts";
import type { ConnectionPlan } from "../command/connection_plan.ts";
import { redact } from "../view/head.ts";
import type { UploadBody } from "../request/outgoing.ts";
import type { Pair } from "../command/values.ts";

/**
 * Writes a program.
 *
 * @param outgoing What would be sent.
 * @param command What else the command line said.
 */
export function toCode(outgoing: UploadBody, command: Command): string {
  const { reveal } = command.show;
  const names = new Set(["Client"]);
  const body = bodyMembers(command.body, outgoing.body, { reveal });
  const members = [
    ...params(outgoing, reveal),
    ...headers(outgoing, { reveal, implied: body.contentType }),
    ...pairs("cookies", command.cookies.map(([name, value]) => [name, hide(value, reveal)])),
    ...auth(outgoing, { reveal, names, ignoreNetrc: command.ignoreNetrc }),
    ...body.members,
    ...limits(command.connection),
  ];
  const client = clientMembers(command.connection, reveal);
  const call = toCall(outgoing, { members, save: command.save, reveal });
  return `import { ${[...names].sort().join(", ")} } from "@ferry/http";

using client = new Client(${client.length ? object(client) : ""});
${call}`;
}

interface CallParts {
  readonly members: readonly Member[];
  readonly save: Command["save"];
  readonly reveal: boolean;
}

const VERBS: readonly string[] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

function toCall({ method, url }: UploadBody, { members, save, reveal }: CallParts): string {
  const target = text(reveal ? url : redactUrl(url));
  const options = members.length ? `, ${object(members)}` : "";
  if (save.kind === "file" || save.kind === "named") {
    const path = text(save.kind === "file" ? save.path : "./");
    const rest = method === "GET" ? members : [["method", text(method)] as const, ...members];
    const how = rest.length ? `, ${object(rest)}` : "";
    return `const { path } = await client.download(${target}, ${path}${how});\nconsole.log(path);\n`;
  }
  const name = method.toUpperCase();
  const verb = VERBS.includes(name) ? `${name.toLowerCase()}(` : `request(${text(method)}, `;
  return `const response = await client.${verb}${target}${options});\n` +
    `console.log(await response.text());\n`;
}

function params({ params }: UploadBody, reveal: boolean): Member[] {
  return pairs(
    "params",
    params.map(([name, value]): Pair => {
      const shown = new URL(redactUrl(`http://h/?${new URLSearchParams([[name, value]])}`));
      return [name, reveal ? value : shown.searchParams.get(name) ?? REDACTED];
    }),
  );
}

function headers(
  { headers, removed }: UploadBody,
  { reveal, implied }: { readonly reveal: boolean; readonly implied: string | undefined },
): Member[] {
  const shown = joined(headers)
    .filter(([name, value]) => name !== "content-type" || value !== implied)
    .map(([name, value]): Member => [name, text(hideHeader(name, value, reveal))]);
  const members = [...shown, ...removed.map((name): Member => [name, "null"])];
  return members.length === 0 ? [] : [["headers", object(members)]];
}

/** Several of a name become one, as the client joins them. */
function joined(headers: readonly Pair[]): Pair[] {
  const values = new Map<string, Pair>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    const [first, before] = values.get(key) ?? [name];
    const comma = key === "cookie" ? "; " : ", ";
    values.set(key, [first, before === undefined ? value : before + comma + value]);
  }
  return [...values.values()];
}

function hideHeader(name: string, value: string, reveal: boolean): string {
  if (reveal) return value;
  return isSecretHeader(name) || /^(?:cookie|location)$/i.test(name) ? redact(name, value) : value;
}

function hide(value: string, reveal: boolean): string {
  return reveal ? value : REDACTED;
}

interface AuthParts {
  readonly reveal: boolean;
  readonly names: Set<string>;
  readonly ignoreNetrc: boolean;
}

function auth({ credentials }: UploadBody, { reveal, names, ignoreNetrc }: AuthParts): Member[] {
  switch (credentials?.kind) {
    case "basic": {
      const { user, password } = credentials;
      return [["auth", `[${text(user)}, ${text(hide(password, reveal))}]`]];
    }
    case "digest": {
      names.add("DigestAuth");
      const { user, password } = credentials;
      return [["auth", `new DigestAuth(${text(user)}, ${text(hide(password, reveal))})`]];
    }
    case "bearer":
      names.add("BearerAuth");
      return [["auth", `new BearerAuth(${text(hide(credentials.token, reveal))})`]];
    case "netrc":
      names.add("NetrcAuth");
      return [["auth", "new NetrcAuth()"]];
    default:
      return ignoreNetrc ? [["auth", "null"]] : [];
  }
}

function limits(plan: ConnectionPlan): Member[] {
  const { follow, maxRedirects, retries } = plan;
  return [
    ...timeout(plan),
    ...(follow === undefined ? [] : [["followRedirects", String(follow)] as const]),
    ...(maxRedirects === undefined ? [] : [["maxRedirects", String(maxRedirects)] as const]),
    ...(retries === undefined ? [] : [["retries", String(retries)] as const]),
  ];
}

function timeout({ timeout, connectTimeout, maxTime }: ConnectionPlan): Member[] {
  if (connectTimeout === undefined && maxTime === undefined) {
    return timeout === undefined ? [] : [["timeout", String(timeout)]];
  }
  const connect = connectTimeout === undefined ? timeout : connectTimeout;
  const parts = Object.entries({ connect, read: timeout, write: timeout, total: maxTime })
    .filter(([, ms]) => ms !== undefined)
    .map(([name, ms]): Member => [name, String(ms)]);
  return [["timeout", object(parts)]];
}

function clientMembers(plan: ConnectionPlan, reveal: boolean): Member[] {
  const { cert, key, passphrase, proxy, resolve, unix, verify, version } = plan;
  const file = (path: string) => `await Deno.readTextFile(${text(path)})`;
  const shownProxy = proxy === undefined || reveal ? proxy : redactUrl(proxy);
  const secret = passphrase === undefined ? [] : [
    ["passphrase", text(hide(passphrase, reveal))] as const,
  ];
  return [
    ...(verify === undefined
      ? []
      : [["verify", typeof verify === "string" ? file(verify) : String(verify)] as const]),
    ...(cert === undefined ? [] : [
      ["cert", object([["cert", file(cert)], ["key", file(key ?? cert)], ...secret])] as const,
    ]),
    ...(shownProxy === undefined
      ? []
      : [["proxy", shownProxy === "" ? "null" : text(shownProxy)] as const]),
    ...(unix === undefined ? [] : [["unix", text(unix)] as const]),
    ...(version === undefined ? [] : [["http2", String(version === "2")] as const]),
    ...(resolve.length === 0 ? [] : [["lookup", lookup(resolve)] as const]),
  ];
}

function lookup(resolve: ConnectionPlan["resolve"]): string {
  const known = object(resolve.map(({ host, addresses }) => [host, JSON.stringify(addresses)]));
  return `async (host) => (${known} as Record<string, string[]>)[host] ?? ` +
    `await Deno.resolveDns(host, "A")`;
}
