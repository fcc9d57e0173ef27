/** The features of a client, and the one table of options that they and the core make. */

import { checkOptions } from "./options/checks.ts";
import type { Feature } from "./feature.ts";
import { findForeign, FOREIGN_NAMES, type ForeignNames } from "./options/foreign_names.ts";
import { suggest, suggestInCore } from "./options/suggestion.ts";
import type { AnyOption, OptionScope } from "./options/option.ts";
import { CORE_OPTIONS } from "./options/client_options.ts";
import type { BodySource } from "./request/prepared.ts";
import type { Settings } from "./options/settings.ts";

/** What owns options. */
export type Owner = "client" | "request";

/** A list of features. */
export class FeatureSet {
  readonly #features: readonly Feature[];
  readonly #foreign: ForeignNames | undefined;
  readonly #tables = new Map<Owner, Table>();
  #building: ReadonlySet<string> | undefined;

  /** Holds features, and what others call their options; without these it is the core alone. */
  constructor(features: readonly Feature[], foreign?: ForeignNames) {
    this.#features = features;
    this.#foreign = foreign;
  }

  [Symbol.iterator](): Iterator<Feature> {
    return this.#features[Symbol.iterator]();
  }

  /** Gives the names of everything that can be said of a client, of a request, or of a call that makes its client. */
  namesOf(owner: Owner | "call"): readonly string[] {
    if (owner === "call") return [...this.namesOf("request"), ...this.namesOf("client")];
    return Object.keys(this.#tableOf(owner).names);
  }

  /** Checks the names of options. @throws {TypeError} If they are no object, or one is unknown. */
  check(owner: Owner, options: unknown, more: readonly string[] = []): void {
    const { names } = this.#tableOf(owner);
    const known = more.length === 0
      ? names
      : { ...names, ...Object.fromEntries(more.map((name) => [name, true] as const)) };
    const explain = (name: string) => suggest(name, more) || this.#explain(owner, name);
    checkOptions(`a ${owner}`, options, known, explain);
  }

  /**
   * Settles the options of the features.
   *
   * @throws {TypeError} If one is of the wrong type.
   * @throws {RangeError} If one is out of range.
   */
  settle(owner: Owner, options: object, settings: Settings): void {
    for (const option of this.#tableOf(owner).options) option.settle(options, settings);
  }

  /** Splits options: what both may say is the request's. @throws {TypeError} If they are no object. */
  split(options: object): { readonly ofClient: object; readonly ofRequest: object } {
    const { names } = this.#tableOf("request");
    const known = { ...names, ...this.#tableOf("client").names };
    checkOptions("a call", options, known, (name) => this.#explain("call", name));
    const isOfRequest = ([name]: [string, unknown]) => Object.hasOwn(names, name);
    const entries = Object.entries(options);
    return {
      ofClient: Object.fromEntries(entries.filter((entry) => !isOfRequest(entry))),
      ofRequest: Object.fromEntries(entries.filter(isOfRequest)),
    };
  }

  /** Tells whether an option is one by which a request is built. */
  isBuilding(name: string): boolean {
    return (this.#building ??= this.#listBuilding()).has(name);
  }

  #listBuilding(): ReadonlySet<string> {
    const core = Object.entries(CORE_OPTIONS).filter(([, { builds }]) => builds);
    const added = this.#features.flatMap(({ options = [], toBody }) => toBody ? options : []);
    return new Set([...core.map(([name]) => name), ...added.map(({ name }) => name)]);
  }

  /** Gives the body of a feature, if one of them takes it. */
  toBody(options: object, contentType: string | undefined): BodySource | undefined {
    for (const { toBody } of this.#features) {
      const body = toBody?.(options, contentType);
      if (body) return body;
    }
    return undefined;
  }

  /** Ends the sentence about a name: by who else says it, or who may, or by how it is written. */
  #explain(owner: Owner | "call", name: string): string {
    const foreign = findForeign(name, [FOREIGN_NAMES, this.#foreign ?? {}]);
    if (foreign && /[ (]/.test(foreign)) return `: ${foreign}`;
    const meant = foreign ?? name;
    const [option = meant] = meant.split(".");
    const names = this.namesOf(owner);
    if (names.includes(option)) return ` (is ${meant} meant?)`;
    const by = this.#explainOwner(owner, option);
    return by ?? (this.#foreign ? suggest(name, names) : suggestInCore(name, names));
  }

  #explainOwner(owner: Owner | "call", option: string): string | undefined {
    if (owner === "request" && this.namesOf("client").includes(option)) {
      return `: ${option} is one of a client, new Client({ ${option} }) or client.extend({ ${option} })`;
    }
    if (owner === "client" && this.namesOf("request").includes(option)) {
      return `: ${option} is one of a request, such as client.post(url, { ${option} })`;
    }
    return undefined;
  }

  #tableOf(owner: Owner): Table {
    const known = this.#tables.get(owner);
    if (known) return known;
    const added = this.#features.flatMap(({ options = [] }) => options);
    const options = added.filter(({ by }) => isSaidBy(owner, by));
    const core = Object.entries(CORE_OPTIONS).filter(([, { by }]) => isSaidBy(owner, by));
    const names = [...core.map(([name]) => name), ...options.map(({ name }) => name)];
    const table = {
      options,
      names: Object.fromEntries(names.map((name) => [name, true] as const)),
    };
    this.#tables.set(owner, table);
    return table;
  }
}

interface Table {
  readonly names: Readonly<Record<string, true>>;
  readonly options: readonly AnyOption[];
}

function isSaidBy(owner: Owner, by: OptionScope): boolean {
  return by === "both" || by === owner;
}

/** The core alone. */
export const NO_FEATURES: FeatureSet = new FeatureSet([]);
