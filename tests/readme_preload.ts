/**
 * Answers the requests of the README's examples: they name real servers, and tests talk to none. A client uses a
 * global `fetch` that was replaced.
 *
 * @module
 */

globalThis.fetch = (input, init) => {
  const { url } = new Request(input, init);
  const { host, pathname } = new URL(url);
  if (host === "www.rfc-editor.org") {
    return Promise.resolve(new Response("9.2.2.  idempotent methods\nand more\n"));
  }
  if (pathname.endsWith("/no-such-repository")) {
    return Promise.resolve(Response.json({ message: "Not Found" }, { status: 404 }));
  }
  return Promise.resolve(Response.json({ stargazers_count: 97531, items: [] }));
};
