import { stripVTControlCharacters } from "node:util";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { test } from "../checked.ts";
import { respondWith, toAnswer } from "../wire/scripted.ts";
import { freePort } from "../wire/servers.ts";
import { run, withFolder } from "./screen.ts";

const JSON_ANSWER = toAnswer('{"b":1,"a":[]}', { headers: ["Content-Type: application/json"] });

test("the request is shown byte for byte as it was sent", async () => {
  await using server = await respondWith(JSON_ANSWER);
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/f.txt`, "content");
    const rows: readonly (readonly string[])[] = [
      [],
      ["q==a/b?c:d@e", "p==%41", "r==http://h/x?y=z", "Referer:http://h/a?b=c#d"],
      ["a=b", "n:=1", "q==x y", "X-Ünt:ä".replace("Ü", "U")],
      ["--form", "a=b c", "d=é"],
      ["--multipart", "a=b", `f@${folder}/f.txt`],
      ["PUT", "--raw", "line\r\nline\n"],
      ["-H", "Host: other.example", "-H", "Content-Type: x/y", "-d", "{}"],
      ["POST"],
      ["--cookie", "a=b", "-a", "u:p"],
      ["-f", `f=${folder}/f.txt`],
      ["DELETE", "X-Empty;"],
    ];
    for (const row of rows) {
      const isMethod = /^[A-Z]+$/.test(row[0] ?? "");
      const args = isMethod ? [row[0] ?? "", server.url, ...row.slice(1)] : [server.url, ...row];
      for (const print of [["-v"], ["--print=HB"], ["--print=HhBb", "--all"]]) {
        const hasSecrets = row.includes("-a");
        for (const reveal of hasSecrets ? [["--show-secrets"]] : [[], ["--show-secrets"]]) {
          const { status, stderr, bytes } = await run([...args, ...print, ...reveal]);
          assertEquals(status, 0, stderr);
          const shown = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
          const sent = server.requests.at(-1) ?? "";
          assertEquals(shown.slice(0, sent.length), sent);
        }
      }
    }
    const piped = { stdin: "from a pipe", piped: true };
    const { stdout } = await run(["-v", server.url, "--show-secrets"], piped);
    assert(stdout.startsWith(server.requests.at(-1) ?? "none"), stdout);
  });
});

test("--print, -h, -b and -m choose what is shown", async () => {
  await using server = await respondWith(JSON_ANSWER);
  const shown = async (...args: string[]) =>
    (await run(["POST", server.url, "x=1", ...args])).stdout;
  assertEquals(await shown(), '{"b":1,"a":[]}');
  assertEquals(await shown("-b"), '{"b":1,"a":[]}');
  assertMatch(await shown("-h"), /^HTTP\/1\.1 200 OK\ncontent-length: 14\n[^{]+\n\n$/);
  assertEquals(await shown("--headers"), await shown("--print=h"));
  assertEquals(await shown("--print=B"), '{"x": "1"}');
  assertMatch(await shown("--print=H"), /^POST \/ HTTP\/1\.1\r\nhost: [^{]+\r\n\r\n$/);
  assertMatch(
    await shown("-m"),
    /^Elapsed time: \d+\.\d{3}s\nTime until the headers: \d+\.\d{3}s\n/,
  );
  assertMatch(await shown("-vv"), /^POST [^]+HTTP\/1\.1 200 OK\n[^]+\}\nElapsed time: /);
  assertEquals(await shown("--print="), "");
  assertEquals((await run([server.url, "--print=x"])).status, 2);
});

test("a request that gets no answer is shown all the same", async () => {
  const url = `http://127.0.0.1:${freePort()}/`;
  const { status, stdout } = await run([url, "-v", "a=1"]);
  assertEquals(status, 3);
  assertMatch(stdout, /^POST \/ HTTP\/1\.1\r\n[^]+\r\n\r\n$/);
});

test("with --all redirects are shown with their bodies, in their order", async () => {
  await using server = await respondWith([
    toAnswer("moved", {
      status: "302 Found",
      headers: ["Location: /b", "Content-Type: text/plain"],
    }),
    toAnswer("there", { headers: ["Content-Type: text/plain"] }),
  ]);
  const { stdout } = await run(["--all", "--print=HhBb", `${server.url}/a`]);
  const lines = stdout.split(/\r?\n/).filter((line) => /^(?:GET|HTTP|moved|there)/.test(line));
  assertEquals(lines, [
    "GET /a HTTP/1.1",
    "HTTP/1.1 302 Found",
    "moved",
    "GET /b HTTP/1.1",
    "HTTP/1.1 200 OK",
    "there",
  ]);
});

test("secrets of a request are hidden, also in its body and its query", async () => {
  await using server = await respondWith(JSON_ANSWER);
  const args = [`${server.url}/?token=hunter2`, "X-Api-Key:hunter2", "Cookie:sid=hunter2"];
  const bodies = [["password=hunter2", "user=ada"], ["--form", "password=hunter2", "user=ada"], [
    "--multipart",
    "password=hunter2",
    "user=ada",
  ]];
  for (const body of bodies) {
    for (const how of [["-v"], ["--offline"], ["-v", "--pretty=all"]]) {
      const { stdout, status, stderr } = await run([...args, ...body, ...how]);
      assertEquals(status, 0, stderr);
      assertEquals(stdout.includes("hunter2"), false, stdout);
      assertStringIncludes(stdout, "ada");
      assertMatch((await run([...args, ...body, ...how, "--show-secrets"])).stdout, /hunter2/);
    }
  }
});

const BODIES: readonly (readonly [type: string, body: string, shown: string])[] = [
  [
    "application/json",
    '{"a":[1,{"b":null}]}',
    '{\n  "a": [\n    1,\n    {\n      "b": null\n    }\n  ]\n}\n',
  ],
  ["application/json", "{broken", "{broken\n"],
  ["application/xml", '<a><b x="1">t</b><c/></a>', '<a>\n  <b x="1">t</b>\n  <c/>\n</a>\n'],
  ["image/svg+xml", "<svg><g/></svg>", "<svg>\n  <g/>\n</svg>\n"],
  ["text/xml", "<a><b></a>", ""],
  ["text/html", "<ul><li>a</li><li>b</li></ul>", "<ul>\n  <li>a</li>\n  <li>b</li>\n</ul>\n"],
  ["application/x-ndjson", '{"a":1}\n{"b":[2]}\n', '{\n  "a": 1\n}\n{\n  "b": [\n    2\n  ]\n}\n'],
  [
    "text/event-stream",
    'event: tick\ndata: {"a":1}\n\n: note\ndata: text\n\n',
    'event: tick\ndata: {\n        "a": 1\n      }\n\n: note\ndata: text\n\n',
  ],
  ["text/plain", "as it is\n", "as it is\n"],
];

test("JSON, XML, HTML, event streams and NDJSON are laid out for a person", async () => {
  for (const [type, body, shown] of BODIES) {
    await using server = await respondWith(toAnswer(body, { headers: [`Content-Type: ${type}`] }));
    const { stdout } = await run([server.url, "-b"], { terminal: true });
    if (shown) assertEquals(stdout, shown, type);
    const colored = await run([server.url, "-b"], { terminal: true, color: true });
    const bare = stripVTControlCharacters(colored.stdout);
    assertEquals(bare, stdout, type);
    const isColored = type !== "text/plain" && body !== "{broken" && body !== "<a><b></a>" ||
      type === "text/xml";
    assertEquals(colored.stdout.includes("\x1b["), isColored, type);
    assertEquals((await run([server.url])).stdout, body, type);
    const only = await run([server.url, "--pretty=colors"]);
    if (/json$|xml/.test(type)) {
      assertEquals(stripVTControlCharacters(only.stdout).trimEnd(), body.trimEnd());
    }
  }
});

test("colors: who says so on the command line wins, then FORCE_COLOR, then NO_COLOR", async () => {
  await using server = await respondWith(JSON_ANSWER);
  const rows = [
    [[], {}, false],
    [[], { terminal: true }, false],
    [[], { terminal: true, color: true }, true],
    [[], { color: true }, false],
    [[], { forceColor: true }, true],
    [[], { terminal: true, color: true, forceColor: false }, false],
    [["--pretty=none"], { terminal: true, color: true }, false],
    [["--pretty=format"], { terminal: true, color: true }, false],
    [["--pretty=colors"], {}, true],
    [["--pretty=all"], {}, true],
  ] as const;
  for (const [args, options, isColored] of rows) {
    const { stdout } = await run([server.url, ...args], options);
    assertEquals(stdout.includes("\x1b["), isColored, JSON.stringify([args, options]));
  }
});

test("event streams and NDJSON are shown as they come, into a pipe every byte", async () => {
  for (const type of ["text/event-stream", "application/x-ndjson", "text/plain", "image/png"]) {
    const interruption = new AbortController();
    await using server = await respondWith({
      send: `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\n\r\ndata: 1\n\n`,
      end: "hang",
    });
    const onWrite = (text: string) => text.includes("1") && interruption.abort();
    const options = { signal: interruption.signal, onWrite };
    const terminal = type !== "image/png";
    const { status } = await run([server.url, "-b", "-I"], { ...options, terminal });
    assertEquals(status, 130, type);
  }
});

test("--stream shows JSON as it comes, not laid out", async () => {
  const interruption = new AbortController();
  await using server = await respondWith({
    send: 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{"a":1}\n',
    end: "hang",
  });
  const onWrite = (text: string) => text.includes('{"a":1}') && interruption.abort();
  const options = { terminal: true, signal: interruption.signal, onWrite };
  assertEquals((await run([server.url, "-b", "--stream"], options)).status, 130);
});

test("who sees no status is told of an error; with -q not", async () => {
  await using server = await respondWith(toAnswer("gone", { status: "410 Gone" }));
  const { status, stdout, stderr } = await run([server.url]);
  assertEquals([status, stdout, stderr], [1, "gone", "ferry: the answer is 410 Gone\n"]);
  assertEquals((await run([server.url, "-q"])).stderr, "");
  assertEquals((await run([server.url], { terminal: true })).stderr, "");
});

test("a body of deep or endless markup takes no time", async () => {
  const hostile = [
    "<a ".repeat(50_000),
    "<a" + "x".repeat(200_000),
    "<a>".repeat(20_000),
    "<!--".repeat(
      50_000,
    ),
  ];
  for (const body of hostile) {
    for (const type of ["text/html", "application/xml"]) {
      const answer = toAnswer(body, { headers: [`Content-Type: ${type}`] });
      await using server = await respondWith(answer);
      const startedAt = performance.now();
      const { status } = await run([server.url, "-b"], { terminal: true, color: true });
      assertEquals(status, 0);
      assert(performance.now() - startedAt < 15_000, `${type}: ${body.slice(0, 9)}`);
    }
  }
});
