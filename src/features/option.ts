/**
 * One option of a feature: its name, who may say it, and how it is settled.
 *
 * @module
 */

import type { AnyOption, OptionScope } from "../core/options/option.ts";
import type { Settings } from "../core/options/settings.ts";

/** What makes an option. */
export interface OptionRule<Given, Settled> {
  /** Its name. */
  readonly name: string;
  /** Who may say it. */
  readonly by: OptionScope;
  /** What holds where nobody says anything. */
  readonly initial: Settled;
  /** Takes it from what was said. */
  readonly pick: (options: object) => Given | undefined;
  /**
   * Settles what was said.
   *
   * @param given What was said; never `undefined`.
   * @param base What holds otherwise: the client's, or that of the client that is extended.
   * @throws {TypeError} If it is of the wrong type.
   * @throws {RangeError} If it is out of range.
   */
  readonly settle: (given: Given, base: Settled) => Settled;
}

/**
 * An option that a feature adds: what was said of a client or of a request is kept beside its settings, and who asks
 * gets what holds for them.
 */
export class Option<Given, Settled> implements AnyOption {
  readonly #rule: OptionRule<Given, Settled>;
  readonly #settled = new WeakMap<Settings, { readonly value: Settled }>();

  /** Makes an option. */
  constructor(rule: OptionRule<Given, Settled>) {
    this.#rule = rule;
  }

  get name(): string {
    return this.#rule.name;
  }

  get by(): OptionScope {
    return this.#rule.by;
  }

  settle(options: object, settings: Settings): void {
    const given = this.#rule.pick(options);
    if (given === undefined) return;
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

/** An option that a feature reads itself. */
export function nameOption(name: string, by: OptionScope): AnyOption {
  return { name, by, settle() {} };
}
