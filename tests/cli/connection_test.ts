import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { createServer } from "node:tls";
import { test } from "../checked.ts";
import { respondWith, toAnswer } from "../wire/scripted.ts";
import { freePort } from "../wire/servers.ts";
import { run, withFolder } from "./screen.ts";

const pemFolder = new URL("../transports/socket/certs/", import.meta.url).pathname;
const pem = (name: string) => Deno.readTextFileSync(`${pemFolder}${name}`);

function serveTls(): Deno.HttpServer<Deno.NetAddr> {
  const options = { cert: pem("localhost.pem"), key: pem("localhost.key") };
  return Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {}, ...options },
    () => new Response("over TLS"),
  );
}

test("-k and --verify let a certificate pass, and a failure says so", async () => {
  await using server = serveTls();
  const url = `https://localhost:${server.addr.port}/`;
  const refused = await run([url]);
  assertEquals([refused.status, refused.stdout], [3, ""]);
  assertMatch(
    refused.stderr,
    /^ferry: Cannot GET [^\n]*--verify CA\.pem [^\n]*--insecure[^\n]*\n$/,
  );
  const rows = [
    ["-k"],
    ["--insecure"],
    ["--verify=no"],
    ["--verify", `${pemFolder}ca.pem`],
    ["-k", "--http1.1"],
    ["--verify", `${pemFolder}ca.pem`, "--http2"],
  ];
  for (const args of rows) {
    const { status, stdout, stderr } = await run([url, ...args]);
    assertEquals([status, stdout], [0, "over TLS"], `${args}: ${stderr}`);
  }
  const { stdout } = await run([url, "--http2", "--verify", `${pemFolder}ca.pem`, "-v"]);
  assertMatch(stdout, /^GET \/ HTTP\/2\r\nhost: localhost/);
  assertStringIncludes(stdout, "\nHTTP 200 OK\n");
  for (const args of [["--verify", "/no/such"], ["--verify", `${pemFolder}localhost.key`]]) {
    assertEquals((await run([url, ...args])).status, 2);
  }
  const both = await run([url, "--http2", "-k"]);
  assertEquals(both.status, 2, both.stderr);
  assertStringIncludes(both.stderr, "--insecure");
});

test("--cert, --key and --passphrase show a certificate", async () => {
  const server = createServer({
    cert: pem("localhost.pem"),
    key: pem("localhost.key"),
    ca: [pem("ca.pem")],
    requestCert: true,
    rejectUnauthorized: true,
  }, (socket) => {
    socket.on("error", () => {});
    socket.once("data", () => socket.end("HTTP/1.1 204 Good\r\nConnection: close\r\n\r\n"));
  });
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const url = `https://localhost:${typeof address === "object" ? address?.port : 0}/`;
  const verify = ["--verify", `${pemFolder}ca.pem`];
  const cert = ["--cert", `${pemFolder}client.pem`];
  const secretKey = [...cert, "--key", `${pemFolder}client.enc.key`];
  try {
    await withFolder(async (folder) => {
      const joined = `${folder}/both.pem`;
      await Deno.writeTextFile(joined, pem("client.pem") + pem("client.key"));
      const rows = [
        [...cert, "--key", `${pemFolder}client.key`],
        ["--cert", joined],
        [...secretKey, "--passphrase", "secret"],
      ];
      for (const args of rows) {
        const { status, stderr } = await run([url, ...verify, ...args]);
        assertEquals(status, 0, stderr);
      }
      assertEquals((await run([url, ...verify, ...secretKey], { secret: "secret" })).status, 0);
      assertEquals((await run([url, ...verify, ...secretKey])).status, 2);
      assertEquals((await run([url, ...verify, ...cert])).status, 2);
      assertEquals((await run([url, ...verify, "--key", joined])).status, 2);
      const none = await run([url, ...verify]);
      assertEquals(none.status, 3, none.stderr);
    });
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
});

test("--resolve, -4 and -6 choose the address", async () => {
  await using server = await respondWith(toAnswer("found"));
  const { port } = server;
  const url = `http://api.example:${port}/`;
  for (const said of [`api.example:${port}:127.0.0.1`, `API.example:*:[::1],127.0.0.1`]) {
    const { status, stdout, stderr } = await run([url, "--resolve", said]);
    assertEquals([status, stdout], [0, "found"], stderr);
  }
  assertMatch(server.requests[0] ?? "", /\r\nhost: api\.example:\d+\r\n/);
  const other = await run([`http://api.invalid:${port}/`, "--resolve", `api.invalid:1:127.0.0.1`]);
  assertEquals(other.status, 3);
  assertStringIncludes(other.stderr, "--resolve HOST:PORT:ADDRESS");
  for (const args of [["-4"], ["--ipv4"]]) {
    assertEquals((await run([`http://localhost:${port}/`, ...args])).stdout, "found");
  }
  const six = await run([`http://localhost:${port}/`, "-6"]);
  assertEquals(six.status, 3);
  for (const wrong of ["h", "h:1", "h:1:name", "h:x:127.0.0.1", ":1:127.0.0.1"]) {
    assertEquals((await run([url, "--resolve", wrong])).status, 2, wrong);
  }
});

test("--unix connects to a socket", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/service`;
    await using _server = Deno.serve({ path, onListen() {} }, ({ url }) => new Response(url));
    const { status, stdout } = await run(["http://docker/v1/info", "--unix", path]);
    assertEquals(status, 0);
    assertStringIncludes(stdout, "/v1/info");
    const both = await run(["http://h/", "--unix", path, "-4"]);
    assertEquals(both.status, 2);
    assertStringIncludes(both.stderr, "--unix together with --resolve, -4 or -6");
  });
});

test("--proxy goes through a proxy, and -v shows the line that it gets", async () => {
  await using proxy = await respondWith(toAnswer("from the proxy"));
  const args = ["http://far.example/x?y=1", "-v", "--show-secrets"];
  const { stdout, status } = await run([...args, "--proxy", `http://u:p@127.0.0.1:${proxy.port}`]);
  assertEquals(status, 0);
  const sent = proxy.requests[0] ?? "";
  assertMatch(
    sent,
    /^GET http:\/\/far\.example\/x\?y=1 HTTP\/1\.1\r\n[^]*proxy-authorization: Basic /,
  );
  assertEquals(stdout.slice(0, sent.length), sent);
});

test("--timeout waits no longer than it says, for anything", async () => {
  await using silent = await respondWith({ end: "hang" });
  await using halting = await respondWith({
    send: "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
    end: "hang",
  });
  for (const url of [silent.url, halting.url]) {
    for (const args of [["--timeout", "0.3"], ["--timeout=300ms"], ["--max-time", "0.3"]]) {
      const startedAt = performance.now();
      const { status, stderr } = await run([url, ...args]);
      const took = performance.now() - startedAt;
      assertEquals(status, 3, stderr);
      assert(took > 250 && took < 10_000, `${args}: ${took} ms`);
      const option = args[0]?.split("=")[0];
      assertMatch(stderr, new RegExp(`^ferry: [^\\n]*${option}[^\\n]*\\n$`));
    }
  }
  const startedAt = performance.now();
  const drip = { send: toAnswer("x".repeat(100)), pieceSize: 1, pause: 500 };
  await using slow = await respondWith(drip);
  assertEquals((await run([slow.url, "--max-time", "0.4", "--timeout", "5"])).status, 3);
  assert(performance.now() - startedAt < 15_000);
});

test("--connect-timeout bounds the connection alone", async () => {
  await using slow = await respondWith({ send: toAnswer("ok"), delay: 1_500 });
  const { status, stderr } = await run([slow.url, "--connect-timeout", "1"]);
  assertEquals(status, 0, stderr);
});

test("--retries tries again, -F follows, --no-follow does not", async () => {
  await using server = await respondWith([
    toAnswer("", { status: "503 Busy", headers: ["Retry-After: 0"] }),
    toAnswer("at last"),
  ]);
  assertEquals((await run([server.url, "--retries", "2"])).stdout, "at last");
  await using moving = await respondWith([
    toAnswer("", { status: "302 Found", headers: ["Location: /b"] }),
    toAnswer("there"),
  ]);
  assertEquals((await run([moving.url, "-F", "--stream"])).stdout, "there");
  await using loop = await respondWith(
    toAnswer("", { status: "302 Found", headers: ["Location: /b"] }),
  );
  const few = await run([loop.url, "--max-redirects", "2"]);
  assertEquals(few.status, 3);
  assertMatch(few.stderr, /--max-redirects allows more/);
  assertEquals((await run([loop.url, "--no-follow", "-h"])).status, 0);
  assertEquals((await run([`http://127.0.0.1:${freePort()}/`, "--retries", "x"])).status, 2);
});

test("--limit-rate reads no faster, to a pipe and to a file", async () => {
  await using server = await respondWith(toAnswer("x".repeat(30_000)));
  await withFolder(async (folder) => {
    for (const more of [[], ["-o", `${folder}/f`]]) {
      const startedAt = performance.now();
      const { status, stderr } = await run([server.url, "--limit-rate", "60k", ...more]);
      assertEquals(status, 0, stderr);
      const took = performance.now() - startedAt;
      assert(took > 400 && took < 20_000, `${took} ms`);
    }
    assertEquals((await Deno.stat(`${folder}/f`)).size, 30_000);
    assertEquals((await run([server.url, "--limit-rate", "fast"])).status, 2);
  });
});

test("a header that is emptied is left out, whichever it is", async () => {
  await using server = await respondWith(toAnswer("ok"));
  for (const name of ["User-Agent", "Accept", "Accept-Encoding", "Accept-Language"]) {
    for (const args of [["-H", `${name}:`], [`${name}:`]]) {
      assertEquals((await run([server.url, ...args])).status, 0);
      const sent = server.requests.at(-1)?.toLowerCase() ?? "";
      assertEquals(sent.includes(`\r\n${name.toLowerCase()}:`), false, sent);
      const { stdout } = await run([server.url, ...args, "--print=H"]);
      assertEquals(stdout, server.requests.at(-1));
    }
    assertEquals((await run([server.url, `${name};`])).status, 0);
    assertMatch(server.requests.at(-1) ?? "", new RegExp(`\\r\\n${name}: ?\\r\\n`, "i"));
  }
});
