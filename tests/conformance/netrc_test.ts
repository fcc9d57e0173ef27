import { assertEquals, assertThrows } from "@std/assert";
import { lookupNetrc, type NetrcEntry, parseNetrc } from "../../src/features/netrc/netrc_file.ts";
import { conformanceTest, readJson } from "./data.ts";

/** One file of CPython's tests: what it holds, or the error. */
interface PythonCase {
  readonly test: string;
  readonly content: string;
  readonly hosts?: Readonly<Record<string, readonly string[]>>;
  readonly macros?: Readonly<Record<string, readonly string[]>>;
  readonly error?: string;
  readonly lineno?: number;
}

/** One test of curl. */
interface CurlCase {
  readonly test: number;
  readonly command: string;
  readonly files: Readonly<Record<string, string>>;
  readonly protocol: string;
  readonly errorcode: string;
}

conformanceTest("every netrc file of CPython's tests", () => {
  const cases = readJson<PythonCase[]>("netrc/cpython.json");
  for (const { test, content, hosts, macros, error = "", lineno } of cases) {
    if (!hosts) {
      const line = OTHER_LINES.get(error) ?? lineno;
      assertThrows(() => parseNetrc(content), SyntaxError, `(line ${line})`);
      continue;
    }
    const netrc = parseNetrc(content);
    const found = netrc.entries.map((entry) => [
      entry.machine ?? "default",
      [entry.login, entry.account, entry.password],
    ]);
    assertEquals(Object.fromEntries(found), hosts, test);
    const lines = [...netrc.macros].map(([name, lines]) => [
      name,
      lines.map((line) => `${line}\n`),
    ]);
    assertEquals(Object.fromEntries(lines), macros, test);
  }
  assertEquals(cases.length, 59);
});

/** CPython does not count the lines of macros; here it is the line where the open macro begins. */
const OTHER_LINES: ReadonlyMap<string, number> = new Map([
  ["Macro definition missing null line terminator.", 5],
]);

/** Tests of curl that are not about what stands in a netrc file, and those that are answered otherwise here. */
const LISTED: ReadonlyMap<number, string> = new Map([
  [132, "the URL has user name and password: no file is asked"],
  [134, "an option has user name and password: no file is asked"],
  [381, "the URL has user name and password: no file is asked"],
  [495, "the URL has user name and password, and there is no file"],
  [1304, "a unit test in C without a request"],
  [1713, "a directory in place of the file: see tests/auth/netrc_test.ts"],
  [697, "no file: see tests/auth/netrc_test.ts"],
  [1966, "the credentials are sent as Digest, and only when asked for"],
  [2006, "a bearer token is given: no file is asked"],
  [2039, "default counts last wherever it stands, as in CPython"],
  [478, "a backslash takes the next character literally, as in CPython"],
  [679, "a backslash takes the next character literally, as in CPython"],
  [480, "the same; characters that cannot be sent are refused when it is used"],
  [1599, "words that are no keywords are an error, as in CPython"],
  [792, "a NUL is a character like any other, and does not end the line"],
  [793, "a NUL is a character like any other, and does not end the line"],
]);

conformanceTest("the netrc files of curl's tests", () => {
  const cases = readJson<CurlCase[]>("netrc/curl.json");
  let passed = 0;
  for (const each of cases) {
    if (LISTED.has(each.test)) continue;
    const [text = ""] = Object.values(each.files);
    const content = text.replaceAll("%HOSTIP", "127.0.0.1");
    if (each.errorcode === "26") {
      assertThrows(() => parseNetrc(content), SyntaxError);
    } else {
      for (const { host, credentials } of readExpected(each)) {
        const entry = lookupNetrc(parseNetrc(content), host, readLogin(each));
        assertEquals(
          toText(entry, readLogin(each)),
          credentials,
          `${each.test} ${host}`,
        );
      }
    }
    passed++;
  }
  assertEquals([passed, LISTED.size, cases.length], [20, 16, 36]);
});

/** curl takes the user name of the URL, and looks for its password. */
function readLogin({ command }: CurlCase): string | undefined {
  return /:\/\/([^@/: ]+)(?::[^@/ ]*)?@/.exec(command)?.[1];
}

function toText(entry: NetrcEntry | undefined, login = ""): string | undefined {
  if (!entry) return login ? `${login}:` : undefined;
  return `${login || entry.login}:${entry.password}`;
}

/** What each host gets, by the requests that curl sends. */
function readExpected(
  { protocol }: CurlCase,
): { host: string; credentials: string | undefined }[] {
  const ftp = /^USER (.*)\nPASS (.*)$/m.exec(protocol);
  if (ftp) return [{ host: "127.0.0.1", credentials: `${ftp[1]}:${ftp[2]}` }];
  const requests = protocol.split(/\n\n/).filter(Boolean);
  if (requests.length === 0) throw new Error("no request to compare with");
  return requests.map((request) => {
    const host = /^Host: ([^:\n]*)/m.exec(request)?.[1] ?? "";
    const pair = /^Authorization: Basic %b64\[(.*)\]b64%$/m.exec(request)?.[1];
    return { host: host.replace("%HOSTIP", "127.0.0.1"), credentials: pair };
  });
}
