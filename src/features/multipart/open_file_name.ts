/**
 * The name of a file that somebody has opened.
 *
 * @module
 */

/** What tells which file it is. */
interface FileId {
  readonly ino?: number | null | undefined;
  readonly dev?: number | undefined;
}

interface OpenFile {
  statSync(): FileId;
}

/**
 * Finds the name of an open file: on Linux, in a program that may do everything. Where anything is not allowed to it,
 * nothing is asked, since the runtime might ask the user.
 *
 * @param file A `Deno.FsFile`.
 * @returns `undefined` if it cannot be known.
 */
export function nameOfOpenFile(file: OpenFile): string | undefined {
  try {
    if (!("Deno" in globalThis) || Deno.build.os !== "linux" || !isAllPermitted()) return undefined;
    const { ino, dev } = file.statSync();
    for (const { name } of Deno.readDirSync(DESCRIPTORS)) {
      const path = pathOf(`${DESCRIPTORS}/${name}`, { ino, dev });
      if (path !== undefined) return toBaseName(path);
    }
  } catch {
    // It has no name then.
  }
  return undefined;
}

const DESCRIPTORS = "/proc/self/fd";

function isAllPermitted(): boolean {
  const names = ["read", "write", "net", "env", "run", "sys", "ffi"] as const;
  return names.every((name) => Deno.permissions.querySync({ name }).state === "granted");
}

/** A file that was deleted while it is open has no name any more. */
function pathOf(link: string, { ino, dev }: FileId): string | undefined {
  try {
    const found = Deno.statSync(link);
    if (found.ino !== ino || found.dev !== dev) return undefined;
    const path = Deno.readLinkSync(link);
    return path.endsWith(" (deleted)") ? undefined : path;
  } catch {
    return undefined; // The folder itself was open, and is closed again.
  }
}

/** Gives the last part of a path. */
export function toBaseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}
