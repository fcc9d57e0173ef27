/**
 * Sets time limits, and tells apart what went wrong.
 *
 * Run it: `deno run -A examples/timeouts.ts`
 *
 * @module
 */

import {
  Client,
  ConnectError,
  HttpError,
  JsonDecodeError,
  StatusError,
  TimeoutError,
} from "@ferry/http";

await using server = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen() {} },
  async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/missing") {
      const problem = { title: "No such ship", detail: "There are ships 1 to 8." };
      const headers = { "content-type": "application/problem+json" };
      return Response.json(problem, { status: 404, headers });
    }
    if (pathname === "/text") return new Response("<p>hello</p>");
    // Longer than anybody here waits.
    await new Promise((resolve) => setTimeout(resolve, 500));
    return new Response("late");
  },
);

/** Says what went wrong, the special before the general. */
function explain(error: unknown): string {
  if (TimeoutError.is(error)) return `too slow (${error.code})`;
  if (StatusError.is(error)) return `status ${error.status}: ${error.problem?.detail}`;
  if (JsonDecodeError.is(error)) return "an answer, but no JSON";
  if (ConnectError.is(error)) return `no connection, worth another try: ${error.retryable}`;
  if (HttpError.is(error)) return error.message;
  return error instanceof DOMException ? `given up: ${error.name}` : "a mistake in the program";
}

const baseUrl = `http://127.0.0.1:${server.addr.port}`;
using client = new Client({ baseUrl, timeout: { connect: 50, read: 50, total: 2_000 } });

const closed = Deno.listen({ hostname: "127.0.0.1", port: 0 });
const { port } = closed.addr;
closed.close();

for (const url of ["/slow", "/missing", "/text", `http://127.0.0.1:${port}/`, "gopher://a.test/"]) {
  try {
    const response = (await client.get(url)).raiseForStatus();
    console.log(url, await response.json());
  } catch (error) {
    console.log(`${url.replace(String(port), "PORT")}: ${explain(error)}`);
  }
}

try {
  await client.get("/slow", { timeout: null, signal: AbortSignal.timeout(30) });
} catch (error) {
  console.log(`your own signal: ${explain(error)}`);
}
