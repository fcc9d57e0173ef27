import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { type Client, type Problem, StatusError } from "../../mod.ts";
import { parseData, parseProblem as parse } from "../../src/core/response/problem.ts";
import { test } from "../checked.ts";
import { World } from "../errors/world.ts";
import { type Answer, toAnswer } from "../wire/scripted.ts";

const TYPE = "application/problem+json";

function encode(value: unknown): Uint8Array {
  return new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
}

function parseProblem(bytes: Uint8Array, contentType: string | null, charset?: string) {
  return parse(bytes, { contentType, charset });
}

test("the members of the RFC have their types, the others are kept", () => {
  const rows: readonly (readonly [body: unknown, problem: Problem | undefined])[] = [
    [{}, { type: "about:blank" }],
    [
      { type: "/out", title: "t", status: 403, detail: "d", instance: "/1", balance: 30, a: [1] },
      { type: "/out", title: "t", status: 403, detail: "d", instance: "/1", balance: 30, a: [1] },
    ],
    [{ type: 1, title: ["t"], status: "403", detail: null, instance: {} }, { type: "about:blank" }],
    [{ status: 403.5, x: null }, { type: "about:blank", status: 403.5, x: null }],
    [[], undefined],
    ["null", undefined],
    ["1", undefined],
    ['"text"', undefined],
    ["", undefined],
    ['{"title":"cut', undefined],
    ["<p>", undefined],
  ];
  for (const [body, problem] of rows) assertEquals(parseProblem(encode(body), TYPE), problem);
  const odd = parseProblem(encode('{"__proto__":{"title":"t"},"constructor":1}'), TYPE);
  assertEquals([odd?.title, odd && Object.getPrototypeOf(odd)], [undefined, Object.prototype]);
});

test("only its own media type makes a problem, with any parameters", () => {
  const body = encode({ title: "t" });
  for (const type of [TYPE, "Application/Problem+JSON ; x=y", `text/plain, ${TYPE}`]) {
    assertEquals(parseProblem(body, type)?.title, "t", type);
  }
  for (const type of [null, "", "application/json", "application/problem+xml", "problem+json"]) {
    assertEquals(parseProblem(body, type), undefined, String(type));
  }
});

test("of a body that was cut off the start of a number or a text is no data", () => {
  const rows: readonly (readonly [text: string, whole: unknown, cut: unknown])[] = [
    ["12", 12, undefined],
    ['"text"', "text", undefined],
    ["null", null, undefined],
    ["true", true, undefined],
    ["[1]", [1], [1]],
    ['{"a":1}', { a: 1 }, { a: 1 }],
  ];
  for (const [text, whole, cut] of rows) {
    const data = [true, false].map((isWhole) =>
      parseData(encode(text), { contentType: "application/json", isWhole, parse: undefined })
    );
    assertEquals([text, ...data], [text, whole, cut]);
  }
});

test("charsets and byte order marks are those of JSON", () => {
  const text = '{"title":"äöü €"}';
  const utf16 = (littleEndian: boolean) => {
    const view = new DataView(new ArrayBuffer(2 * text.length));
    [...text].forEach((char, at) => view.setUint16(2 * at, char.charCodeAt(0), littleEndian));
    return new Uint8Array(view.buffer);
  };
  const rows: readonly (readonly [Uint8Array, string])[] = [
    [encode(text), TYPE],
    [encode(`\ufeff${text}`), TYPE],
    [utf16(true), TYPE],
    [utf16(false), `${TYPE}; charset=utf-16be`],
    [encode(text), `${TYPE}; charset=nonsense`],
  ];
  for (const [bytes, type] of rows) assertEquals(parseProblem(bytes, type)?.title, "äöü €", type);
  const latin = Uint8Array.from('{"title":"\xe4"}', (char) => char.charCodeAt(0));
  assertEquals(parseProblem(latin, `${TYPE}; charset=latin1`)?.title, "ä");
  assertEquals(parseProblem(latin, TYPE, "latin1")?.title, "ä");
});

test("a text of more than 64 KiB is none", () => {
  const of = (length: number) => parseProblem(encode({ a: "x".repeat(length - 8) }), TYPE);
  assert(of(65_536));
  assertEquals(of(65_537), undefined);
});

const BODY = JSON.stringify({
  title: "No\x1b[31m credit",
  detail: `You have 30,\nit costs 50. ${"x".repeat(1_000)}`,
  balance: 30,
});

async function raise(client: Client, way: "get" | "stream", url: string): Promise<StatusError> {
  await using response = way === "get" ? await client.get(url) : await client.stream("GET", url);
  try {
    response.raiseForStatus();
  } catch (error) {
    if (StatusError.is(error)) return error;
  }
  throw new Error("not thrown");
}

function answer(body: string, { status = "403 Forbidden" } = {}): Uint8Array<ArrayBuffer> {
  return toAnswer(body, { status, headers: [`Content-Type: ${TYPE}`] });
}

/** Raises over both transports, from responses that were read and from streamed ones. */
async function everywhere(
  given: Answer,
  check: (error: StatusError, way: string) => void,
): Promise<void> {
  for (const over of ["fetch", "sockets"] as const) {
    for (const way of ["get", "stream"] as const) {
      await using world = new World(over);
      const { url } = await world.serve(given);
      check(await raise(world.client(), way, url), `${way} over ${over}`);
    }
  }
}

test("a StatusError has the problem, and its message the title and the detail, bounded and harmless", async () => {
  await everywhere(answer(BODY), (error, way) => {
    assertEquals([error.problem?.["balance"], error.problem?.type], [30, "about:blank"], way);
    assertStringIncludes(
      error.message,
      "403 Forbidden: No [31m credit: You have 30, it costs 50. x",
    );
    assert(!/\p{Cc}/u.test(error.message) && error.message.length < 400, error.message);
    assertStringIncludes(error.body, '"balance":30');
  });
});

test("a title that repeats the reason phrase is not said twice", async () => {
  await everywhere(answer('{"title":"Forbidden"}'), (error) => {
    assertMatch(error.message, /answered 403 Forbidden \(phase/);
    assertEquals(error.problem?.title, "Forbidden");
  });
});

test("what is no JSON leaves the snippet", async () => {
  await everywhere(answer('{"title":'), (error, way) => {
    assertEquals([error.problem, error.body], [undefined, '{"title":'], way);
    assertMatch(error.message, /answered 403 Forbidden \(phase/);
  });
});

test("a problem in several pieces is whole, of a body that hangs there is what came", async () => {
  const whole = answer('{"title":"slow"}');
  await everywhere({ send: whole, pieceSize: 20, pause: 5 }, (error, way) => {
    assertEquals(error.problem?.title, "slow", way);
  });
  await using world = new World("sockets");
  const { url } = await world.serve({ send: whole.subarray(0, -4), end: "hang" });
  const error = await raise(world.client(), "stream", url);
  assertEquals([error.problem, error.body], [undefined, '{"title":"sl']);
});

test("a StatusError without a body says what it said", () => {
  const error = new StatusError(503, "", { body: "" });
  assertEquals([error.problem, error.message], [
    undefined,
    "Cannot complete the request: the server answered 503",
  ]);
});
