import { assertEquals } from "@std/assert";
import { Environment } from "../src/features/connection/env.ts";
import { test } from "./checked.ts";

function environment(variables: Readonly<Record<string, string>>): Environment {
  return new Environment((name) => variables[name]);
}

function find(variables: Readonly<Record<string, string>>, url: string): string | undefined {
  return environment(variables).proxyFor(new URL(url));
}

const HTTP = "http://a.test/";
const HTTPS = "https://a.test/";

test("each scheme has its proxy, ALL_PROXY is for those without one", () => {
  const all = { ALL_PROXY: "socks5://all:1" };
  assertEquals(find(all, HTTP), "socks5://all:1");
  assertEquals(find({ ...all, HTTPS_PROXY: "http://s:1" }, HTTPS), "http://s:1");
  assertEquals(find({ ...all, HTTPS_PROXY: "http://s:1" }, HTTP), "socks5://all:1");
  assertEquals(find({ HTTPS_PROXY: "http://s:1" }, HTTP), undefined);
  assertEquals(find({ HTTP_PROXY: " s:8080 " }, HTTP), "http://s:8080");
  assertEquals(find(all, "ftp://a.test/"), undefined);
});

test("a name in lower case comes first, also where it is empty", () => {
  assertEquals(
    find({ HTTP_PROXY: "http://upper", http_proxy: "http://lower" }, HTTP),
    "http://lower",
  );
  assertEquals(find({ HTTPS_PROXY: "http://upper", https_proxy: "" }, HTTPS), undefined);
  assertEquals(
    find({ HTTP_PROXY: "http://p", NO_PROXY: "*", no_proxy: "b.test" }, HTTP),
    "http://p",
  );
  assertEquals(find({ http_proxy: "http://p", no_proxy: "a.test" }, HTTP), undefined);
});

test("a CGI program takes no proxy from HTTP_PROXY, which whoever asks can set", () => {
  const cgi = { REQUEST_METHOD: "GET", HTTP_PROXY: "http://evil" };
  assertEquals(find(cgi, HTTP), undefined);
  assertEquals(environment(cgi).hasProxies, true);
  assertEquals(find({ ...cgi, http_proxy: "http://own" }, HTTP), "http://own");
  assertEquals(find({ ...cgi, HTTPS_PROXY: "http://own" }, HTTPS), "http://own");
});

test("what may not be read is not known, and nothing is not there", () => {
  const unknown = new Environment(undefined);
  assertEquals([unknown.hasProxies, unknown.hasExceptions], [undefined, undefined]);
  assertEquals(unknown.proxyFor(new URL(HTTP)), undefined);
  const none = environment({});
  assertEquals([none.hasProxies, none.hasExceptions], [false, false]);
  assertEquals(environment({ NO_PROXY: "a.test" }).hasExceptions, true);
});

async function readInChild(env: Record<string, string>): Promise<string> {
  const script = `
    import { readEnvironment } from "${new URL(
    "../src/features/connection/env.ts",
    import.meta.url,
  )}";
    const { hasProxies, hasExceptions, caCerts } = readEnvironment();
    console.log(JSON.stringify([hasProxies ?? null, hasExceptions ?? null, caCerts?.length ?? null]));
  `;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", script],
    env,
    cwd: new URL("..", import.meta.url),
  }).output();
  return new TextDecoder().decode(stdout).trim() || new TextDecoder().decode(stderr);
}

test("a file of certificates that is not one, or not there, changes nothing", async () => {
  const certs = new URL("./transports/socket/certs/", import.meta.url);
  const path = new URL("ca.pem", certs).pathname;
  const { length } = Deno.readTextFileSync(path);
  const files = [path, import.meta.filename ?? "", "/nowhere/at-all.pem", ""];
  const read = await Promise.all(
    files.map((file) => readInChild({ SSL_CERT_FILE: file, HTTP_PROXY: "", http_proxy: "" })),
  );
  assertEquals(read.map((text) => JSON.parse(text)[2]), [length, null, null, null]);
});
