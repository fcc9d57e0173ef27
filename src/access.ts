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

/**
 * Gives a variable of the environment, as far as it may be read without asking.
 *
 * @param name The variable.
 * @returns `undefined` if it is not set, may not be read, or there is no environment.
 */
export function readVariable(name: string): string | undefined {
  if (typeof Deno !== "object") return globalThis.process?.env?.[name];
  // Where Deno has none, node's would fail.
  if (!("env" in Deno) || !isGranted({ name: "env", variable: name })) return undefined;
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
