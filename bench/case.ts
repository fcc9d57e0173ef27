/**
 * What a benchmark is: contenders that do the same work, each in a process of its own.
 *
 * @module
 */

/** One thing that is measured: a column of the table. */
export interface Measure {
  /** The head of the column, with its unit. */
  readonly title: string;
  /** Whether more of it is better, or less. */
  readonly better: "more" | "less";
  /** Whether it is also given as a ratio to the baseline of the same round. */
  readonly compared: boolean;
}

/** What a contender reached, by the keys of the case's measures; a key may be missing. */
export type Figures = Readonly<Record<string, number>>;

/** One turn of one contender. */
export interface Turn {
  /** One of the case's scenarios. */
  readonly scenario: string;
  /** The URL of the case's service, without a slash at the end; empty if it has none. */
  readonly url: string;
  /** About how many milliseconds to measure, after the warm-up. */
  readonly ms: number;
}

/** Does the work and says how fast it was. */
export type Contender = (turn: Turn) => Promise<Figures>;

/** A server that all contenders of a case use, in a process of its own. */
export interface Service extends AsyncDisposable {
  /** Without a slash at the end. */
  readonly url: string;
  /** The URLs of scenarios that have a server of their own. */
  readonly urls?: Readonly<Record<string, string>>;
  /** Variables of the environment that every turn gets. */
  readonly env?: Readonly<Record<string, string>>;
  /** What it is, for the report; empty if nothing listens. */
  readonly name: string;
}

/** A benchmark. */
export interface Case {
  /** A sentence for the report: what is done. */
  readonly about: string;
  /** The contender that the others are compared with. */
  readonly baseline: string;
  /** What is measured. */
  readonly measures: Readonly<Record<string, Measure>>;
  /** What is varied; each has a table of its own. */
  readonly scenarios: readonly string[];
  /** Who takes part. A contender loads what it needs itself, so that no other one is in its process. */
  readonly contenders: Readonly<Record<string, Contender>>;
  /** The most rounds of a scenario whose turns take long. */
  readonly rounds?: Readonly<Record<string, number>>;
  /** Starts what all of them talk to. */
  readonly serve?: () => Promise<Service>;
}
