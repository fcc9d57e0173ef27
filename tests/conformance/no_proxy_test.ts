import { assertEquals } from "@std/assert";
import { Environment } from "../../src/features/connection/env.ts";
import { conformanceTest, readJson } from "./data.ts";

interface CurlCase {
  readonly host: string;
  readonly no_proxy: string;
  readonly bypass: boolean;
}

interface GoHosts {
  readonly no_proxy: string;
  readonly cases: readonly { readonly host: string; readonly use_proxy: boolean }[];
}

interface GoCase {
  readonly http_proxy: string | null;
  readonly https_proxy: string | null;
  readonly no_proxy: string | null;
  readonly cgi: boolean;
  readonly request: string;
  readonly expected: string | null;
}

/**
 * Go reaches this machine without a proxy, whatever the list says; curl, requests and Ferry only if the list says so.
 */
const LOCAL = ["localhost", "127.0.0.1", "127.0.0.2", "[::1]"];

/** A leading dot leaves the host itself out in Go; in curl, requests and Ferry `.host` and `host` mean the same. */
const DOT = ["barbaz.net"];

function find(variables: Readonly<Record<string, string | null>>, url: string): string | undefined {
  const environment = new Environment((name) => variables[name] ?? undefined);
  return environment.proxyFor(new URL(url));
}

conformanceTest("NO_PROXY is read as curl reads it", () => {
  const cases = readJson<CurlCase[]>("no-proxy/curl-unit1614.json");
  assertEquals(cases.length, 78);
  for (const { host, no_proxy, bypass } of cases) {
    const url = `http://${host.includes(":") ? `[${host}]` : host}/`;
    const proxy = find({ HTTP_PROXY: "http://p:1", NO_PROXY: no_proxy }, url);
    assertEquals(proxy === undefined, bypass, `${host} with ${no_proxy}`);
  }
});

conformanceTest("NO_PROXY is read as Go reads it, but for this machine and leading dots", () => {
  const { no_proxy, cases } = readJson<GoHosts>("no-proxy/go-useProxy.json");
  assertEquals(cases.length, 27);
  const different = cases.filter(({ host, use_proxy }) => {
    const proxy = find({ HTTP_PROXY: "http://p:1", NO_PROXY: no_proxy }, `http://${host}/`);
    return (proxy !== undefined) !== use_proxy;
  });
  assertEquals(different.map(({ host }) => host), [...LOCAL, ...DOT]);
});

conformanceTest("the proxy is the one that Go finds, but for a leading dot and a zone", () => {
  const cases = readJson<GoCase[]>("no-proxy/go-proxyForURL.json");
  assertEquals(cases.length, 26);
  const different = cases.filter((given) => {
    // The URL standard has no zones, so no request gets so far.
    if (!URL.canParse(given.request)) return true;
    const variables = {
      HTTP_PROXY: given.http_proxy,
      HTTPS_PROXY: given.https_proxy,
      NO_PROXY: given.no_proxy,
      REQUEST_METHOD: given.cgi ? "GET" : null,
    };
    return (find(variables, given.request) ?? null) !== given.expected;
  });
  assertEquals(different.map(({ no_proxy, request }) => [no_proxy, request]), [
    [".example.com", "http://example.com/"],
    ["example.com", "http://[1000::%25.example.com]:123"],
  ]);
});
