/**
 * Logs in, keeps the session cookie in a file, and goes on with it in a second client.
 *
 * Run it: `deno run -A examples/session_login.ts`
 *
 * @module
 */

import { Client } from "@ferry/http";
import { FileCookieStore } from "@ferry/http/cookies";

await using server = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen() {} },
  async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/login") {
      const form = await request.formData();
      if (form.get("password") !== "open sesame") return new Response("no", { status: 403 });
      return new Response(null, {
        status: 303,
        headers: { location: "/me", "set-cookie": "sid=31d4; Path=/; HttpOnly; Max-Age=3600" },
      });
    }
    const known = request.headers.get("cookie") === "sid=31d4";
    return known ? Response.json({ name: "Ada" }) : new Response("who?", { status: 401 });
  },
);
const baseUrl = `http://127.0.0.1:${server.addr.port}`;
const folder = await Deno.makeTempDir();
const store = new FileCookieStore(`${folder}/cookies.json`);

{
  using client = new Client({ baseUrl, cookies: await store.load() });
  // The 303 is followed; its cookie is kept and sent with the next hop.
  const response = await client.post("/login", {
    data: { name: "ada", password: "open sesame" },
  });
  console.log(response.status, response.url, await response.json());
  console.log("came by", response.history.map(({ status }) => status));
  await store.save(client.cookies);
}

{
  using client = new Client({ baseUrl, cookies: await store.load() });
  const response = (await client.get("/me")).raiseForStatus();
  console.log("still logged in as", await response.json());
}

await Deno.remove(folder, { recursive: true });
