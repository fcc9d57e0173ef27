import { assert, assertEquals } from "@std/assert";
import { test } from "./checked.ts";
import { agreementOf, fuzz, mayHave } from "./fuzz.ts";
import { type Case, caseOf } from "./fuzz/case.ts";
import { differences } from "./fuzz/differences.ts";

for (const seed of [1, 2]) {
  test(`no answer of a grammar hangs, deceives or crashes a client (${seed})`, async () => {
    console.log(`again: deno task fuzz --cases=300 --seed=${seed}`);
    const report = await fuzz({ seed, cases: 300 });
    assertEquals(report.complaints, []);
    assert(report.memory < mayHave(report.warmMemory));
    assert((report.outcomes.get("sockets: body") ?? 0) > 80);
    assert((report.outcomes.get("fetch: body") ?? 0) > 80);
  });
}

test("a case is settled by its seed, and the cases have every framing, coding and end", () => {
  assertEquals(caseOf(7, 5), caseOf(7, 5));
  const cases: Case[] = Array.from({ length: 2_000 }, (_, index) => caseOf(1, index));
  const texts = cases.flatMap(({ answers }) => answers.map(({ text }) => text)).join("\n");
  // deno-fmt-ignore
  const words = ["Content-Length: ", "Transfer-Encoding: chunked", "Content-Encoding: zstd", "Content-Encoding: br",
    "HTTP/1.0 200", "HTTP/1.1 100 Continue", "Location: http", "Set-Cookie: c", "FFFFFFFF", "X-Folded: a\r\n b"];
  assertEquals(words.filter((word) => !texts.includes(word)), []);
  const ends = new Set(cases.flatMap(({ answers }) => answers.map(({ end }) => end)));
  assertEquals(ends, new Set(["keep", "close", "reset"]));
  assert(cases.filter(({ expected }) => expected !== undefined).length > 300);
});

test("others agree only where no two of them say different things", () => {
  const body = (text: string) => ({ kind: "body", status: 200, body: text }) as const;
  const error = { kind: "error", error: "x" } as const;
  const unable = { kind: "unable" } as const;
  assertEquals(agreementOf([body("a"), body("a"), unable]), body("a"));
  assertEquals(agreementOf([body("a"), body("b"), body("a")]), undefined);
  assertEquals(agreementOf([body("a"), error, body("a")]), undefined);
  assertEquals(agreementOf([error, error]), error);
  assertEquals(agreementOf([body("a"), unable]), undefined);
});

test("each difference to other clients has a reason of its own", () => {
  assertEquals(new Set(differences.map(({ reason }) => reason)).size, differences.length);
});
