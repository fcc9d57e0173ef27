/** What a program of its own does with bodies that it has lost, and with clients that it has closed. */

import { assertEquals } from "@std/assert";
import { test } from "./checked.ts";
import { type Answer, respondWith } from "./wire/scripted.ts";

const root = new URL("../", import.meta.url);

/** A megabyte is announced and never comes. */
const STALLED: Answer = {
  send: `HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n${"x".repeat(1000)}`,
  end: "hang",
};

/** Nobody knows how long it is. */
const ENDLESS: Answer = {
  send: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n",
  end: "hang",
};

const SHORT: Answer = {
  send: "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nx",
  end: "hang",
};

const PRELUDE = `
import { Client, FetchTransport, HandlerTransport } from "${new URL("mod.ts", root)}";
import { SocketTransport } from "${new URL("src/transports/socket/mod.ts", root)}";
const [url, which] = Deno.args;
const endless = () => new Response(new ReadableStream({ pull: (c) => c.enqueue(new Uint8Array(9000)) }));
const transport = {
  FetchTransport: () => new FetchTransport(),
  SocketTransport: () => new SocketTransport(),
  HandlerTransport: () => new HandlerTransport(endless),
}[which]();
`;

const TRANSPORTS = ["FetchTransport", "SocketTransport", "HandlerTransport"];

/** Runs a script: what it printed, and whether it ended by itself. */
async function run(script: string, args: readonly string[]): Promise<string> {
  const path = await Deno.makeTempFile({ suffix: ".ts" });
  await Deno.writeTextFile(path, PRELUDE + script);
  const config = new URL("deno.json", root).pathname;
  const flags = ["--no-check", "--quiet", "--v8-flags=--expose-gc", "--config", config, "-A"];
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", ...flags, path, ...args],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const timer = setTimeout(() => child.kill("SIGKILL"), 60_000);
  const { stdout, stderr, signal } = await child.output();
  clearTimeout(timer);
  await Deno.remove(path);
  const decoder = new TextDecoder();
  return decoder.decode(stdout) + decoder.decode(stderr) + (signal ?? "");
}

/** Each way to lose a body. */
const LOSE: Readonly<Record<string, string>> = {
  "of client.fetch": "(await client.fetch(url)).ok",
  "of stream()": "(await client.stream('GET', url)).ok",
  "of a clone": "(await client.stream('GET', url)).clone().ok",
  "of a web clone": "(await client.fetch(url)).clone().ok",
  "that a reader began": "await (await client.fetch(url)).body.getReader().read()",
  "that an iterator began": "await (await client.stream('GET', url)).iterBytes().next()",
};

for (const which of TRANSPORTS) {
  test(`a body that is garbage holds no connection: ${which}`, async () => {
    await using server = await respondWith(STALLED);
    const cases = Object.entries(LOSE).map(([name, code]) => `
      {
        using client = new Client({ transport, limits: { maxConnections: 1 } });
        const kept = [];
        const lose = async () => { ${code} };
        await lose();
        for (let count = 0; client.stats.active > 0 && count < 500; count++) {
          gc();
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
        await lose();
        console.log(${JSON.stringify(name)}, client.stats.active);
      }`);
    const printed = await run(cases.join("\n").replaceAll("using client", "const client"), [
      server.url,
      which,
    ]);
    assertEquals(printed.trim().split("\n"), Object.keys(LOSE).map((name) => `${name} 1`));
  });

  test(`a body that somebody can still read is not let go of: ${which}`, async () => {
    await using server = await respondWith(STALLED);
    const keep = `
      const client = new Client({ transport });
      const stream = (await client.fetch(url)).body;
      const reader = (await client.fetch(url)).body.getReader();
      const iterator = (await client.stream("GET", url)).iterBytes();
      const copy = (await client.stream("GET", url)).clone();
      const web = (await client.fetch(url)).clone();
      for (let count = 0; count < 20; count++) {
        gc();
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      console.log(client.stats.active);
      const first = [
        await stream.getReader().read(), await reader.read(), await iterator.next(),
        await copy.body.getReader().read(), await web.body.getReader().read(),
      ];
      console.log(first.map(({ value }) => value.length > 0).join());
      Deno.exit(0);
    `;
    const printed = await run(keep, [server.url, which]);
    assertEquals(printed.trim().split("\n"), ["5", "true,true,true,true,true"]);
  });
}

/** Each way in which a body ends in an error. */
const FAIL: Readonly<Record<string, string>> = {
  "that broke": "response = await client.stream('GET', url); await response.bytes();",
  "that broke as it was streamed":
    "response = await client.stream('GET', url); for await (const _ of response.iterBytes());",
  "of client.fetch that broke": "response = await client.fetch(url); await response.text();",
  "that was closed":
    "response = await client.stream('GET', url); await response.close(); await response.bytes();",
  "that was too large":
    "response = await client.stream('GET', url, { maxResponseBytes: 10 }); await response.bytes();",
};

for (const which of TRANSPORTS.slice(0, 2)) {
  test(`a response is garbage when its body has failed: ${which}`, async () => {
    await using server = await respondWith({ ...STALLED, end: "close" });
    const cases = Object.entries(FAIL).map(([name, code]) => `
      {
        const kept = [];
        const fail = async () => {
          let response;
          try { ${code} } catch (error) { kept.push(new WeakRef(response), new WeakRef(error)); }
        };
        for (let count = 0; count < 5; count++) await fail();
        const left = () => kept.filter((ref) => ref.deref()).length;
        for (let count = 0; left() > 0 && count < 300; count++) {
          await new Promise((resolve) => setTimeout(resolve, 10));
          gc();
        }
        // The runtime itself may keep the last of them for a while.
        console.log(${JSON.stringify(name)}, kept.length, left() <= 2);
      }`);
    const script = `const client = new Client({ transport });${cases.join("\n")}\nclient.close();`;
    const printed = await run(script, [server.url, which]);
    assertEquals(printed.trim().split("\n"), Object.keys(FAIL).map((name) => `${name} 10 true`));
  });
}

for (const which of TRANSPORTS.slice(0, 2)) {
  test(`an unread body keeps no program running that has closed its client: ${which}`, async () => {
    for (const answer of [STALLED, ENDLESS, SHORT]) {
      // Over fetch a small body is read ahead, and the runtime waits for it.
      if (which === "FetchTransport" && answer === SHORT) continue;
      await using server = await respondWith(answer);
      const script = `
        const client = new Client({ transport, timeout: { total: 300_000 } });
        const streamed = await client.stream("GET", url);
        const fetched = ${which === "SocketTransport"} && await client.fetch(url);
        await new Promise((resolve) => setTimeout(resolve, 50));
        client.close();
        console.log("closed", streamed.status);
      `;
      assertEquals((await run(script, [server.url, which])).trim(), "closed 200");
    }
  });
}

test("a total timeout keeps a program running that waits for a body", async () => {
  const script = `
    const stalled = new HandlerTransport(() => new Response(new ReadableStream({})));
    const client = new Client({ transport: stalled, timeout: { total: 200, read: null } });
    const response = await client.stream("GET", "http://h/");
    console.log(await response.text().catch((error) => error.name));
  `;
  assertEquals((await run(script, ["", "HandlerTransport"])).trim(), "TotalTimeoutError");
});
