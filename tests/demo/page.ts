/**
 * What the demo prints, and how it checks what it printed.
 *
 * @module
 */

import { assertEquals } from "@std/assert";

/** A section of the page. */
export interface Section {
  /** Its heading on the page. */
  readonly title: string;
  /** What is done in it. */
  readonly steps: (page: Page) => Promise<void>;
}

/** Where the two servers are. */
export interface Places {
  /** Stands for httpbin.org, api.github.com and example.com. */
  readonly base: string;
  /** Stands for another host. */
  readonly elsewhere: string;
}

/** A page under way. */
export class Page {
  readonly #places: Places;
  #steps = 0;

  constructor(places: Places) {
    this.#places = places;
  }

  /** The server's URL, without a slash at the end. */
  get base(): string {
    return this.#places.base;
  }

  /** The URL of another server. */
  get elsewhere(): string {
    return this.#places.elsewhere;
  }

  /** Begins a section. */
  heading(title: string): void {
    console.log(`\n## ${title}\n`);
  }

  /** Shows a line that gives nothing to look at. */
  line(code: string): void {
    console.log(`> ${code}`);
  }

  /** Shows a line and what it gives, and fails if that is not as the page says. */
  step<T>(code: string, actual: T, expected: T): void {
    this.line(code);
    console.log(indent(toText(actual)));
    assertEquals(actual, expected, code);
    this.#steps++;
  }

  /** Shows a line that throws, and fails if it does not throw that. */
  async fails(code: string, run: () => unknown, expected: Thrown): Promise<void> {
    this.line(code);
    const error = await caught(run);
    if (!(error instanceof expected.type) || !expected.words.test(error.message)) {
      throw new Error(`Cannot go on after ${code}: it gave ${Deno.inspect(error)}`);
    }
    console.log(indent(`${error.name}: ${error.message}`));
    this.#steps++;
  }

  /** Says that all went well. */
  end(sections: number): void {
    console.log(`\nAll ${this.#steps} steps in ${sections} sections did what the page says.`);
  }
}

/** An error that a line has to throw. */
export interface Thrown {
  /** Its class, or one above it. */
  readonly type: new (...parts: never[]) => Error;
  /** What its message says. */
  readonly words: RegExp;
}

async function caught(run: () => unknown): Promise<unknown> {
  try {
    await run();
  } catch (error) {
    return error;
  }
  return undefined;
}

function toText(value: unknown): string {
  if (typeof value === "string") return value.trimEnd();
  return Deno.inspect(value, { depth: 6, strAbbreviateSize: 100, iterableLimit: 10 });
}

function indent(text: string): string {
  return text.split("\n").map((line) => `  ${line}`).join("\n");
}
