import { assertEquals, assertObjectMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { type Command, parseArguments } from "../../src/cli/command/arguments.ts";
import { allOptions } from "../../src/cli/command/options.ts";
import { namesOf, toHelp, UsageError } from "../../src/cli/pages/usage.ts";
import { toMilliseconds, toUrl } from "../../src/cli/command/values.ts";
import { test } from "../checked.ts";

function parse(...args: string[]): Command {
  const command = parseArguments(args);
  if (typeof command === "string") throw new Error(`Cannot test ${command}`);
  return command;
}

test("a URL alone is a GET of https", () => {
  const { method, url, body, connection: { follow, timeout } } = parse("example.org");
  assertEquals([method, url], ["GET", "https://example.org"]);
  assertEquals([follow, body.kind, timeout], [undefined, "none", undefined]);
});

test("a body makes it a POST, a method comes first", () => {
  assertEquals(parse("h", "-d", "a=1").method, "POST");
  assertEquals(parse("h", "-j", "{}").method, "POST");
  assertEquals(parse("h", "-f", "a=b").method, "POST");
  assertEquals(parse("PUT", "h", "-d", "a=1").method, "PUT");
  assertEquals(parse("-d", "a=1", "delete", "h").method, "delete");
});

test("URLs without a scheme are completed", () => {
  const rows: readonly (readonly [string, string])[] = [
    ["example.org/a?b=http://c", "https://example.org/a?b=http://c"],
    ["localhost", "http://localhost"],
    ["LOCALHOST:8000/x", "http://LOCALHOST:8000/x"],
    ["api.localhost/", "http://api.localhost/"],
    ["localhost.example.org", "https://localhost.example.org"],
    ["127.0.0.1:80", "http://127.0.0.1:80"],
    ["127.1", "http://127.1"],
    ["127.0.0.1.example.org", "https://127.0.0.1.example.org"],
    ["1270.0.0.1", "https://1270.0.0.1"],
    ["[::1]:80", "http://[::1]:80"],
    ["user:pw@localhost", "http://user:pw@localhost"],
    ["localhost@example.org", "https://localhost@example.org"],
    [":8000/a", "http://localhost:8000/a"],
    [":/a", "http://localhost/a"],
    ["//example.org", "https://example.org"],
    ["HTTP://example.org", "HTTP://example.org"],
    ["ftp://example.org", "ftp://example.org"],
  ];
  for (const [given, expected] of rows) assertEquals(toUrl(given), expected);
});

test("headers, params, cookies and fields come in their order, also twice", () => {
  const command = parse(
    ...["h", "-H", "A: 1", "--header", "a:2:3", "-H", "X-Empty:"],
    ...["-p", "x=1", "--param=x=2=3", "--cookie", "c=d", "-d", "k=", "-d", "k=@v"],
  );
  assertEquals(command.headers, [["A", "1"], ["a", "2:3"], ["X-Empty", null]]);
  assertEquals(command.params, [["x", "1"], ["x", "2=3"]]);
  assertEquals(command.cookies, [["c", "d"]]);
  assertEquals(command.body, { kind: "form", fields: [["k", ""], ["k", "@v"]], files: [] });
});

test("text that is no field is raw", () => {
  const texts = ['{"a": "b=c"}', '["a=b"]', "<a b='c=d'/>", "plain", "@file=x", "-", "two words=1"];
  for (const text of [...texts, "=x", ""]) {
    assertEquals(parse("h", "-d", text).body, { kind: "raw", text });
  }
  assertEquals(parse("h", "-d", "user[name][]=x").body.kind, "form");
});

test("seconds are the unit of a timeout, others can be named", () => {
  const rows = {
    "30": 30_000,
    "2.5": 2_500,
    ".5": 500,
    "30s": 30_000,
    "500ms": 500,
    "2m": 120_000,
  };
  for (const [text, ms] of Object.entries(rows)) assertEquals(toMilliseconds(text), ms);
  for (const text of ["0", "0ms", "0.0"]) assertEquals(toMilliseconds(text), null);
});

test("credentials", () => {
  const basic = { kind: "basic", user: "u", password: "p:q" };
  assertObjectMatch(parse("h", "-a", "u:p:q"), { credentials: basic });
  const digest = { kind: "digest", user: "u", password: "" };
  assertObjectMatch(parse("h", "-a", "u:", "--digest"), { credentials: digest });
  assertObjectMatch(parse("h", "--bearer", "t"), { credentials: { kind: "bearer", token: "t" } });
});

test("what cannot be understood is a usage error that repeats no secret", () => {
  const rows: readonly (readonly string[])[] = [
    [],
    ["GET"],
    ["GET", "h", "hunter2"],
    ["h", "--hunter2x"],
    ["h", "-H", "hunter2"],
    ["h", "-p", "hunter2"],
    ["h", "-p", "=hunter2"],
    ["h", "--cookie", "hunter2"],
    ["h", "-f", "hunter2"],
    ["h", "-d", "hunter2", "-d", "a=1"],
    ["h", "-d", "hunter2", "-f", "a=b"],
    ["h", "-j", "{}", "-d", "hunter2"],
    ["h", "-a", "a:hunter2", "--bearer", "hunter2"],
    ["h", "--digest"],
    ["h", "--timeout", "soon"],
    ["h", "--timeout=-1"],
    ["h", "--timeout", "1e3"],
    ["h", "--timeout", ""],
    ["h", "--max-redirects", "few"],
    ["h", "--max-redirects=-1"],
    ["h", "-H"],
    ["h", "-d"],
    ["h", "--verbose=yes"],
  ];
  for (const args of rows) {
    const error = assertThrows(() => parseArguments(args), UsageError);
    assertEquals(/^Cannot [^\n]+$/.test(error.message), true, error.message);
    const shown = args[1] === "--hunter2x";
    assertEquals(error.message.includes("hunter2"), shown, error.message);
  }
});

test("the help names every option", () => {
  const help = toHelp();
  for (const [name, option] of allOptions()) assertStringIncludes(help, namesOf(name, option));
  for (const line of help.split("\n")) assertEquals(line.length <= 120, true, line);
  assertEquals(parseArguments(["--help"]), "help");
  assertEquals(parseArguments(["--version"]), "version");
});
