/** Whole programs: their environment, and that they end. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { main, type Scenario, type Scene } from "../scenario.ts";

/** Runs a program with `Client` at hand, and gives what it printed. */
async function run(
  { program }: Scene,
  script: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const code = `import { Client } from "@ferry/http";\n${script}`;
  const { out, err, code: exit } = await program(code, env);
  assertEquals([exit, err.replace(/^.*(?:Warning|warning).*\n?/gm, "").trim()], [0, ""]);
  return out.trim();
}

/** Prints the status and what a proxy says of itself. */
function ask(options: string, url: string): string {
  return `const client = new Client(${options});
    const { headers, status } = await client.get("${url}");
    console.log(status, headers.get("via"), client.path);
    client.close();`;
}

export const programs: readonly Scenario[] = [
  main("a program ends by itself, whatever it has left open", async (scene) => {
    const started = performance.now();
    const out = await run(
      scene,
      `const client = new Client({ timeout: 60_000, limits: { keepaliveExpiry: 60_000 } });
       const response = await client.get("${scene.facts.http}/json");
       await client.fetch("${scene.facts.http}/json");
       console.log(response.status);`,
    );
    assertEquals(out, "200");
    assert(performance.now() - started < 10_000);
  }, "programs"),
  main("the environment's proxy", async (scene) => {
    const { http, proxy } = scene.facts;
    const env = { http_proxy: proxy };
    const url = `${http}/json`;
    assertEquals(await run(scene, ask("", url), env), "200 ferry-proxy sockets");
    assertEquals(await run(scene, ask("{ proxy: null }", url), env), "200 null sockets");
    assertEquals(await run(scene, ask("{ trustEnv: false }", url), env), "200 null sockets");
  }, "programs"),
  main("NO_PROXY", async (scene) => {
    const env = { http_proxy: scene.facts.proxy, no_proxy: "127.0.0.1" };
    assertEquals(await run(scene, ask("", `${scene.facts.http}/json`), env), "200 null sockets");
  }, "programs"),
  main("trustEnv: false, though the runtime itself uses proxies", async (scene) => {
    const env = { http_proxy: scene.facts.proxy, NODE_USE_ENV_PROXY: "1" };
    const script = ask("{ trustEnv: false }", `${scene.facts.http}/json`);
    assertEquals(await run(scene, script, env), "200 null sockets");
  }, "programs"),
  main(
    "a TLS session is resumed, its certificate checked before",
    async (scene) => {
      const { ca, server } = scene.facts;
      const [cert, key] = server;
      const out = await run(
        scene,
        `import { createServer } from "node:tls";
       const server = createServer(${JSON.stringify({ cert, key })}, (socket) => {
         socket.on("error", () => {});
         socket.once("data", () => {
           const text = String(socket.isSessionReused());
           socket.end("HTTP/1.1 200 OK\\r\\nConnection: close\\r\\nContent-Length: " +
             text.length + "\\r\\n\\r\\n" + text);
         });
       });
       server.on("tlsClientError", () => {});
       await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
       const url = "https://localhost:" + server.address().port;
       const client = new Client({ verify: { caCerts: ${JSON.stringify(ca)} } });
       const stranger = new Client();
       for (let n = 0; n < 3; n++) {
         const response = await client.get(url);
         console.log(await response.text(), response.tls.fingerprint256 !== undefined);
         const refused = await stranger.get(url).then(() => "none", ({ name }) => name);
         if (refused !== "TlsError") console.log(refused);
       }
       server.close();`,
      );
      assertEquals(out.split("\n"), ["false true", "true true", "true true"]);
    },
    "programs",
    "resumed sessions",
  ),
  main("SSL_CERT_FILE", async (scene) => {
    const path = `${scene.facts.folder}/${scene.platform.title} ca.pem`;
    await scene.write(path, scene.facts.ca);
    const env = { SSL_CERT_FILE: path };
    const url = `${scene.facts.https}/json`;
    assertEquals(await run(scene, ask("", url), env), "200 null sockets");
    const script = `const client = new Client({ trustEnv: false });
      await client.get("${url}").then(console.log, ({ code }) => console.log(code));`;
    const out = await run(scene, script, env);
    // Some runtimes heed the file by themselves.
    assertMatch(out, /^ERR_TLS$|200/);
  }, "programs"),
  main("the default netrc file", async (scene) => {
    const home = `${scene.facts.folder}/${scene.platform.title} netrc`;
    await scene.write(home, 'machine 127.0.0.1 login Aladdin password "open sesame"\n');
    const env = { NETRC: home };
    assertEquals(await run(scene, ask("", `${scene.facts.http}/basic`), env), "200 null sockets");
    const script = ask("{ trustEnv: false }", `${scene.facts.http}/basic`);
    assertEquals(await run(scene, script, env), "401 null sockets");
  }, "programs"),
];
