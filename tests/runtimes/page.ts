/**
 * The page in which the scenarios run in a browser.
 *
 * @module
 */

import type { Route } from "./routes.ts";

/**
 * Gives the paths for it.
 *
 * @param folder Where its modules are.
 */
export function servePage(folder: string): Readonly<Record<string, Route>> {
  return {
    "/page": () =>
      new Response("<!doctype html><title>Ferry</title>", {
        headers: { "content-type": "text/html" },
      }),
    "/modules/": async (_, url) => {
      const code = await Deno.readTextFile(`${folder}/${url.pathname.split("/").at(-1)}`);
      return new Response(code, { headers: { "content-type": "text/javascript" } });
    },
  };
}
