/**
 * One option of a feature: its name, who may say it, and how it is settled.
 *
 * @module
 */

import type { AnyOption, OptionScope } from "../core/options/option.ts";
import type { Settings } from "../core/options/settings.ts";
import type { ClientOptions, RequestOptions } from "../options.ts";

/** Where the type and the doc of each option stand. */
type Options = ClientOptions & RequestOptions;

/** What makes an option. */
export interface OptionRule<Name extends keyof Options, Settled> {
  /** Its name. */
  readonly name: Name;
  /** Who may say it. */
  readonly by: OptionScope;
  /** What holds where nobody says anything. */
  readonly initial: Settled;
  /**
   * Settles what was said.
   *
   * @param given What was said; never `undefined`.
   * @param base What holds otherwise: the client's, or that of the client that is extended.
   * @throws {TypeError} If it is of the wrong type.
   * @throws {RangeError} If it is out of range.
   */
  readonly settle: (given: Exclude<Options[Name], undefined>, base: Settled) => Settled;
}

/**
 * An option that a feature adds: what was said of a client or of a request is kept beside its settings, and who asks
 * gets what holds for them.
 */
export class Option<Name extends keyof Options, Settled> implements AnyOption {
  readonly #rule: OptionRule<Name, Settled>;
  readonly #settled = new WeakMap<Settings, { readonly value: Settled }>();

  /** Makes an option. */
  constructor(rule: OptionRule<Name, Settled>) {
    this.#rule = rule;
  }

  get name(): string {
    return this.#rule.name;
  }

  get by(): OptionScope {
    return this.#rule.by;
  }

  settle(options: Options, settings: Settings): void {
    const given = options[this.#rule.name];
    if (!isSaid(given)) return;
    const { base } = settings;
    const value = this.#rule.settle(given, base ? this.of(base) : this.#rule.initial);
    this.#settled.set(settings, { value });
  }

  /** Gives what holds. */
  of(settings: Settings | undefined): Settled {
    for (let at = settings; at; at = at.base) {
      const found = this.#settled.get(at);
      if (found) return found.value;
    }
    return this.#rule.initial;
  }
}

function isSaid<Given>(given: Given): given is Exclude<Given, undefined> {
  return given !== undefined;
}

/** An option that a feature reads itself. */
export function nameOption(name: keyof Options, by: OptionScope): AnyOption {
  return { name, by, settle() {} };
}
