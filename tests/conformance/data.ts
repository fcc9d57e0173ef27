import { test } from "../checked.ts";

/** Public test data stands beside the project, or where `CONFORMANCE_DATA` points; it is not part of the project. */
const root: URL | string = Deno.env.get("CONFORMANCE_DATA") ??
  new URL("../../../shared/conformance/", import.meta.url);

/** Gives the path of a file of the data, for example `cookies/psl/tests.txt`. */
export function dataPath(name: string): URL | string {
  return root instanceof URL ? new URL(name, root) : `${root}/${name}`;
}

/** Whether the data is there. */
export const hasData: boolean = exists(dataPath("README.md"));

function exists(path: URL | string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** Reads a file of the data as text. */
export function readData(name: string): string {
  return Deno.readTextFileSync(dataPath(name));
}

/** Reads a file of the data as JSON; the caller's type says what the file's NOTE says. */
export function readJson<T>(name: string): T {
  return JSON.parse(readData(name));
}

/** Registers a test over the data, which is reported as ignored where the data is absent. */
export function conformanceTest(
  name: string,
  fn: (t: Deno.TestContext) => void | Promise<void>,
): void {
  test(name, fn, { ignore: !hasData });
}
