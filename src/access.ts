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
  const isDeno = typeof Deno === "object" && "env" in Deno;
  try {
    if (!isDeno) return globalThis.process?.env?.[name];
    return isGranted({ name: "env", variable: name }) ? Deno.env.get(name) : undefined;
  } catch {
    return undefined;
  }
}
