import { assert, assertEquals, assertThrows } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { Client, HandlerTransport } from "../mod.ts";
import { type Progress, ProgressMeter } from "../src/features/progress/progress.ts";
import { test } from "./checked.ts";

function record(total?: number): [ProgressMeter, Progress[]] {
  const reports: Progress[] = [];
  return [new ProgressMeter(total, (report) => reports.push(report)), reports];
}

test("progress: the first and the last chunk are reported, and none twice", () => {
  const [meter, reports] = record(300);
  for (let i = 0; i < 300; i++) meter.add(1);
  meter.finish();
  assertEquals(reports[0]?.transferred, 1);
  assertEquals(reports.at(-1)?.transferred, 300);
  assertEquals(reports.at(-1)?.eta, 0);
  assert(reports.length < 300, "a chunk soon after another is not reported");
  const seen = reports.map(({ transferred }) => transferred);
  assertEquals(seen, [...new Set(seen)].sort((a, b) => a - b));
});

test("progress: without a total the end is reported by finish()", () => {
  const [meter, reports] = record();
  meter.add(5);
  meter.add(6);
  meter.add(7);
  meter.finish();
  meter.finish();
  assertEquals(reports.at(-1)?.transferred, 18);
  assertEquals(
    reports.filter(({ transferred }) => transferred === 18).length,
    1,
  );
  assert(!("total" in (reports[0] ?? {})) && !("eta" in (reports[0] ?? {})));
});

test("progress: an empty body is reported once", () => {
  const [meter, reports] = record(0);
  meter.finish();
  assertEquals(reports, [{ transferred: 0, total: 0, rate: 0, eta: 0 }]);
});

test("progress: rate in bytes a second and eta in milliseconds follow the clock", () => {
  const now = performance.now;
  let clock = 1000;
  performance.now = () => clock;
  try {
    const [meter, reports] = record(10_000);
    clock += 500;
    meter.add(1_000);
    assertEquals(reports[0], {
      transferred: 1_000,
      total: 10_000,
      rate: 2_000,
      eta: 4_500,
    });
    for (let i = 0; i < 6; i++) {
      clock += 1_000;
      meter.add(100);
    }
    // What was fast at first is forgotten.
    assertEquals(reports.at(-1)?.rate, 100);
    assertEquals(reports.at(-1)?.eta, 84_000);
  } finally {
    performance.now = now;
  }
});

test("progress: numbers are always finite, and more than the total is no negative time", () => {
  using _time = new FakeTime();
  const [meter, reports] = record(3);
  meter.add(0);
  meter.add(5);
  meter.finish();
  for (const { rate, eta } of reports) {
    assert(Number.isFinite(rate) && rate >= 0);
    assert(eta === undefined || (Number.isFinite(eta) && eta >= 0));
  }
  assertEquals(reports.at(-1)?.transferred, 5);
});

test("progress: what the callback throws comes out", () => {
  const meter = new ProgressMeter(9, () => {
    throw new RangeError("enough");
  });
  assertThrows(() => meter.add(1), RangeError, "enough");
  meter.add(1);
  assertThrows(() => meter.finish(), RangeError, "enough");
});

test("progress: the end of a download of unknown length is told, however soon it comes", async () => {
  const chunks = ["ab", "cd", "ef"].map((text) => new TextEncoder().encode(text));
  const transport = new HandlerTransport(() => {
    const left = [...chunks];
    return new Response(
      new ReadableStream({
        pull(controller) {
          const chunk = left.shift();
          if (chunk) controller.enqueue(chunk);
          else controller.close();
        },
      }),
    );
  });
  using client = new Client({ transport });
  const seen: number[] = [];
  const onDownloadProgress = ({ transferred }: Progress) => void seen.push(transferred);
  assertEquals(await client.get("http://h.example/", { onDownloadProgress }).text(), "abcdef");
  assertEquals(seen.at(-1), 6);
});
