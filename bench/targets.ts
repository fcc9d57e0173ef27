/**
 * How fast Ferry is to be.
 *
 * @module
 */

/** One bound on what a run measures. */
export interface Target {
  readonly case: string;
  readonly scenario: string;
  readonly contender: string;
  readonly measure: string;
  /**
   * What is bounded: the `figure` itself; its `ratio` to the case's baseline; the least of its ratios to several
   * contenders; or its ratio to the same contender in another scenario.
   */
  readonly of: "figure" | "ratio" | Others | OtherScenario;
  /** At least or at most; one of the two. Without it, the result is only told. */
  readonly bound?: { readonly least: number } | { readonly most: number };
  /** What it means, and the unit of a figure. */
  readonly words: string;
  /** The contender that shows what can be had: it does only what nobody can leave out. */
  readonly limit?: string;
}

/** Several contenders. */
export interface Others {
  readonly toEach: readonly string[];
}

/** Another scenario. */
export interface OtherScenario {
  readonly toScenario: string;
}

const ONE = "one at a time";
const FIFTY = "fifty at a time";
const MEMORY = "16 MiB from memory";
const NETWORK = "16 MiB from network";
const FEW = "header, 1,000 cookies on 100 domains";
const MANY = "header, 100,000 cookies on 10,000 domains";
const PEERS = {
  toEach: ["ky", "ofetch", "wretch", "axios", "got", "undici", "node:http"],
} as const;
const ALONE = { toEach: ["ferry's transport alone"] } as const;
const BY_HAND = "limit: sockets by hand";
const DUTIFUL = "limit: fetch, with the duties of a client";
const ZLIB = "limit: sockets by hand and node:zlib";
const CUT = "limit: cut by hand";
const PROCESSOR = "processor time to fetch";
const WHOLE = "time of a whole process to fetch";
const FIRST_LIMITS = [
  ["ferry", BY_HAND],
  ["ferry core", "limit: fetch, a class and a timer"],
] as const;

/**
 * All targets, in the order of the cases.
 *
 * That the cost of cookies and of the cache is flat and the semaphore like a linked list was asked for without a
 * figure; those bounds are what noise and caches leave of it.
 */
export const targets: readonly Target[] = [
  ...toRequests("requests", { [ONE]: 1.5, [FIFTY]: 1.8 }),
  ...toRequests("requests-https", { [ONE]: 1.5, [FIFTY]: 1.3 }),
  ...toRequests("requests-deno", { [ONE]: 1.5, [FIFTY]: 1.8 }),
  ...[ONE, FIFTY].flatMap((scenario) => [
    withLimit(
      DUTIFUL,
      toRatio(["requests", scenario, "ferry core", "rate"], { least: 0.8 }, "to fetch"),
    ),
    withLimit(
      DUTIFUL,
      toRatio(["requests", scenario, "ferry core", "cpu"], { most: 1.25 }, PROCESSOR),
    ),
    withLimit(
      BY_HAND,
      toRatio(
        ["requests-1mib", scenario, "ferry", "rate"],
        { least: 2 },
        "bodies a second to fetch",
      ),
    ),
  ]),
  ...[["ferry", BY_HAND] as const, ["ferry core", DUTIFUL] as const].flatMap(([
    contender,
    limit,
  ]): Target[] => [
    withLimit(
      limit,
      toFigure(
        ["one-request", "one request", contender, "promises"],
        { most: 45 },
        "promises that a request makes, where fetch made 37 when this was set",
      ),
    ),
    {
      case: "one-request",
      scenario: "one request",
      contender,
      measure: "heap",
      of: "figure",
      words: "KB that a request allocates in the heap",
      limit,
    },
  ]),
  ...FIRST_LIMITS.map(([contender, limit]) =>
    withLimit(
      limit,
      toRatio(
        ["first-request", "one request", contender, "wall"],
        { most: 1.15 },
        WHOLE,
      ),
    )
  ),
  ...[["ferry", 1] as const, ["ferry core", 0.6] as const].map(([contender, most]) =>
    withLimit(
      "limit: a class that extends Response",
      toRatio(["start-up", "one import", contender, "cpu"], { most }, "processor time to ky"),
    )
  ),
  toFigure(
    ["start-up", "one import", "ferry core", "size"],
    { most: 25 },
    "KB, minified and gzipped",
  ),
  ...toDecoding("lines", 2.2, "TextDecoderStream and TextLineStream"),
  ...toDecoding("ndjson", 2.4, "the streams of @std"),
  ...toDecoding("events", 2.2, "ServerSentEventParseStream"),
  toRatio(["bytes", NETWORK, "ferry", "speed"], { least: 1.6 }, "to Response.bytes()"),
  withLimit(
    BY_HAND,
    toRatio(["text", NETWORK, "ferry", "speed"], { least: 2 }, "to Response.text()"),
  ),
  ...[["bytes", "network"], ["text", "network"], ["text", "memory"], ["json", "network"], [
    "json",
    "memory",
  ]].map(([name = "", source]) =>
    toRatio(
      [name, `1 KiB from ${source}`, "ferry", "speed"],
      { least: 0.95 },
      source === "memory" ? "to the native method" : "to the native method, with the request",
    )
  ),
  ...[["gzip", 2] as const, ["br", 1.3] as const].map(([coding, least]) =>
    withLimit(
      ZLIB,
      toRatio(["decompression", coding, "ferry", "rate"], { least }, "to fetch"),
    )
  ),
  ...["deflate", "zstd"].map((coding) =>
    withLimit(
      ZLIB,
      toFigure(
        ["decompression", coding, "ferry", "rate"],
        { least: 1 },
        "MB/s: it is decoded at all, and right",
      ),
    )
  ),
  ...[
    "parse",
    "set",
    FEW,
    MANY,
    "header, 500 cookies on one domain",
  ].map((scenario) => {
    const target = toRatio(["cookies", scenario, "ferry", "rate"], { least: 5 }, "to tough-cookie");
    return scenario === "parse" ? withLimit("limit: a header by hand", target) : target;
  }),
  {
    ...toRatio(["cookies", MANY, "ferry", "rate"], { least: 0.5 }, "to 1,000 cookies: it is flat"),
    of: { toScenario: FEW },
  },
  toRatio(
    ["multipart", "64 MiB", "ferry over fetch", "speed"],
    { least: 2.3 },
    "to FormData over fetch",
  ),
  withLimit(
    BY_HAND,
    toRatio(
      ["multipart", "64 MiB", "ferry", "speed"],
      { least: 3.5 },
      "with Content-Length, over sockets, to FormData over fetch",
    ),
  ),
  ...["ferry", "ferry over fetch"].map((contender) =>
    toFigure(["multipart", "64 MiB", contender, "memory"], { most: 70 }, "peak MiB over the start")
  ),
  toRatio(
    ["semaphore", "uncontended", "ferry", "time"],
    { most: 0.5 },
    "to async-sema: synchronous when free",
  ),
  toRatio(
    ["semaphore", "100,000 wait", "ferry", "time"],
    { most: 1.05 },
    "to async-sema: of the class of linked lists",
  ),
  ...["1 GiB from memory", "1 GiB from nginx"].flatMap((scenario) => [
    withLimit(
      BY_HAND,
      toRatio(["download", scenario, "ferry", "speed"], { least: 2.5 }, "to a loop that writes"),
    ),
    toFigure(["download", scenario, "ferry", "memory"], { most: 40 }, "peak MiB over the start"),
  ]),
  toRatio(["cache", "1 KiB", "ferry", "rate"], { least: 5 }, "to a request to nginx"),
  {
    ...toRatio(
      ["cache", "1 KiB among 10,000", "ferry", "cpu"],
      { most: 1.2 },
      "processor time to 100: it is flat",
    ),
    of: { toScenario: "1 KiB among 100" },
  },
];

/** Gives the contenders that the targets of a scenario speak of, but for the baseline. */
export function namesOf(name: string, scenario: string): ReadonlySet<string> {
  const names = targets.filter((target) => target.case === name).flatMap((target) => {
    const { of, contender, limit = contender } = target;
    const others = typeof of === "object" && "toEach" in of ? of.toEach : [];
    const wanted = typeof of === "object" && "toScenario" in of ? [of.toScenario] : [];
    return [target.scenario, ...wanted].includes(scenario) ? [contender, limit, ...others] : [];
  });
  return new Set(names);
}

function withLimit(limit: string, target: Target): Target {
  return { ...target, limit };
}

type Bound = NonNullable<Target["bound"]>;

type Place = readonly [name: string, scenario: string, contender: string, measure: string];

function toRatio(
  [name, scenario, contender, measure]: Place,
  bound: Bound,
  words: string,
): Target {
  return { case: name, scenario, contender, measure, of: "ratio", bound, words };
}

function toFigure(place: Place, bound: Bound, words: string): Target {
  return { ...toRatio(place, bound, words), of: "figure" };
}

/** What a user gets who says nothing. */
function toRequests(name: string, least: Readonly<Record<string, number>>): Target[] {
  return Object.entries(least).flatMap(([scenario, rate]): Target[] => [
    withLimit(
      BY_HAND,
      toRatio([name, scenario, "ferry", "rate"], { least: rate }, "requests a second to fetch"),
    ),
    withLimit(BY_HAND, toRatio([name, scenario, "ferry", "cpu"], { most: 0.75 }, PROCESSOR)),
    {
      ...toRatio([name, scenario, "ferry", "rate"], { least: 0.9 }, "to its transport alone"),
      of: ALONE,
    },
    {
      ...toRatio([name, scenario, "ferry", "rate"], { least: 1 }, "to the fastest peer"),
      of: PEERS,
    },
  ]);
}

/** Items one by one from memory and over the network, and in batches. */
function toDecoding(name: string, least: number, peer: string): Target[] {
  return [
    toRatio([name, MEMORY, "ferry", "speed"], { least }, `one by one, to ${peer}`),
    toRatio([name, NETWORK, "ferry", "speed"], { least: 1.7 }, `one by one, to ${peer}`),
    toRatio([name, MEMORY, "ferry, in batches", "speed"], { least: 3 }, `to ${peer}`),
  ].map((target) => withLimit(CUT, target));
}
