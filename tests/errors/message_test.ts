import { assert, assertEquals } from "@std/assert";
import { HttpError } from "../../mod.ts";
import { toPlain } from "../../src/core/errors/message.ts";
import { PreparedRequest } from "../../src/core/request/prepared.ts";
import { test } from "../checked.ts";

function requestOf(url: string): PreparedRequest {
  return new PreparedRequest("GET", new URL(url), {}, undefined);
}

test("a message is one line that controls no terminal", () => {
  const bad = "a\x1b[2Jb\r\nSet: c\x00\x9bd\u202ee\u2028f\u2066g";
  for (const options of [{}, { request: requestOf("http://h.example/") }]) {
    const { message } = new HttpError(bad, options);
    assert(!/[\p{Cc}\u2028\u202e\u2066]/u.test(message), JSON.stringify(message));
    assert(message.includes("a [2Jb Set: c d e f g"), message);
  }
  assertEquals(new HttpError("Cannot\tgo\non").message, "Cannot go on");
});

test("a long URL and a long reason are cut, never within a character", () => {
  const request = requestOf(`http://user:secret@h.example/${"x".repeat(100_000)}`);
  const { message } = new HttpError("😀".repeat(100_000), { request, phase: "read", elapsed: 1 });
  assert(message.length < 2_700, String(message.length));
  assert(message.isWellFormed());
  assert(message.startsWith("Cannot GET http://h.example/xxx"), message.slice(0, 60));
  assert(message.endsWith("😀… (phase: read, after 1 ms)"), message.slice(-60));
});

test("a URL in a message, and in JSON, has no values of secret parameters", () => {
  const request = requestOf("http://h.example/p?page=2&access_token=s3cr3t&q=a%20b#code=s3cr3t");
  const error = new HttpError("it broke", { request });
  const shown = "http://h.example/p?page=2&access_token=REDACTED&q=a%20b#code=REDACTED";
  assertEquals([error.message, error.toJSON()["url"]], [`Cannot GET ${shown}: it broke`, shown]);
  assertEquals(error.request?.url, request.url.href, "who needs it has it");
});

test("text of just the length stays, one character more is cut", () => {
  assertEquals([toPlain("abc", 3), toPlain("abcd", 3), toPlain(" \n", 3)], ["abc", "ab…", ""]);
  assertEquals(toPlain("a😀b", 3), "a…");
});
