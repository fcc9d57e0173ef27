/**
 * What is known of the runtime, with other names in the place of Deno's, and which `fetch` is called.
 *
 * @module
 */

import { assertEquals, assertStrictEquals } from "@std/assert";
import { FetchHeaders } from "../../src/core/fetch/fetch_answer.ts";
import { toFetchHeaders } from "../../src/core/fetch/fetch_headers.ts";
import {
  hasHttpClients,
  hasSockets,
  isBrowser,
  isDeno,
  runtimeAgent,
} from "../../src/core/fetch/runtime.ts";
import {
  callFetch,
  callKeptFetch,
  globalFetch,
  isOwnCall,
  KEPT,
  noteClientFetch,
} from "../../src/core/fetch/runtime_fetch.ts";
import { USER_AGENT } from "../../src/core/version.ts";
import { test } from "../checked.ts";

/** What a runtime says of itself; what is left out is undefined. */
interface Runtime {
  readonly agent?: string | undefined;
  readonly versions?: Readonly<Record<string, string>>;
  /** Whether there is a `process` that says nothing of versions. */
  readonly hasProcess?: boolean;
  readonly isDeno?: boolean;
}

/** Runs what takes no time with the globals of a runtime in the place of ours. */
function within<Result>(runtime: Runtime, run: () => Result): Result {
  const { Deno: deno, navigator, process } = globalThis;
  const { agent, versions, hasProcess } = runtime;
  const put = (globals: Readonly<Record<string, unknown>>) => {
    for (const [name, value] of Object.entries(globals)) {
      Reflect.deleteProperty(globalThis, name);
      Reflect.set(globalThis, name, value);
    }
  };
  put({
    navigator: "agent" in runtime ? { userAgent: agent } : undefined,
    process: versions || hasProcess ? { versions } : undefined,
    Deno: runtime.isDeno ? deno : undefined,
  });
  try {
    return run();
  } finally {
    put({ Deno: deno, navigator, process });
  }
}

const DOM = "Mozilla/5.0 (linux) Deno Node.js/1 Bun/1 jsdom/20";

const AGENTS: readonly (readonly [Runtime, string])[] = [
  [{ agent: "Deno/2.9.6" }, "Deno/2.9.6"],
  [{ agent: "Node.js/24", versions: { node: "24.1.0" } }, "Node.js/24"],
  [{ agent: "Bun/1.3.0", versions: { node: "24.0.0", bun: "1.3.0" } }, "Bun/1.3.0"],
  [{ agent: "Cloudflare-Workers", versions: { node: "22.0.0" } }, "Cloudflare-Workers"],
  [{ agent: DOM, versions: { node: "24.1.0" } }, "Node.js/24.1.0"],
  [{ agent: DOM, versions: { node: "24.0.0", bun: "1.3.0" } }, "Bun/1.3.0"],
  [{ agent: DOM, versions: { node: "24.1.0", electron: "38.0.0" } }, DOM],
  [{ agent: DOM, versions: {} }, DOM],
  [{ agent: DOM, hasProcess: true }, DOM],
  [{ agent: DOM }, DOM],
  [{ agent: undefined }, ""],
  [{ versions: { node: "20.0.0" } }, "Node.js/20.0.0"],
  [{}, ""],
];

test("a runtime is known by its name, or by its versions where a DOM stands in front of it", () => {
  for (const [runtime, agent] of AGENTS) {
    assertEquals([runtime, within(runtime, runtimeAgent)], [runtime, agent]);
  }
});

/** Whether it is Deno, which has HTTP clients, whether it has sockets, and whether it is a browser. */
const KINDS: readonly (readonly [Runtime, readonly [boolean, boolean, boolean]])[] = [
  [{ agent: "Deno/2.9.6", isDeno: true }, [true, true, false]],
  [{ agent: "Mozilla/5.0", isDeno: true }, [true, true, false]],
  [{ agent: "Node.js/24" }, [false, true, false]],
  [{ agent: "Bun/1.3.0" }, [false, true, false]],
  [{ agent: "Cloudflare-Workers" }, [false, false, false]],
  [{ agent: "Mozilla/5.0 Node.js/24" }, [false, false, true]],
  [{ agent: "other Mozilla/" }, [false, false, false]],
  [{ agent: "" }, [false, false, false]],
];

test("what a runtime can do follows from what it is", () => {
  for (const [runtime, kinds] of KINDS) {
    const [isOfDeno] = kinds;
    const found = within(runtime, () => [hasHttpClients(), isDeno(), hasSockets(), isBrowser()]);
    assertEquals([runtime, found], [runtime, [isOfDeno, ...kinds]]);
  }
});

test("a browser and a worker keep their own headers, and other runtimes say what sockets say", () => {
  const url = new URL("http://h.example/");
  const added = { accept: "", "accept-language": "*" };
  const ours = { "x-a": "1", "user-agent": USER_AGENT };
  const own = { "x-a": "1", "user-agent": "app/1" };
  const rows: readonly (readonly [Runtime, Record<string, string>, Record<string, string>])[] = [
    [{ agent: "Mozilla/5.0" }, ours, { "x-a": "1" }],
    [{ agent: "Mozilla/5.0" }, own, own],
    [{ agent: "Mozilla/5.0" }, { "x-a": "1" }, { "x-a": "1" }],
    [{ agent: "Cloudflare-Workers" }, ours, ours],
    [{ agent: "Node.js/24" }, ours, { ...ours, ...added }],
    [{ agent: "Deno/2.9.6", isDeno: true }, ours, { ...ours, ...added }],
  ];
  for (const [runtime, headers, sent] of rows) {
    const found = within(runtime, () => toFetchHeaders({ headers, url }, {}));
    assertEquals([runtime, found], [runtime, sent]);
  }
  const decode = () => {};
  const codings = [{ agent: "Node.js/24" }, { agent: "Deno/2.9.6", isDeno: true }].map((runtime) =>
    within(runtime, () => toFetchHeaders({ headers: {}, url }, { decode })["accept-encoding"])
  );
  assertEquals(codings, [undefined, "gzip, deflate, br, zstd"]);
});

test("a Location is bytes as characters, in a worker too, which reads it as UTF-8", () => {
  const worker = { agent: "Cloudflare-Workers/1" };
  const deno = { agent: "Deno/2.9.6", isDeno: true };
  const rows = [
    [deno, "/next", "/next"],
    [deno, "/\xe9", "/\xe9"],
    [deno, "", ""],
    [worker, "/next", "/next"],
    [worker, "/\xe9", "/\xc3\xa9"],
    [worker, "\xe9", "\xc3\xa9"],
  ] as const;
  for (const [runtime, location, read] of rows) {
    const headers = new Headers({ location, "x-other": "/\xe9" });
    const fields = within(runtime, () => new FetchHeaders(headers));
    const found = [fields.get("location"), fields.get("x-other")];
    assertEquals([runtime.agent, ...found], [runtime.agent, read, "/\xe9"]);
  }
});

test("the fetch of a client is not called by way of the global one", async () => {
  const { fetch } = globalThis;
  const calls: RequestInit[] = [];
  const stub = (_input: unknown, init: RequestInit = {}) => {
    calls.push(init);
    return Promise.resolve(new Response("stub"));
  };
  try {
    globalThis.fetch = stub;
    assertStrictEquals(globalFetch(), stub);
    assertEquals(await (await callFetch("http://h.example/", {})).text(), "stub");
    assertEquals([...calls, {}].map(isOwnCall), [true, false]);
    noteClientFetch(stub);
    assertStrictEquals(globalFetch(), KEPT);
    assertEquals(await (await callFetch("data:,plain", {})).text(), "plain");
    assertEquals(await (await callKeptFetch("data:,kept", {})).text(), "kept");
    assertEquals(calls.length, 1);
  } finally {
    globalThis.fetch = fetch;
  }
});
