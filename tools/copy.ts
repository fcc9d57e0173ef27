/**
 * Copies a file, or a folder with all that is in it.
 *
 * @param from What to copy.
 * @param to Its new name.
 */
export async function copy(from: URL, to: URL): Promise<void> {
  const { isDirectory } = await Deno.stat(from);
  if (!isDirectory) return await Deno.copyFile(from, to);
  await Deno.mkdir(to, { recursive: true });
  for await (const { name } of Deno.readDir(from)) {
    await copy(new URL(name, `${from.href}/`), new URL(name, `${to.href}/`));
  }
}
