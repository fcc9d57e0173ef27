import { assertEquals } from "@std/assert";
import { ConnectTimeoutError, type LogEntry } from "../../mod.ts";
import { toLogLine } from "../../src/features/observe/log_line.ts";
import { test } from "../checked.ts";

const entry = {
  method: "GET",
  url: "https://h/p",
  elapsed: 34.4,
  bytes: 1_234,
  attempt: 1,
} as const;
const answered = { ...entry, status: 200, statusText: "OK" } as const;

const LINES: readonly (readonly [LogEntry, string])[] = [
  [answered, "GET https://h/p 200 OK 34 ms 1.2 kB"],
  [{ ...answered, bytes: 0, elapsed: 0.44 }, "GET https://h/p 200 OK 0.4 ms 0 B"],
  [{ ...answered, bytes: 999, elapsed: 9.96 }, "GET https://h/p 200 OK 10 ms 999 B"],
  [{ ...answered, bytes: 999_600 }, "GET https://h/p 200 OK 34 ms 1.0 MB"],
  [{ ...answered, bytes: 12_345_678 }, "GET https://h/p 200 OK 34 ms 12 MB"],
  [{ ...answered, bytes: 5e15 }, "GET https://h/p 200 OK 34 ms 5000 TB"],
  [
    { ...answered, closed: true, attempt: 3 },
    "GET https://h/p 200 OK 34 ms 1.2 kB (closed) (attempt 3)",
  ],
  [{ ...answered, statusText: "" }, "GET https://h/p 200 34 ms 1.2 kB"],
  [
    { ...answered, statusText: "a\r\nb\x1b[2Jc\u2028d" },
    "GET https://h/p 200 a??b?[2Jc?d 34 ms 1.2 kB",
  ],
  [
    { ...entry, elapsed: 5000, error: new ConnectTimeoutError("t0p-secret") },
    "GET https://h/p failed: ERR_CONNECT_TIMEOUT after 5000 ms",
  ],
  [
    { ...answered, error: new TypeError("t0p-secret"), attempt: 2 },
    "GET https://h/p 200 OK failed: TypeError after 34 ms (attempt 2)",
  ],
  [{ ...entry, error: undefined }, "GET https://h/p failed: aborted after 34 ms"],
  [{ ...entry, error: "t0p-secret" }, "GET https://h/p failed: aborted after 34 ms"],
  [
    { ...entry, error: new DOMException("t0p-secret", "AbortError") },
    "GET https://h/p failed: AbortError after 34 ms",
  ],
];

test("lines", () => {
  for (const [given, line] of LINES) assertEquals(toLogLine(given), line);
});
