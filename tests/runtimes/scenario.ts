/**
 * A scenario: what a program does with the package, on any runtime.
 *
 * @module
 */

import type { Facts } from "./facts.ts";
import { findReason, type Need, type Platform } from "./platforms.ts";

/** What the main entry exports. */
export type Main = typeof import("../../mod.ts");

/** The names that every entry with a client has. */
export type Core = Pick<
  typeof import("../../core.ts"),
  "Client" | "FetchTransport" | "HttpResponse" | CoreError
>;

type CoreError =
  | "HttpError"
  | "InvalidUrlError"
  | "JsonDecodeError"
  | "NetworkError"
  | "PoolTimeoutError"
  | "ReadTimeoutError"
  | "ResponseTooLargeError"
  | "StatusError"
  | "TimeoutError"
  | "TooManyRedirectsError"
  | "TotalTimeoutError"
  | "TransportError"
  | "UnsupportedProtocolError";

/** The other entries. */
export interface Entries {
  readonly cache: typeof import("../../src/features/cache/mod.ts");
  readonly charset: typeof import("../../src/charset.ts");
  readonly core: typeof import("../../core.ts");
  readonly cookies: typeof import("../../src/features/cookie_stores/mod.ts");
  readonly decode: typeof import("../../src/features/decode/mod.ts");
  readonly files: typeof import("../../src/features/files/mod.ts");
  readonly har: typeof import("../../src/features/har/mod.ts");
  readonly main: Main;
  readonly psl: typeof import("../../src/features/cookie_stores/psl.ts");
  readonly socket: typeof import("../../src/transports/socket/mod.ts");
  readonly testing: typeof import("../../src/testing/mod.ts");
}

/** What came of a program. */
export interface Ran {
  /** The exit code. */
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The entries that have a client. */
export type ClientEntry = "main" | "core";

/** What a scenario is given. */
export interface Scene extends Omit<Entries, "core"> {
  /** The entry whose client is tried. */
  readonly core: Core;
  /** Where the servers are. */
  readonly facts: Facts;
  /** Where it runs. */
  readonly platform: Platform;
  /** Writes a file, where there are some. */
  readonly write: (path: string, text: string) => Promise<void>;
  /** Runs a program of its own, where that can be done. */
  readonly program: (script: string, env: Readonly<Record<string, string>>) => Promise<Ran>;
}

/** One scenario. */
export interface Scenario {
  readonly name: string;
  readonly run: (scene: Scene) => Promise<void> | void;
  /** What the runtime must be able to do. */
  readonly needs: readonly Need[];
  /** It is of those runtimes alone that lack this. */
  readonly without?: Need | undefined;
  /** Whether it asks for no name but those of {@link Core}. */
  readonly core: boolean;
}

/** Makes one for the main entry. */
export function main(
  name: string,
  run: (scene: Scene) => Promise<void> | void,
  ...needs: readonly Need[]
): Scenario {
  return { name, run, needs, core: false };
}

/** Makes one of what is said where a runtime lacks something. */
export function lacking(need: Need, scenario: Scenario): Scenario {
  return { ...scenario, without: need };
}

/** Makes one for every entry with a client. */
export function core(
  name: string,
  run: (scene: Pick<Scene, "core" | "facts" | "platform">) => Promise<void> | void,
  ...needs: readonly Need[]
): Scenario {
  return { name, run, needs, core: true };
}

/** How a scenario ended. */
export interface Outcome {
  readonly entry: ClientEntry;
  readonly name: string;
  readonly result: "passed" | "failed" | "skipped" | "beside the point";
  /** Why it failed, or could not run. */
  readonly why?: string;
}

/** The most milliseconds for one scenario. */
const LIMIT = 20_000;

/** Where a scenario runs. */
export type Place = Pick<Scene, "facts" | "platform" | "program" | "write"> & {
  readonly entries: Entries;
  /** The entry whose client is tried. */
  readonly entry: ClientEntry;
};

/** Runs one; never rejects. */
export async function runScenario(scenario: Scenario, place: Place): Promise<Outcome> {
  const { entries, entry, ...rest } = place;
  const scene: Scene = { ...entries, ...rest, core: entries[entry] };
  const outcome = await run(scenario, scene);
  return { entry, ...outcome };
}

async function run(scenario: Scenario, scene: Scene): Promise<Omit<Outcome, "entry">> {
  const { name } = scenario;
  const { without } = scenario;
  if (without !== undefined && scene.platform.lacks[without] === undefined) {
    return { name, result: "beside the point" };
  }
  const reason = findReason(scene.platform, scenario.needs);
  if (reason !== undefined) return { name, result: "skipped", why: reason };
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`not over within ${LIMIT} ms`)), LIMIT);
  try {
    await Promise.race([promise, (async () => await scenario.run(scene))()]);
    return { name, result: "passed" };
  } catch (error) {
    return { name, result: "failed", why: explain(error) };
  } finally {
    clearTimeout(timer);
  }
}

/** The colours of a terminal. */
const COLOR = new RegExp("\u001b\\[\\d+m", "g");

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : `\ncaused by ${explain(error.cause)}`;
  const { message, name, stack = "" } = error;
  const shown = stack.includes(message) ? stack : `${name}: ${message}\n${stack}`;
  return shown.replace(COLOR, "") + cause;
}
