/**
 * Where a redirect leads, written in one of many ways.
 *
 * @module
 */

import type { Chooser } from "./grammar.ts";

/** What stands for the server's own port in a Location. */
export const PORT_MARK = "{port}";

/** What stands for the host that was asked, with its port. */
export const HOST_MARK = "{host}";

/** A Location that leads to the next answer of a case, or somewhere else. */
export function toLocation(choose: Chooser, index: number, hop: number): string {
  const path = `/${index}/${hop}`;
  const here = HOST_MARK;
  // deno-fmt-ignore
  return choose.of(
    [path, path, `http://${here}${path}`, `//${here}${path}`, `${hop}`, `./${hop}`, `../${index}/${hop}`, `${path}?a=b`, `${path}#f`,
      `HTTP://${here}${path}`],
    [`http://127.0.0.2:${PORT_MARK}${path}`, `http://localhost:${PORT_MARK}${path}`, "", " ", "ftp://127.0.0.1/", "http://[", "http://", "javascript:alert(1)", "data:,x", "file:///etc/passwd", `http:${path}`,
      `http:/${here}${path}`, `http:\\\\${here}${path}`, `\\\\${here}${path}`, `${path} `, `\t${path}`, `${path}?\xe2\x82\xac`,
      `${path}?\xe9`, `${path}?a b`, `${path}?%zz`, `http://user:pass@${here}${path}`, "http://127.0.0.1:0/", "http://127.0.0.1:1/",
      "http://127.0.0.1:99999/", `http://127.1:${PORT_MARK}${path}`, `http://0x7f.1:${PORT_MARK}${path}`, `http://${here}`, "?", "#f",
      `http://2130706433:${PORT_MARK}${path}`, `${path}/../${hop}`, `/%2e%2e${path}`, `/.${path}`, `/;${path}`, `${path}\x00`,
      `http://${here}@evil.invalid/`, `/${index}/0`, `https://${here}${path}`, `//\t${here}${path}`, `/\\${here}${path}`,
      `http://xn--a.invalid/`, `http://a..b.invalid/`, `http://127.0.0.1.:${PORT_MARK}${path}`, `http://[::ffff:7f00:1]:${PORT_MARK}${path}`],
  );
}
