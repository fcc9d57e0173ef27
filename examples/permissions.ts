/**
 * Runs small programs with few permissions, and shows what each of them can do.
 *
 * Run it: `deno run -A examples/permissions.ts`
 *
 * @module
 */

await using server = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen() {} },
  () => new Response("hello"),
);
const url = `http://127.0.0.1:${server.addr.port}/hello.txt`;
const folder = await Deno.makeTempDir();
const config = new URL("../deno.json", import.meta.url).pathname;

/** Runs a program with these permissions alone, and gives what it says first. */
async function run(code: string, permissions: readonly string[]): Promise<string> {
  await Deno.writeTextFile(
    `${folder}/program.ts`,
    `import { Client } from "@ferry/http";\n${code}`,
  );
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--config", config, ...permissions, `${folder}/program.ts`],
    env: { NO_COLOR: "1" },
  }).output();
  const [line = ""] = new TextDecoder().decode(success ? stdout : stderr).trim().split("\n");
  return line.replaceAll(folder, "FOLDER").replace(/^error: Uncaught \(in promise\) /, "");
}

const get = `using client = new Client(); await client.get("${url}"); console.log(client.path);`;
const alone = get.replace("Client()", "Client({ trustEnv: false })");
const download = `using client = new Client({ trustEnv: false });
const { bytes } = await client.download("${url}", "${folder}/hello.txt");
console.log(bytes, "bytes");`;
const net = "--allow-net=127.0.0.1";
const files = [`--allow-read=${folder}`, `--allow-write=${folder}`];

try {
  console.log("GET with nothing:", await run(get, []));
  console.log("GET with the network:", await run(get, [net]));
  console.log("GET with the network and the environment:", await run(get, [net, "--allow-env"]));
  console.log("GET with trustEnv: false:", await run(alone, [net]));
  console.log("download with the network:", await run(download, [net]));
  console.log("download with the network and a folder:", await run(download, [net, ...files]));
} finally {
  await Deno.remove(folder, { recursive: true });
}
