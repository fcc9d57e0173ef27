/**
 * Starts real proxies on free ports of 127.0.0.1: squid, tinyproxy, dante, microsocks and haproxy.
 *
 * @module
 */

import { danted, haproxy, microsocks, type PathProgram, squid, tinyproxy } from "./programs.ts";
import { freePort, type RunningServer, startServer } from "./servers.ts";

/** Whom a proxy lets in. */
export interface ProxyUsers {
  /** With it, only the user `ferry` with the password `secret`. */
  readonly withAuth?: boolean;
}

/** Writes a configuration into a folder of its own and starts a program with it. */
async function startWithConfig(
  program: PathProgram,
  config: string,
  plan: {
    readonly port: number;
    readonly args: (file: string) => readonly string[];
    readonly files?: Readonly<Record<string, string>>;
    readonly stopSignal?: Deno.Signal;
  },
): Promise<RunningServer> {
  const directory = await Deno.makeTempDir({ prefix: `ferry-${program.name}-` });
  // Squid gives up being root and reads its files as somebody else.
  await Deno.chmod(directory, 0o755);
  const file = `${directory}/proxy.conf`;
  for (const [name, text] of Object.entries(plan.files ?? {})) {
    await Deno.writeTextFile(`${directory}/${name}`, text);
  }
  await Deno.writeTextFile(file, config.replaceAll("DIRECTORY", directory));
  const { port, stopSignal = "SIGTERM" } = plan;
  const args = plan.args(file);
  return await startServer({ command: program.path(), args, port, directory, stopSignal });
}

/** What Debian's squid ships to read a password file. */
const ncsaAuth = "/usr/lib/squid/basic_ncsa_auth";

/** `secret`, as `openssl passwd -apr1` writes it. */
const password = "ferry:$apr1$ferry$f.Je6.sesVf4TjetnBWXY.\n";

/** Starts squid, an HTTP proxy that keeps nothing. */
export function startSquid({ withAuth = false }: ProxyUsers = {}): Promise<RunningServer> {
  const port = freePort();
  const rules = withAuth
    ? `auth_param basic program ${ncsaAuth} DIRECTORY/passwords
auth_param basic children 1
auth_param basic realm squid
acl known proxy_auth REQUIRED
http_access allow known
http_access deny all`
    : `acl forbidden dstdomain forbidden.test
http_access deny forbidden
http_access allow all`;
  const config = `http_port 127.0.0.1:${port}
pid_filename none
access_log none
cache_log /dev/null
cache deny all
cache_mem 0 MB
coredump_dir none
pinger_enable off
max_filedescriptors 256
shutdown_lifetime 0 seconds
visible_hostname ferry
${rules}
`;
  return startWithConfig(squid, config, {
    port,
    // The name is that of its shared memory, which two of them must not have in common.
    args: (file) => ["-N", "-d1", "-n", `ferry${port}`, "-f", file],
    files: { passwords: password },
    stopSignal: "SIGINT",
  });
}

/** Starts tinyproxy, an HTTP proxy. */
export function startTinyproxy({ withAuth = false }: ProxyUsers = {}): Promise<RunningServer> {
  const port = freePort();
  const config = `Port ${port}
Listen 127.0.0.1
Allow 127.0.0.1
Timeout 10
LogLevel Error
${withAuth ? "BasicAuth ferry secret" : ""}
`;
  return startWithConfig(tinyproxy, config, { port, args: (file) => ["-d", "-c", file] });
}

/** Starts dante, a SOCKS5 proxy that connects to 127.0.0.1 only, and not to its port 9. */
export function startDante(): Promise<RunningServer> {
  const port = freePort();
  const config = `logoutput: stderr
internal: 127.0.0.1 port = ${port}
external: 127.0.0.1
clientmethod: none
socksmethod: none
client pass { from: 127.0.0.1/32 to: 0.0.0.0/0 }
socks block { from: 127.0.0.1/32 to: 0.0.0.0/0 port = 9 }
socks pass { from: 127.0.0.1/32 to: 127.0.0.1/32 command: connect }
socks pass { from: 127.0.0.1/32 to: localhost command: connect }
`;
  return startWithConfig(danted, config, {
    port,
    args: (file) => ["-N", "1", "-f", file, "-p", `${file}.pid`],
  });
}

/** Starts microsocks, a SOCKS5 proxy. */
export function startMicrosocks({ withAuth = false }: ProxyUsers = {}): Promise<RunningServer> {
  const port = freePort();
  const users = withAuth ? ["-u", "ferry", "-P", "secret"] : [];
  return startServer({
    command: microsocks.path(),
    args: ["-i", "127.0.0.1", "-p", String(port), ...users],
    port,
  });
}

/** Starts haproxy before a server; `rules` stand in its frontend. */
export function startHaproxy(rules: string, backendPort: number): Promise<RunningServer> {
  const port = freePort();
  const config = `global
  maxconn 100
defaults
  mode http
  timeout client 5s
  timeout server 5s
  timeout connect 1s
  retries 0
frontend front
  bind 127.0.0.1:${port}
  ${rules.trim()}
  default_backend back
backend back
  server one 127.0.0.1:${backendPort}
`;
  return startWithConfig(haproxy, config, { port, args: (file) => ["-db", "-f", file] });
}
