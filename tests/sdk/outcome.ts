/**
 * What came of a call of an SDK, in a form that can be compared.
 *
 * @module
 */

/** What an SDK is asked, one name a thing; each gives what can be written as JSON. */
export type Tasks = Readonly<Record<string, () => unknown>>;

/** Does one thing after the other: what each gave, or the classes and the status of its error. */
export async function outcomesOf(tasks: Tasks): Promise<Record<string, unknown>> {
  const all: Record<string, unknown> = {};
  for (const [name, task] of Object.entries(tasks)) {
    try {
      all[name] = (await task()) ?? null;
    } catch (error) {
      all[name] = describe(error);
    }
  }
  return all;
}

function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return { thrown: typeof error };
  const status = "status" in error ? error.status : undefined;
  const code = "code" in error ? error.code : undefined;
  return { classes: classesOf(error), name: error.name, status, code };
}

function classesOf(error: Error): readonly string[] {
  const names: string[] = [];
  for (
    let at = Object.getPrototypeOf(error);
    at && at !== Object.prototype;
    at = Object.getPrototypeOf(at)
  ) {
    names.push(at.constructor.name);
  }
  return names;
}

/** Gathers what comes, and whether it came piece by piece and not all at the end. */
export async function pieces(
  items: AsyncIterable<unknown>,
  pick: (item: unknown) => unknown = (item) => item,
): Promise<unknown> {
  const all: unknown[] = [];
  const times: number[] = [];
  for await (const item of items) {
    all.push(pick(item));
    times.push(performance.now());
  }
  return { all, isEarly: (times.at(-1) ?? 0) - (times[0] ?? 0) > 30 };
}
