/** HTTPie and curl from Debian send the same bytes where they do the same. */

import { assertEquals } from "@std/assert";
import { wireTest } from "../wire/checked_wire.ts";
import { curl, programOf } from "../wire/programs.ts";
import { respondWith, type ScriptedServer, toAnswer } from "../wire/scripted.ts";
import { run, withFolder } from "./screen.ts";

const httpie = { ...programOf("http"), name: "httpie" };

/** What is compared of a request; clients differ in the order of headers and in what they add by themselves. */
function partsOf(raw: string) {
  const end = raw.indexOf("\r\n\r\n");
  const [line, ...fields] = raw.slice(0, end).split("\r\n");
  const headers = new Map(fields.map((field) => {
    const [name = "", ...value] = field.split(":");
    return [name.toLowerCase(), value.join(":").trim()] as const;
  }));
  const own = ["accept-encoding", "accept-language", "connection", "user-agent"];
  for (const name of own) headers.delete(name);
  return { line, headers: [...headers].sort(), body: raw.slice(end + 4) };
}

async function runOther(command: string, args: readonly string[], input?: string): Promise<void> {
  const child = new Deno.Command(command, {
    args: [...args],
    env: { HOME: "/nonexistent", HTTPIE_CONFIG_DIR: "/nonexistent", CURL_HOME: "/nonexistent" },
    stdin: input === undefined ? "null" : "piped",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  if (input !== undefined) {
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(input));
    await writer.close();
  }
  const [{ success }, stderr] = await Promise.all([
    child.status,
    new Response(child.stderr).text(),
  ]);
  assertEquals(success, true, stderr);
}

/** The words of both command lines; `{}` stands for the URL, `{f}` for a folder with files. */
interface Row {
  readonly ferry: string;
  readonly other?: string;
  readonly input?: string;
}

const HTTPIE: readonly Row[] = [
  { ferry: "{}" },
  { ferry: "{} name=Ada" },
  { ferry: '{} name=Ada age:=36 admin:=true none:=null list:=[1,2] o:={"a":{"b":[]}}' },
  { ferry: "{} a[b]=1 a[c][]:=2 a[c][]:=3 x[0][y]=z" },
  { ferry: "{} [][a]=1 [][a]=2" },
  { ferry: "PUT {} name=J\u00fcrgen s=a\u2603" },
  { ferry: "{} q==a&b q==c p==\u00e9" },
  { ferry: "GET {} X-A:b Y-Empty; a=b" },
  { ferry: "{} Accept: Content-Type:text/x a=b" },
  { ferry: "--form {} a=b c:=1 d:=true", other: "--form {} a=b c:=1 d=true" },
  { ferry: "--form {} a[]=1 a[]=2 b=x_y" },
  { ferry: "--form {}" },
  { ferry: "--json {}" },
  { ferry: "--raw text {}" },
  { ferry: '--raw {"a":1} {} X:1' },
  { ferry: "--form --raw a=b {}" },
  { ferry: "PATCH {} t=@{f}/text j:=@{f}/json" },
  { ferry: "{} @{f}/json" },
  { ferry: "{} @{f}/page.html" },
  { ferry: "{} H:@{f}/text q==@{f}/text" },
  { ferry: "--multipart --boundary=xyz {} a=b c=d" },
  { ferry: "--form --boundary=xyz {} a=b f@{f}/page.html g@{f}/text;type=a/b c=d" },
  { ferry: "{}", input: "from a pipe\n" },
  { ferry: "--form {}", input: "a=b" },
  { ferry: "DELETE {}", input: "x" },
  { ferry: "-a user:pass:word {}" },
  { ferry: "-A bearer -a token {}" },
  { ferry: "HEAD {}" },
  { ferry: "OPTIONS {} a\\:b=c d\\=e=f" },
];

const CURL: readonly Row[] = [
  { ferry: "{}", other: "{}" },
  { ferry: "-d a=b -d c=d {}" },
  { ferry: "-H X-A:b {} -H Accept:", other: "-H X-A:b {} -H Accept:" },
  { ferry: "-a u:p {}", other: "-u u:p {}" },
  { ferry: "--cookie a=b --cookie c=d {}", other: "--cookie a=b;c=d {}" },
  { ferry: "-H X-E; {}" },
  {
    ferry: "--raw text -H Content-Type:text/x -H Accept:*/* {}",
    other: "-d text -H Content-Type:text/x {}",
  },
];

async function filled(folder: string): Promise<void> {
  await Deno.writeTextFile(`${folder}/text`, "some text\n");
  await Deno.writeTextFile(`${folder}/json`, '{"n": 1}');
  await Deno.writeTextFile(`${folder}/page.html`, "<p>hi</p>");
}

async function compare(server: ScriptedServer, row: Row, other: readonly string[]): Promise<void> {
  await withFolder(async (folder) => {
    await filled(folder);
    const words = (line: string) =>
      line.split(" ").map((word) => word.replaceAll("{}", server.url).replaceAll("{f}", folder));
    const { input, ferry } = row;
    const piped = input === undefined ? {} : { stdin: input, piped: true };
    const { status, stderr } = await run(words(ferry), piped);
    assertEquals(status, 0, stderr);
    const [command = "", ...flags] = other;
    const ignored = input === undefined && command.endsWith("http") ? ["--ignore-stdin"] : [];
    const line = row.other ?? ferry;
    await runOther(command, [...flags, ...ignored, ...words(line)], input);
    const [theirs = "", ours = ""] = server.requests.slice(-2).reverse();
    const [a, b] = [partsOf(ours), partsOf(theirs)];
    if (command.endsWith("curl")) {
      // curl writes a cookie pair without a blank.
      b.headers = b.headers.map(([name, value]) => [name, value.replaceAll(/;(?=\S)/g, "; ")]);
    }
    assertEquals(a, b, ferry);
  });
}

wireTest("request items go out as HTTPie sends them", httpie, async () => {
  await using server = await respondWith(toAnswer("{}"));
  for (const row of HTTPIE) await compare(server, row, [httpie.path()]);
});

wireTest("options that curl has too do the same", curl, async () => {
  await using server = await respondWith(toAnswer("{}"));
  for (const row of CURL) await compare(server, row, [curl.path(), "-s"]);
});
