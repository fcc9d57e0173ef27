/**
 * What the environment says of proxies and certificates: `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY` and
 * `SSL_CERT_FILE`.
 *
 * @module
 */

import { isGranted, openVariables, type Variables } from "../../access.ts";
import { type Exception, isExcepted, parseExceptions } from "./no_proxy.ts";
import type { EnvironmentFacts } from "./environment_facts.ts";

/** Gives a variable; `undefined` where it is not set. */
export type ReadVariable = (name: string) => string | undefined;

/** The variables that name proxies; each may also be written in lower case. */
const PROXIES = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] as const;

const VARIABLES: readonly string[] = [
  ...[...PROXIES, "NO_PROXY"].flatMap((name) => [name.toLowerCase(), name]),
  "REQUEST_METHOD",
];

/** What is known of the environment beside its proxies. */
export interface OtherFacts {
  /** PEM text of more certificate authorities. */
  readonly caCerts?: string | undefined;
  /** Whether the runtime traces what goes over its `fetch`. */
  readonly isTraced?: boolean | undefined;
}

/**
 * The proxies that the environment names.
 *
 * A name in lower case comes before the same in capitals, also where it is empty, which switches the proxy off. A
 * server hands the `Proxy` header of whoever asks to a CGI program as `HTTP_PROXY` (CVE-2016-5385), so that one is
 * ignored where `REQUEST_METHOD` is set.
 */
export class Environment implements EnvironmentFacts {
  readonly #proxies: Readonly<Record<string, string | undefined>>;
  readonly #exceptions: readonly Exception[];
  /** Whether a variable names a proxy, also one that is ignored here; `undefined` where none may be read. */
  readonly hasProxies: boolean | undefined;
  /** Whether a variable excepts hosts; `undefined` where none may be read. */
  readonly hasExceptions: boolean | undefined;
  /** Whether the runtime traces what goes over its `fetch`. */
  readonly isTraced: boolean;
  /** PEM text of the file that `SSL_CERT_FILE` names. */
  readonly caCerts: string | undefined;

  /**
   * Reads what there is.
   *
   * @param read Gives a variable; `undefined` if none may be read.
   * @param facts What stands in no variable that is read here.
   */
  constructor(read: ReadVariable | undefined, { caCerts, isTraced = false }: OtherFacts = {}) {
    const either = (name: string) => read?.(name.toLowerCase()) ?? read?.(name);
    const isCgi = Boolean(read?.("REQUEST_METHOD"));
    const all = either("ALL_PROXY");
    this.#proxies = {
      "http:": toProxy((isCgi ? read?.("http_proxy") : either("HTTP_PROXY")) ?? all),
      "https:": toProxy(either("HTTPS_PROXY") ?? all),
    };
    this.#exceptions = parseExceptions(either("NO_PROXY") ?? "");
    const isSet = (name: string) => Boolean(read?.(name.toLowerCase()) || read?.(name));
    this.hasProxies = read && PROXIES.some(isSet);
    this.hasExceptions = read && isSet("NO_PROXY");
    this.isTraced = isTraced;
    this.caCerts = caCerts;
  }

  /** The URLs of all proxies. */
  get proxies(): string[] {
    return Object.values(this.#proxies).filter((proxy) => proxy !== undefined);
  }

  /**
   * Gives the proxy for a URL.
   *
   * @param url Where a request goes.
   * @returns The proxy's URL; `undefined` if the request goes straight there.
   */
  proxyFor(url: URL): string | undefined {
    const proxy = this.#proxies[url.protocol];
    return proxy === undefined || isExcepted(url, this.#exceptions) ? undefined : proxy;
  }
}

/** Without a scheme it is an http proxy. */
function toProxy(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  if (!trimmed) return undefined;
  return /^[a-z][a-z\d+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`;
}

/** The port of a proxy that names none. */
const PORTS: Readonly<Record<string, string>> = {
  "https:": "443",
  "socks5:": "1080",
  "socks5h:": "1080",
};

/** What turns tracing on, and what tells of hosts that do so by themselves. */
const TRACING = ["OTEL_DENO", "DENO_DEPLOYMENT_ID", "DENO_DEPLOY"] as const;

/** Reads the environment of the program, as far as it may be read without asking. */
export function readEnvironment(): Environment {
  const variables = openVariables();
  const facts = { caCerts: readCaCerts(variables), isTraced: isTraced(variables) };
  if (typeof Deno !== "object") return new Environment(variables.read, facts);
  const isReadable = VARIABLES.every(variables.mayRead);
  const environment = new Environment(isReadable ? variables.read : undefined, facts);
  return environment.proxies.every(mayReach) ? environment : new Environment(undefined, facts);
}

/**
 * Telemetry that is off makes no span; nobody needs a permission to ask. But to ask loads all of it, which a program
 * would feel at its first request.
 */
function isTraced({ mayRead, read }: Variables): boolean {
  if (typeof Deno === "object" && TRACING.every((name) => mayRead(name) && !read(name))) {
    return false;
  }
  try {
    return Deno.telemetry.tracerProvider.getTracer("ferry").startSpan("").isRecording();
  } catch {
    return false;
  }
}

/** The runtime goes through its proxies without a permission for them; who may not is not told of them. */
function mayReach(proxy: string): boolean {
  const url = URL.parse(proxy);
  if (!url?.hostname) return true;
  const host = `${url.hostname}:${url.port || PORTS[url.protocol] || "80"}`;
  return isGranted({ name: "net", host });
}

/** A file that is not there, or holds no certificates, changes nothing. */
function readCaCerts({ read }: Variables): string | undefined {
  const path = read("SSL_CERT_FILE");
  if (!path) return undefined;
  if (typeof Deno === "object" && !isGranted({ name: "read", path })) return undefined;
  try {
    const text = readTextFileSync(path);
    return text?.includes("-----BEGIN CERTIFICATE-----") ? text : undefined;
  } catch {
    return undefined;
  }
}

function readTextFileSync(path: string): string | undefined {
  if (typeof Deno === "object" && "readTextFileSync" in Deno) return Deno.readTextFileSync(path);
  return globalThis.process?.getBuiltinModule?.("node:fs").readFileSync(path, "utf8");
}
