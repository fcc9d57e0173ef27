/**
 * What a program may look at without that anybody is asked.
 *
 * @module
 */

/**
 * Tells whether Deno lets the program do something without asking. A host that has no permissions asks nobody: there it
 * may be tried.
 */
export function isGranted(descriptor: Deno.PermissionDescriptor): boolean {
  if (!("permissions" in Deno) || !("querySync" in Deno.permissions)) return true;
  return Deno.permissions.querySync(descriptor).state === "granted";
}

/** Variables of the environment, as far as they may be read without asking. */
export interface Variables {
  /** Tells whether a variable may be read. */
  mayRead(name: string): boolean;
  /** Gives a variable: `undefined` if it is not set, may not be read, or there is no environment. */
  read(name: string): string | undefined;
}

/** Opens the environment. Who may read all of it is asked once: each question takes longer than a read. */
export function openVariables(): Variables {
  if (typeof Deno !== "object") {
    return { mayRead: () => true, read: (name) => globalThis.process?.env?.[name] };
  }
  const isWhole = isGranted({ name: "env" });
  const mayRead = (variable: string) => isWhole || isGranted({ name: "env", variable });
  // Where Deno has none, node's would fail.
  const has = "env" in Deno;
  return { mayRead, read: (name) => has && mayRead(name) ? readNow(name) : undefined };
}

function readNow(name: string): string | undefined {
  try {
    return Deno.env.get(name);
  } catch {
    return undefined;
  }
}

/**
 * Tells whether there may be a file that a program may read without asking; a short call to the system, which nobody
 * waits for.
 *
 * @param path Where it would be.
 */
export function isReadable(path: string): boolean {
  if (typeof Deno !== "object") {
    return globalThis.process?.getBuiltinModule?.("node:fs").existsSync(path) ?? true;
  }
  if (!isGranted({ name: "read", path })) return false;
  try {
    return !("statSync" in Deno) || !Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
