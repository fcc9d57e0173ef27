/**
 * The packages beside which Ferry is measured, as the files of this folder name them.
 *
 * @module
 */

/** Gives the specifier of every package by its name: `npm:name@version`, say. */
export function readPins(): Map<string, string> {
  const pins = new Map<string, string>();
  for (const text of readSources(new URL(".", import.meta.url))) {
    for (const [specifier, name = ""] of text.matchAll(PIN)) pins.set(name, specifier);
  }
  return new Map([...pins].sort());
}

const PIN = /npm:([\w-]+)@\d[\w.-]*\w/g;

function* readSources(folder: URL): Iterable<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory) yield* readSources(new URL(`${name}/`, folder));
    // What draws the results is not measured.
    else if (name.endsWith(".ts") && name !== "plot.ts") {
      yield Deno.readTextFileSync(new URL(name, folder));
    }
  }
}
