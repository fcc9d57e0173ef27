/**
 * Says how many lines of `src` the last test run with `--coverage=.coverage` ran, and lists the others.
 *
 * ```sh
 * deno test -A --doc --clean --coverage=.coverage --coverage-raw-data-only
 * deno run -A tests/coverage.ts
 * ```
 *
 * It ends with 1 where less than 95 % were run, or where no test loads a file. A process that a test starts counts if
 * it is Deno and ends by itself.
 *
 * @module
 */

/** What of one file was run. */
export interface FileCoverage {
  /** The path in the repository. */
  readonly path: string;
  /** How many lines there are that can run. */
  readonly lines: number;
  /** Those that no test ran, in order. */
  readonly missing: readonly number[];
}

/** What is printed, and whether it is enough. */
export interface Verdict {
  readonly text: string;
  readonly enough: boolean;
}

/** The least share of lines that tests must run, in percent. */
const LEAST = 97;

/** Reads the files below `folder` (a URL that ends with `/`) from a report in lcov's format. */
export function readLcov(report: string, folder: string): FileCoverage[] {
  return report.split("end_of_record").flatMap((record) => {
    const url = /^SF:(.+)$/m.exec(record)?.[1]?.replace(/^\//, "file:///") ?? "";
    if (!url.startsWith(`${folder}src/`)) return [];
    const counts = [...record.matchAll(/^DA:(\d+),(\d+)/gm)];
    const missing = counts.filter(([, , count]) => Number(count) === 0);
    return [{
      path: url.slice(folder.length),
      lines: counts.length,
      missing: missing.map(([, line]) => Number(line)),
    }];
  });
}

/** Judges what was run; `sources` are all files by their path, for those that no test loads. */
export function judge(
  files: readonly FileCoverage[],
  sources: ReadonlyMap<string, string>,
): Verdict {
  const seen = new Set(files.map(({ path }) => path));
  const unseen = [...sources].filter(([path, text]) =>
    path.startsWith("src/") && !seen.has(path) && canRun(text)
  ).map(([path]) => path);
  const lines = files.reduce((sum, file) => sum + file.lines, 0);
  const missing = files.reduce((sum, file) => sum + file.missing.length, 0);
  const share = lines === 0 ? 0 : (1 - missing / lines) * 100;
  const gaps = files.filter((file) => file.missing.length > 0)
    .toSorted((a, b) => b.missing.length - a.missing.length);
  return {
    text: [
      ...gaps.map((file) => `${file.path}: ${toRanges(file.missing)}`),
      ...unseen.map((path) => `${path}: loaded by no test`),
      // Rounded down: 94.99 is no 95.
      `${
        Math.floor(share * 10) / 10
      } % of ${lines} lines of src are run by tests, ${missing} are not`,
    ].join("\n"),
    enough: share >= LEAST && unseen.length === 0,
  };
}

/** A file of types alone is never loaded. */
function canRun(text: string): boolean {
  return /^export (?!type\b|interface\b)/m.test(text);
}

/** `[1, 2, 3, 7]` → `1-3 7`. */
function toRanges(lines: readonly number[]): string {
  const ranges: { from: number; to: number }[] = [];
  for (const line of lines) {
    const last = ranges.at(-1);
    if (last !== undefined && line === last.to + 1) last.to = line;
    else ranges.push({ from: line, to: line });
  }
  return ranges.map(({ from, to }) => from === to ? `${from}` : `${from}-${to}`).join(" ");
}

async function main(): Promise<number> {
  const { sources } = await import("./sources.ts");
  const root = new URL("../", import.meta.url);
  const command = new Deno.Command(Deno.execPath(), {
    args: ["coverage", ".coverage", "--lcov"],
    cwd: root,
  });
  // On success it only speaks of temporary files that are gone.
  const { success, stdout, stderr } = await command.output();
  if (!success) {
    console.error(new TextDecoder().decode(stderr));
    return 1;
  }
  const { text, enough } = judge(readLcov(new TextDecoder().decode(stdout), root.href), sources);
  console.log(text);
  if (!enough) console.error(`Cannot be content: at least ${LEAST} % must be run`);
  return enough ? 0 : 1;
}

if (import.meta.main) Deno.exit(await main());
