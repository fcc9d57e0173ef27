import { assertEquals } from "@std/assert";
import { CookieJar } from "../../mod.ts";
import { test } from "../checked.ts";
import { fc } from "./fast_check.ts";

const hosts = fc.constantFrom(
  "example.com",
  "a.example.com",
  "b.a.example.com",
  "notexample.com",
  "example.org",
  "com",
  "127.0.0.1",
  "1.127.0.0.1.example.com",
  "[::1]",
);
const schemes = fc.constantFrom("http:", "https:");
const paths = fc.constantFrom("/", "/a", "/a/", "/a/b", "/ab", "/A");
const urls = fc.tuple(schemes, hosts, paths).map(([scheme, host, path]) =>
  `${scheme}//${host}${path}`
);

const settings = fc.record({
  url: urls,
  domain: fc.option(hosts),
  path: fc.option(paths),
  secure: fc.boolean(),
});

/** Whether a host is the domain or below it (RFC 6265bis section 5.1.3); no address is below another. */
function isWithin(host: string, domain: string): boolean {
  if (host === domain) return true;
  return host.endsWith(`.${domain}`) && !/^[\d.]+$|^\[/.test(host);
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}

function folderOf(path: string): string {
  const end = path.lastIndexOf("/");
  return end <= 0 ? "/" : path.slice(0, end);
}

type Setting = typeof settings extends fc.Arbitrary<infer T> ? T : never;

/** Over TLS, or to this machine. */
function isSafe({ protocol, hostname }: URL): boolean {
  return protocol === "https:" || hostname === "127.0.0.1" || hostname === "[::1]";
}

/** Who may get a cookie by RFC 6265bis; `undefined` if the jar must not take it. */
function audience(set: Setting): ((url: URL) => boolean) | undefined {
  const from = new URL(set.url);
  const { domain } = set;
  if (set.secure && !isSafe(from)) return undefined;
  if (domain !== null && !isWithin(from.hostname, domain)) return undefined;
  // A public suffix is for its own host alone.
  const hostOnly = domain === null || domain === "com" || /^[\d.]+$|^\[/.test(domain);
  if (domain === "com" && from.hostname !== "com") return undefined;
  const path = set.path ?? folderOf(from.pathname);
  return (url) =>
    (hostOnly ? url.hostname === from.hostname : isWithin(url.hostname, domain ?? "")) &&
    isBelow(url.pathname, path) && (!set.secure || isSafe(url));
}

test("a cookie goes to whom it was set for, and to nobody else", () => {
  const property = fc.property(
    settings,
    fc.array(urls, { minLength: 1, maxLength: 8 }),
    (set, asked) => {
      const jar = new CookieJar();
      const attributes = [
        "name=value",
        ...(set.domain === null ? [] : [`Domain=${set.domain}`]),
        ...(set.path === null ? [] : [`Path=${set.path}`]),
        ...(set.secure ? ["Secure"] : []),
      ];
      jar.setCookie(attributes.join("; "), set.url);
      const isFor = audience(set);
      for (const url of asked) {
        const want = isFor?.(new URL(url)) ? "name=value" : "";
        assertEquals(
          jar.cookieHeader(url),
          want,
          `${attributes.join("; ")} of ${set.url} to ${url}`,
        );
      }
    },
  );
  fc.assert(property, { numRuns: 3000 });
});
