/** One option that is added to those of the core. */

import type { Settings } from "./settings.ts";

/** Who may say an option. */
export type OptionScope = "client" | "request" | "both";

/** One option: its name, who may say it, and how it is settled. */
export interface AnyOption {
  readonly name: string;
  readonly by: OptionScope;
  /** Checks and keeps what was said, if anything was. */
  settle(options: object, settings: Settings): void;
}
