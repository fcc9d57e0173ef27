/** The table of features in docs/cli.md: what it says of the other clients is looked up where they are installed. */

import { assert, assertEquals } from "@std/assert";
import { isOptionName } from "../../src/cli/command/options.ts";
import { test } from "../checked.ts";
import { readDocument, readTable, unquote } from "../documents.ts";
import { wireTest } from "../wire/checked_wire.ts";
import { type PathProgram, programOf } from "../wire/programs.ts";
import { respondWith, toAnswer } from "../wire/scripted.ts";
import { ferryCommand, python, runInTerminal } from "./pseudo_terminal.ts";

const CLIENTS = ["HTTPie", "xh", "curl", "httpx"] as const;
type Client = typeof CLIENTS[number];

const PROGRAMS: Readonly<Record<Client, PathProgram>> = {
  HTTPie: programOf("http"),
  xh: programOf("xh"),
  curl: programOf("curl"),
  httpx: programOf("httpx"),
};

/** What shows the whole help. */
const HELP: Readonly<Record<Client, readonly string[]>> = {
  HTTPie: ["--help"],
  xh: ["--help"],
  curl: ["--help", "all"],
  httpx: ["--help"],
};

/** What the help of a client says of a feature that it has; a feature without a word is tried out below. */
const WORDS: Readonly<Record<string, Partial<Record<Client, string>>>> = {
  "request items, nested JSON": { HTTPie: ":=", xh: ":=" },
  "a body that is piped in": {
    HTTPie: "--ignore-stdin",
    xh: "--ignore-stdin",
    curl: "--data-binary",
  },
  "forms, uploads": { HTTPie: "--form", xh: "--form", curl: "--form", httpx: "--files" },
  "multipart without a file": { HTTPie: "--multipart", xh: "--multipart", curl: "--form-string" },
  "any text as the body": { HTTPie: "--raw", xh: "--raw", curl: "--data-raw", httpx: "--content" },
  "choose what is shown": { HTTPie: "--print", xh: "--print" },
  "show the request as well": {
    HTTPie: "--verbose",
    xh: "--verbose",
    curl: "--verbose",
    httpx: "--verbose",
  },
  "styles": { HTTPie: "--style", xh: "--style" },
  "resume a download": { HTTPie: "--continue", xh: "--continue", curl: "--continue-at" },
  "name of a download by the server": {
    HTTPie: "--download",
    xh: "--download",
    curl: "--remote-header-name",
  },
  "limit the rate": { curl: "--limit-rate" },
  "retries": { curl: "--retry" },
  "a time limit for everything": { curl: "--max-time" },
  "Digest": { HTTPie: "digest", xh: "digest", curl: "--digest" },
  "sessions": { HTTPie: "--session", xh: "--session", curl: "--cookie-jar" },
  "a certificate of the client's": { HTTPie: "--cert", xh: "--cert", curl: "--cert" },
  "no check of the certificate": {
    HTTPie: "--verify",
    xh: "--verify",
    curl: "--insecure",
    httpx: "--no-verify",
  },
  "Unix sockets": { xh: "--unix-socket", curl: "--unix-socket" },
  "addresses of hosts": { xh: "--resolve", curl: "--resolve" },
  "one version of IP": { xh: "--ipv4", curl: "--ipv4" },
  "HTTP/2": { xh: "--http-version", curl: "--http2", httpx: "--http2" },
  "show the request and send nothing": { HTTPie: "--offline", xh: "--offline" },
  "as a command for curl": { xh: "--curl" },
  "as code": { curl: "--libcurl" },
  "HAR": {},
  "exit status by the status": { HTTPie: "--check-status", xh: "--check-status", curl: "--fail" },
  "completions written by itself": { xh: "--generate" },
};

/** What the words of an option that a client does not have would be. */
const MISSING: Readonly<Record<string, RegExp>> = {
  "limit the rate": /--limit-rate/,
  "retries": /--retry|--retries/,
  "a time limit for everything": /--max-time/,
  "Unix sockets": /--unix|--uds/,
  "addresses of hosts": /--resolve/,
  "one version of IP": /--ipv4/,
  "HTTP/2": /--http2/,
  "HAR": /--har\b/,
  "styles": /--style\b/,
  "Digest": /digest/i,
  "sessions": /--session|cookie-jar/,
};

const rows = readTable(readDocument("docs/cli.md"), "feature");

/** Features that are tried out rather than looked up. */
const TRIED = [
  "secrets hidden",
  "a pipe gets the body alone",
  "a server cannot control the terminal",
] as const;

test("the table has the features that are tested, and options of ours that are there", () => {
  const names = rows.map(([name = ""]) => name);
  assertEquals(names.toSorted(), [...Object.keys(WORDS), ...TRIED].toSorted());
  for (const [name = "", ours = "", ...others] of rows) {
    assert(ours === "yes" || isOptionName(unquote(ours).replace("--", "")), `${name}: ${ours}`);
    const words = WORDS[name];
    if (!words) continue;
    assertEquals(others, CLIENTS.map((client) => words[client] ? "yes" : "no"), name);
  }
});

for (const client of CLIENTS) {
  wireTest(`the table tells of ${client} what its help says`, PROGRAMS[client], async () => {
    const help = await outputOf(PROGRAMS[client].path(), ...HELP[client]);
    for (const [name, words] of Object.entries(WORDS)) {
      const word = words[client];
      if (word !== undefined) assert(help.includes(word), `${name}: no ${word} in its help`);
      else if (MISSING[name]) assert(!MISSING[name].test(help), `${name}: it is there by now`);
    }
  });
}

async function outputOf(command: string, ...args: string[]): Promise<string> {
  const options = {
    args,
    stdin: "null",
    env: { COLUMNS: "300", NO_COLOR: "1", HOME: "/nonexistent", CURL_HOME: "/nonexistent" },
  } as const;
  const { stdout, stderr } = await new Deno.Command(command, options).output();
  return new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
}

/** What a cell says of a client. */
function cellOf(feature: string, client: Client | "ferry"): string | undefined {
  const row = rows.find(([name]) => name === feature);
  return row?.[["feature", "ferry", ...CLIENTS].indexOf(client)];
}

/** The words that ask for a URL, with credentials and everything shown. */
function verboseCommand(client: Client | "ferry", url: string): string[] {
  if (client === "ferry") return ferryCommand(url, "-v", "-a", "ada:hunter2");
  const path = PROGRAMS[client].path();
  if (client === "curl") return [path, "-sv", "-u", "ada:hunter2", url];
  if (client === "httpx") return [path, url, "-v", "--auth", "ada", "hunter2"];
  return [path, "--ignore-stdin", "-v", "-a", "ada:hunter2", url];
}

function plainCommand(client: Client | "ferry", url: string): string[] {
  if (client === "ferry") return ferryCommand(url);
  const path = PROGRAMS[client].path();
  if (client === "curl") return [path, "-s", url];
  return client === "httpx" ? [path, url] : [path, "--ignore-stdin", url];
}

const root = new URL("../../", import.meta.url);

for (const client of ["ferry", ...CLIENTS] as const) {
  const program = client === "ferry" ? programOf("deno") : PROGRAMS[client];
  const ignore = client !== "ferry" && !program.installed();
  test(`${client} behaves as the table says`, async () => {
    const headers = ["Content-Type: text/plain"];
    await using server = await respondWith(toAnswer("a\x1b]0;owned\x07b", { headers }));
    const [verbose = "", ...verboseArgs] = verboseCommand(client, server.url);
    const options = { cwd: root, stdin: "null", env: { NO_COLOR: "1" } } as const;
    const shown = await new Deno.Command(verbose, { ...options, args: verboseArgs }).output();
    const text = new TextDecoder().decode(shown.stdout) + new TextDecoder().decode(shown.stderr);
    assert(/basic/i.test(text), text);
    const isHidden = !text.includes(btoa("ada:hunter2"));
    assertEquals(cellOf("secrets hidden", client), isHidden ? "yes" : "no");
    const [plain = "", ...plainArgs] = plainCommand(client, server.url);
    const piped = await new Deno.Command(plain, { ...options, args: plainArgs }).output();
    const isAlone = new TextDecoder().decode(piped.stdout) === "a\x1b]0;owned\x07b";
    assertEquals(cellOf("a pipe gets the body alone", client), isAlone ? "yes" : "no");
    if (!python.installed()) return;
    const { output } = await runInTerminal([plain, ...plainArgs], { env: { NO_COLOR: "1" } });
    const isSafe = !output.includes("\x1b]0;owned");
    assertEquals(cellOf("a server cannot control the terminal", client), isSafe ? "yes" : "no");
  }, { ignore });
}
