import { assertEquals } from "@std/assert";
import { Client, HandlerTransport } from "../mod.ts";
import { detectEncoding } from "../src/charset.ts";
import { test } from "./checked.ts";

/** Encodes with the help of the decoder, for charsets of one or two bytes a character. */
function encode(text: string, label: string): Uint8Array<ArrayBuffer> {
  const decoder = new TextDecoder(label);
  const table = new Map<string, number[]>();
  for (let lead = 0; lead < 256; lead++) {
    const single = decoder.decode(Uint8Array.of(lead));
    if (single !== "\ufffd" && single.length === 1) table.set(single, [lead]);
    for (let trail = 0x40; lead > 0x80 && trail < 256; trail++) {
      const double = decoder.decode(Uint8Array.of(lead, trail));
      if (double.length === 1 && double !== "\ufffd" && !table.has(double)) {
        table.set(double, [lead, trail]);
      }
    }
  }
  return Uint8Array.from([...text].flatMap((character) => table.get(character) ?? [0x3f]));
}

const russian =
  "Все счастливые семьи похожи друг на друга, каждая несчастливая семья несчастлива по-своему. " +
  "Всё смешалось в доме Облонских. Жена узнала, что муж был в связи с бывшею в их доме " +
  "француженкою-гувернанткой, и объявила мужу, что не может жить с ним в одном доме. Положение это " +
  "продолжалось уже третий день и мучительно чувствовалось и самими супругами, и всеми членами " +
  "семьи, и домочадцами.";

const texts: [string, string][] = [
  ["koi8-r", russian],
  ["windows-1251", russian],
  ["shift_jis", "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。"],
  ["euc-jp", "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。"],
  ["euc-kr", "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다. "],
  ["big5", "道可道，非常道。名可名，非常名。無名天地之始，有名萬物之母。"],
  ["windows-1252", "Là où le français s'écrit avec des accents, où l'été était déjà passé. "],
];

test("texts in many charsets are told apart", () => {
  for (const [label, text] of texts) {
    const found = detectEncoding(encode(text, label));
    assertEquals(found, label);
  }
});

test("what is certain is not guessed; what is nothing is nothing", () => {
  assertEquals(detectEncoding(Uint8Array.of(0xff, 0xfe, 0x41, 0)), "utf-16le");
  assertEquals(detectEncoding(new TextEncoder().encode("ü".repeat(40_000))), "utf-8");
  assertEquals(detectEncoding(new Uint8Array(0)), "utf-8");
  const noise = Uint8Array.from({ length: 4_096 }, (_, at) => (at * 7_919 + (at >> 3) * 31) % 256);
  for (let at = 0; at < 50; at++) detectEncoding(noise.subarray(at, at * 60));
});

test("it is the defaultEncoding of a client, and speaks in apparentEncoding, too", async () => {
  const [label = "", text = ""] = texts[0] ?? [];
  const body = encode(text.repeat(4), label);
  const transport = new HandlerTransport(() => new Response(body));
  using client = new Client({ transport, defaultEncoding: detectEncoding });
  const response = await client.get("http://h/");
  assertEquals(await response.text(), text.repeat(4));
  assertEquals([response.encoding, response.apparentEncoding], [label, label]);
  using named = new Client({ transport, defaultEncoding: "koi8-r" });
  assertEquals((await named.get("http://h/")).apparentEncoding, "windows-1252");
  const streamed = await client.stream("GET", "http://h/");
  assertEquals((await Array.fromAsync(streamed.iterText())).join(""), text.repeat(4));
});
