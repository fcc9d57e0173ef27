/**
 * Makes one executable of a program that uses Ferry. What Ferry loads late is in it, too.
 *
 * Run it: `deno run -A examples/compile.ts`
 *
 * @module
 */

const program = `
import { Client } from "@ferry/http";

using client = new Client();
const response = await client.get(Deno.args[0] ?? "");
console.log(response.status, client.path);
`;

await using server = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen() {} },
  () => new Response("hello"),
);
const folder = await Deno.makeTempDir();
try {
  await Deno.writeTextFile(`${folder}/program.ts`, program);
  const config = new URL("../deno.json", import.meta.url).pathname;
  const output = `${folder}/program`;
  // The permissions are those of the executable.
  const permissions = ["--allow-net", "--allow-env"];
  const compiled = await new Deno.Command(Deno.execPath(), {
    args: [
      "compile",
      "--no-check",
      "--config",
      config,
      ...permissions,
      "--output",
      output,
      `${output}.ts`,
    ],
    env: { NO_COLOR: "1" },
  }).output();
  if (compiled.success) {
    const url = `http://127.0.0.1:${server.addr.port}/`;
    const { stdout } = await new Deno.Command(output, { args: [url] }).output();
    console.log("the executable says:", new TextDecoder().decode(stdout).trim());
  } else {
    // The first `deno compile` loads the runtime's base from dl.deno.land.
    const words = new TextDecoder().decode(compiled.stderr).trim().split("\n");
    const cause = words.findLast((line) => /^ +\d+: [a-z]/.test(line));
    console.log("deno compile is not possible here:", cause?.trim());
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}
