import { assertEquals } from "@std/assert";
import { test } from "./checked.ts";

const ROOT = new URL("../", import.meta.url).pathname;

/** Uses what is loaded late: sockets, a coding, a compressed body, a form, a download, pages. */
const PROGRAM = `import { Client } from "${ROOT}mod.ts";
const [url = "", folder = ""] = Deno.args;
using client = new Client({ baseUrl: url });
const files = { file: { content: "text", filename: "a.txt" } };
const sizes: number[] = [];
for await (const page of client.paginate("/pages")) sizes.push((await page.json<number[]>()).length);
console.log(JSON.stringify([
  client.path,
  await client.get("/coded").text(),
  await client.post("/echo", { json: { a: 1 }, compress: "gzip" }).text(),
  (await client.post("/echo", { files }).text()).includes('filename="a.txt"'),
  (await client.download("/coded", folder)).bytes,
  sizes,
]));
`;

function answer(request: Request): Response {
  const { pathname, searchParams } = new URL(request.url);
  if (pathname === "/coded") {
    const stream = new Blob(["coded"]).stream().pipeThrough(new CompressionStream("gzip"));
    return new Response(stream, { headers: { "content-encoding": "gzip" } });
  }
  if (pathname === "/pages") {
    const link: Record<string, string> = searchParams.has("page")
      ? {}
      : { link: '</pages?page=2>; rel="next"' };
    return Response.json([1, 2], { headers: link });
  }
  const isCoded = request.headers.get("content-encoding") === "gzip";
  const body = request.body ?? new Blob().stream();
  return new Response(isCoded ? body.pipeThrough(new DecompressionStream("gzip")) : body);
}

async function run(args: readonly string[]): Promise<string> {
  const command = new Deno.Command(Deno.execPath(), { args: [...args], env: { NO_COLOR: "1" } });
  const { success, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`deno ${args.join(" ")}: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout);
}

for (const splitting of [[], ["--code-splitting"]]) {
  const name = splitting.length > 0 ? "files of which some are loaded late" : "one file";
  test(`a program that deno bundle made of the sources works: ${name}`, async () => {
    await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, answer);
    const folder = await Deno.makeTempDir({ prefix: "ferry-bundle-" });
    try {
      await Deno.writeTextFile(`${folder}/program.ts`, PROGRAM);
      const config = ["--config", `${ROOT}deno.json`, "--no-lock", "--quiet"];
      await run([
        ...["bundle", ...config, "--minify", ...splitting],
        ...["--outdir", `${folder}/out`, `${folder}/program.ts`],
      ]);
      const url = `http://127.0.0.1:${server.addr.port}`;
      const out = await run([
        ...["run", "-A", "--no-config", "--quiet", `${folder}/out/program.js`],
        ...[url, `${folder}/file`],
      ]);
      assertEquals(JSON.parse(out), ["sockets", "coded", '{"a":1}', true, 5, [2, 2]]);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}
