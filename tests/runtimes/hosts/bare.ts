/**
 * Takes from Deno what its hosts need not have; loaded before anything else (`--preload`).
 *
 * @module
 */

/** What a host may be without. */
const ABSENT: readonly string[] = [
  "connect",
  "connectTls",
  "createHttpClient",
  "lstat",
  "mkdir",
  "open",
  "openKv",
  "permissions",
  "readTextFile",
  "readTextFileSync",
  "realPath",
  "refTimer",
  "remove",
  "rename",
  "startTls",
  "stat",
  "telemetry",
  "unrefTimer",
  "writeTextFile",
];

for (const name of ABSENT) Reflect.deleteProperty(Deno, name);
