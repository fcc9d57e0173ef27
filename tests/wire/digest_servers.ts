/**
 * Real servers that ask for a digest: Apache and lighttpd, each on a free port of 127.0.0.1.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { apache, lighttpd } from "./programs.ts";
import { freePort, type RunningServer, startServer } from "./servers.ts";

/** Whoever is let in. */
export const USER = "Mufasa";
/** The password of {@link USER}. */
export const PASSWORD = "Circle of Life";

/** A line of an htdigest file; with `isHidden` the name is there as a hash, too (RFC 7616 section 3.4.4). */
export function toUserLine(realm: string, hash = "md5", isHidden = false): string {
  const digest = (text: string) => createHash(hash).update(text).digest("hex");
  const line = `${USER}:${realm}:${digest(`${USER}:${realm}:${PASSWORD}`)}`;
  return `${line}${isHidden ? `:${digest(`${USER}:${realm}`)}` : ""}\n`;
}

/**
 * Says who was let in, by which method, and what was in the body; read first, since servers may write all of it first.
 */
const ECHO = `#!/bin/sh
body=$(cat)
printf 'Content-Type: text/plain\\r\\n\\r\\n%s %s %s' "$REMOTE_USER" "$REQUEST_METHOD" "$body"
`;

/** A folder that a server may read which gives up the rights of root. */
async function makeFolder(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "ferry-digest-" });
  await Deno.chmod(folder, 0o755);
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(`${folder}/${name}`, text);
    await Deno.chmod(`${folder}/${name}`, 0o755);
  }
  return folder;
}

const APACHE_MODULES = [
  ...["mpm_prefork", "authn_core", "authn_file", "authz_core", "authz_user"],
  ...["auth_digest", "alias", "cgi"],
];

/** Starts Apache; each path asks for a digest with its own directives. */
export async function startApache(
  realm: string,
  paths: Readonly<Record<string, string>>,
): Promise<RunningServer> {
  const directory = await makeFolder({ users: toUserLine(realm), "echo.cgi": ECHO });
  const port = freePort();
  const locations = Object.entries(paths).map(([path, directives]) =>
    `ScriptAlias ${path} ${directory}/echo.cgi
<Location ${path}>
  AuthType Digest
  AuthName ${JSON.stringify(realm)}
  AuthDigestProvider file
  AuthUserFile ${directory}/users
  Require valid-user
  ${directives}
</Location>`
  );
  const modules = APACHE_MODULES.map((name) =>
    `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`
  );
  const config = `ServerName 127.0.0.1
Listen 127.0.0.1:${port}
DefaultRuntimeDir ${directory}
PidFile ${directory}/pid
ErrorLog /dev/stderr
KeepAliveTimeout 1
User www-data
Group www-data
${[...modules, ...locations].join("\n")}
`;
  await Deno.writeTextFile(`${directory}/apache.conf`, config);
  // In one process: the parent of several would end all of its process group with them, and so the test.
  const args = ["-X", "-d", directory, "-f", `${directory}/apache.conf`];
  return await startServer({ command: apache.path(), args, port, directory });
}

/** What a path of lighttpd asks for. */
export interface LighttpdPath {
  readonly realm: string;
  /** As lighttpd writes it: `SHA-256`, or several, as `SHA-256|MD5`. */
  readonly algorithm: string;
  /** Whether the user name is to be hashed. */
  readonly userhash?: boolean;
}

/** Starts lighttpd; the users of each realm are in `users`. */
export async function startLighttpd(
  users: string,
  paths: Readonly<Record<string, LighttpdPath>>,
): Promise<RunningServer> {
  const directory = await makeFolder({ users, "echo.cgi": ECHO });
  const port = freePort();
  const required = Object.entries(paths).map(([path, { realm, algorithm, userhash }]) =>
    `"${path}" => (
    "method" => "digest", "realm" => "${realm}", "require" => "valid-user",
    "algorithm" => "${algorithm}"${userhash ? ', "userhash" => "enable"' : ""}
  )`
  );
  const config = `server.document-root = "${directory}"
server.bind = "127.0.0.1"
server.port = ${port}
server.errorlog = "/dev/stderr"
server.modules = ( "mod_auth", "mod_authn_file", "mod_alias", "mod_cgi" )
auth.backend = "htdigest"
auth.backend.htdigest.userfile = "${directory}/users"
auth.require = ( ${required.join(",\n  ")} )
alias.url = ( ${
    Object.keys(paths).map((path) => `"${path}" => "${directory}/echo.cgi"`).join(", ")
  } )
cgi.assign = ( ".cgi" => "" )
`;
  await Deno.writeTextFile(`${directory}/lighttpd.conf`, config);
  const args = ["-D", "-f", `${directory}/lighttpd.conf`];
  return await startServer({ command: lighttpd.path(), args, port, directory });
}
