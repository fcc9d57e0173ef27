/**
 * Fetches URLs that somebody else named, such as the pictures of users: public places only, so much, so long.
 *
 * Run it: `deno run -A examples/untrusted_urls.ts`
 *
 * @module
 */

import { BlockedUrlError, Client, ResponseTooLargeError } from "@ferry/http";

await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
  const { pathname } = new URL(request.url);
  if (pathname === "/trap") return Response.redirect("http://169.254.169.254/latest/meta-data/");
  return new Response(new Uint8Array(pathname === "/huge" ? 1_000_000 : 1_000));
});
const { port } = server.addr;

using client = new Client({
  // Of this machine only the address on which this program listens; leave `allow` out in yours.
  blockPrivateNetworks: { allow: ["127.0.0.1"] },
  allowUrl: ({ protocol, pathname }) => protocol === "http:" && !pathname.includes("/admin"),
  maxResponseBytes: 100_000,
  maxRedirects: 3,
  timeout: { total: 10_000 },
  trustEnv: false,
});

const urls = [
  `http://127.0.0.1:${port}/picture`,
  `http://127.0.0.1:${port}/trap`,
  `http://127.0.0.1:${port}/huge`,
  `http://127.0.0.1:${port}/admin`,
  "http://10.0.0.1/",
  "http://[::1]/",
  "http://0x7f.2/",
  "http://localhost/",
];
for (const url of urls) {
  const shown = url.replace(String(port), "PORT");
  try {
    const { status, content } = await client.get(url);
    console.log(shown, status, content.length, "bytes");
  } catch (error) {
    if (!BlockedUrlError.is(error) && !ResponseTooLargeError.is(error)) throw error;
    console.log(shown, error.name);
  }
}
