/**
 * Serves the files of a folder from memory: `deno run -A file_server.ts PORT FOLDER`.
 *
 * @module
 */

const [port = "0", folder = "."] = Deno.args;
const files = new Map(
  [...Deno.readDirSync(folder)].map(({ name }) => [
    `/${name}`,
    Deno.readFileSync(`${folder}/${name}`),
  ]),
);

Deno.serve({ hostname: "127.0.0.1", port: Number(port), onListen() {} }, (request) => {
  const { pathname } = new URL(request.url);
  const file = files.get(pathname);
  if (!file) return new Response(null, { status: 404 });
  const type = pathname.endsWith(".json") ? "application/json" : "text/plain";
  return new Response(file, { headers: { "content-type": type } });
});
