/**
 * Servers for the contenders, in processes of their own: nginx where it is installed, else one of Deno's.
 *
 * @module
 */

import { nginx } from "../tests/wire/programs.ts";
import { startNginx, startServer } from "../tests/wire/servers.ts";
import { freePort } from "../tests/wire/servers.ts";
import type { Service } from "./case.ts";
import { TRUSTED } from "./limits.ts";

/** Serves files by their names. */
export function serveFiles(files: Readonly<Record<string, string | Uint8Array>>): Promise<Service> {
  return nginx.installed() ? serveByNginx(files) : serveByDeno(files);
}

async function serveByNginx(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<Service> {
  const server = await startNginx({
    http: "sendfile on; tcp_nodelay on; keepalive_timeout 600s; keepalive_requests 100000000;" +
      "open_file_cache max=100; types { application/json json; text/plain txt; }",
    server: "location / {}",
    files,
  });
  return { ...server, name: nginxVersion() };
}

/** Serves files over TLS, by a certificate of the tests. Only nginx does. */
export async function serveSecure(files: Readonly<Record<string, string>>): Promise<Service> {
  const server = await startNginx({
    listen: "ssl",
    http: "sendfile on; tcp_nodelay on; keepalive_timeout 600s; keepalive_requests 100000000;" +
      "open_file_cache max=100; types { application/json json; }",
    server: ({ directory }) =>
      `ssl_certificate ${directory}/cert.pem; ssl_certificate_key ${directory}/key.pem; location / {}`,
    files: { ...files, "cert.pem": readPem("localhost.pem"), "key.pem": readPem("localhost.key") },
  });
  const env = { [TRUSTED]: new URL("ca.pem", CERTIFICATES).pathname };
  const url = server.url.replace("http:", "https:");
  return { ...server, url, env, name: `${nginxVersion()}, over TLS` };
}

const CERTIFICATES = new URL("../tests/transports/socket/certs/", import.meta.url);

function readPem(name: string): string {
  return Deno.readTextFileSync(new URL(name, CERTIFICATES));
}

/** Serves files that are compressed already; the name of each is its coding, or begins with it and `-`. Only nginx does. */
export async function serveCoded(files: Readonly<Record<string, Uint8Array>>): Promise<Service> {
  const locations = Object.keys(files).map((name) =>
    `location = /${name} { add_header Content-Encoding ${name.split("-", 1)[0]}; }`
  );
  const server = await startNginx({
    http: "sendfile on; keepalive_requests 100000000;",
    server: locations.join(" "),
    files,
  });
  return { ...server, name: nginxVersion() };
}

/** Serves files that may be kept for an hour. Only nginx does. */
export async function serveFresh(files: Readonly<Record<string, Uint8Array>>): Promise<Service> {
  const server = await startNginx({
    http: "sendfile on; tcp_nodelay on; keepalive_timeout 600s; keepalive_requests 100000000;",
    server: "location / { add_header Cache-Control max-age=3600; }",
    files,
  });
  return { ...server, name: nginxVersion() };
}

function nginxVersion(): string {
  const { stderr } = new Deno.Command(nginx.path(), { args: ["-v"] }).outputSync();
  return new TextDecoder().decode(stderr).trim().replace(/^nginx version: /, "");
}

/** Serves files by `Deno.serve`. */
export async function serveByDeno(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<Service> {
  const directory = await Deno.makeTempDir({ prefix: "ferry-bench-" });
  for (const [name, content] of Object.entries(files)) {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    await Deno.writeFile(`${directory}/${name}`, bytes);
  }
  const server = await startScript("file_server.ts", [directory], directory);
  return { ...server, name: "Deno.serve" };
}

/** Takes any number of requests with bodies and answers each with how many bytes it had. */
export async function serveSink(): Promise<Service> {
  const server = await startScript("sink.ts", []);
  return { ...server, name: "a TCP listener that counts bytes" };
}

/** Serves a file of so many bytes at `/BYTES`: from the memory of a process of ours, and from the disk by nginx. */
export async function serveLarge(
  sizes: readonly number[],
): Promise<{ readonly memory: Service; readonly disk: Service | undefined }> {
  const memory = { ...await startScript("large.ts", []), name: "a TCP listener" };
  if (!nginx.installed()) return { memory, disk: undefined };
  const server = await startNginx({ http: "sendfile on;", server: "location / {}" });
  for (const size of sizes) await writeLarge(`${server.directory}/${size}`, size);
  return { memory, disk: { ...server, name: nginxVersion() } };
}

async function writeLarge(path: string, size: number): Promise<void> {
  using file = await Deno.create(path);
  const block = new Uint8Array(2 ** 20).fill(0x61);
  for (let left = size; left > 0;) left -= await file.write(block.subarray(0, left));
}

/** The folder, if there is one, is removed at the end. */
async function startScript(script: string, args: readonly string[], directory?: string) {
  const port = freePort();
  const path = new URL(`servers/${script}`, import.meta.url).pathname;
  return await startServer({
    command: Deno.execPath(),
    args: ["run", "-A", "--no-check", path, String(port), ...args],
    port,
    ...(directory !== undefined && { directory }),
  });
}
