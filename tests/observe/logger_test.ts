import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { Client, HandlerTransport, type LogEntry } from "../../mod.ts";
import { resolveLogger } from "../../src/features/observe/logger.ts";
import { test } from "../checked.ts";

const transport = new HandlerTransport(() => new Response("hello"));

test("a logger is a function or has info()", async () => {
  const lines: string[] = [];
  const entries: LogEntry[] = [];
  class Log {
    readonly #lines = lines;
    info(line: string) {
      this.#lines.push(line);
    }
  }
  using client = new Client({ transport, logger: new Log() });
  await client.get("http://user:hunter2@h/?token=hunter2#hunter2");
  const logger = (line: string, entry: LogEntry) => {
    lines.push(line);
    entries.push(entry);
  };
  await client.get("http://h/", { logger });
  assertEquals(lines.map((line) => line.replace(/[\d.]+ ms/, "T ms")), [
    "GET http://h/?token=REDACTED 200 OK T ms 5 B",
    "GET http://h/ 200 OK T ms 5 B",
  ]);
  const [{ elapsed, timings, ...entry } = { elapsed: -1 }] = entries;
  assertEquals(entry, {
    method: "GET",
    url: "http://h/",
    status: 200,
    statusText: "OK",
    bytes: 5,
    attempt: 1,
  });
  assertEquals([elapsed > 0, typeof timings?.wait], [true, "number"]);
});

test("what is no logger is a TypeError, as is a trace that is no function", () => {
  for (const wrong of ["console", 1, {}, { info: 1 }, true, []]) {
    const options = JSON.parse(JSON.stringify({ logger: wrong }));
    assertThrows(() => new Client(options), TypeError, "Cannot use the logger");
    assertThrows(() => resolveLogger(options.logger), TypeError);
    const trace = JSON.parse(JSON.stringify({ trace: wrong }));
    assertThrows(() => new Client(trace), TypeError, "as trace");
  }
});

test("a logger or trace that throws or rejects harms no request, and is told of", async () => {
  const told: string[] = [];
  const before = console.error;
  console.error = (...words: unknown[]) => told.push(words.map(String).join(" "));
  try {
    const logger = () => {
      throw new Error("log is full");
    };
    using client = new Client({ transport, logger });
    assertEquals(await (await client.get("http://h/")).text(), "hello");
    const later = () => Promise.reject(new Error("no disk"));
    await client.get("http://h/", { logger: later, trace: null });
    await new Promise((resolve) => setTimeout(resolve, 0));
    const trace = ({ type }: { type: string }) => {
      if (type === "call.end") throw new Error("no trace");
    };
    await client.get("http://h/", { logger: null, trace });
    await client.get("http://h/", {
      logger: null,
      trace: ({ type }) => {
        if (type === "call.start") throw Object.assign(new Error("mine"), { key: "hunter2" });
      },
    });
    assertEquals(client.stats.active, 0);
  } finally {
    console.error = before;
  }
  assertEquals(told.length, 4);
  assertEquals(told.join().includes("hunter2"), false);
  for (const [index, words] of ["log is full", "no disk", "no trace", "mine"].entries()) {
    assertStringIncludes(told[index] ?? "", words);
  }
});
