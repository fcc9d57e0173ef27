import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { HttpError, TlsError } from "../../mod.ts";
import type { SocketOptions } from "../../src/transports/socket/mod.ts";
import { wireTest } from "./checked_wire.ts";
import { getText, overSockets, readPem } from "./over_sockets.ts";
import { nginx } from "./programs.ts";
import { startNginx } from "./servers.ts";

/** Starts nginx with one of our certificates. */
async function startSecure(name: string, server = "") {
  const running = await startNginx({
    listen: "ssl",
    files: {
      "cert.pem": readPem(`${name}.pem`),
      "key.pem": readPem(`${name}.key`),
      "ca.pem": readPem("ca.pem"),
    },
    server: ({ directory }) => `
      ssl_certificate ${directory}/cert.pem;
      ssl_certificate_key ${directory}/key.pem;
      ${server.replaceAll("DIRECTORY", directory)}
      location / { return 200 "$ssl_protocol $ssl_client_verify $ssl_alpn_protocol"; }`,
  });
  return { ...running, url: `https://localhost:${running.port}/` };
}

/** Deno's own TLS, and node's, which is used where the first cannot do it. */
function bothKinds(): readonly SocketOptions[] {
  return [{ verify: readPem("ca.pem") }, { verify: false }];
}

wireTest("TLS 1.2 alone and TLS 1.3 alone are spoken", nginx, async () => {
  for (const version of ["TLSv1.2", "TLSv1.3"]) {
    await using server = await startSecure("localhost", `ssl_protocols ${version};`);
    for (const options of bothKinds()) {
      assertEquals(await getText(server.url, options), `${version} NONE http/1.1`);
    }
  }
});

wireTest("a server with nothing but TLS 1.1 is a TlsError", nginx, async () => {
  await using server = await startSecure(
    "localhost",
    "ssl_protocols TLSv1.1; ssl_ciphers DEFAULT@SECLEVEL=0;",
  );
  for (const options of bothKinds()) {
    const error = await assertRejects(() => getText(server.url, options), TlsError);
    assertMatch(error.message, /TLS handshake/);
  }
});

wireTest("a certificate that is not right is a TlsError that says which way", nginx, async () => {
  const ca = readPem("ca.pem");
  const client = { cert: readPem("client.pem"), key: readPem("client.key") };
  const cases: readonly (readonly [name: string, options: SocketOptions, words: RegExp])[] = [
    ["localhost", {}, /issuer is unknown/],
    ["localhost", { cert: client }, /issuer is unknown/],
    ["other", { verify: ca }, /another name/],
    ["other", { verify: ca, cert: client }, /another name/],
    ["expired", { verify: ca }, /expired/],
    ["expired", { verify: ca, cert: client }, /expired/],
    ["self", {}, /self-signed|issuer is unknown/],
    ["self", { cert: client }, /self-signed/],
    ["localhost", { verify: { fingerprint256: "00".repeat(32) } }, /fingerprint/],
  ];
  for (const [name, options, words] of cases) {
    await using server = await startSecure(name);
    using sockets = overSockets(options);
    const error = await assertRejects(() => sockets.client.get(server.url), TlsError);
    assertMatch(error.message, words, name);
    assertEquals([error.phase, sockets.transport.stats.open], ["connect", 0], name);
  }
});

wireTest("a client certificate is shown where the server wants one", nginx, async () => {
  const verify = readPem("ca.pem");
  const cert = { cert: readPem("client.pem"), key: readPem("client.key") };
  const encrypted = { ...cert, key: readPem("client.enc.key"), passphrase: "secret" };
  const stranger = { cert: readPem("self.pem"), key: readPem("self.key") };
  for (const wish of ["on", "optional"]) {
    const directives = `ssl_client_certificate DIRECTORY/ca.pem; ssl_verify_client ${wish};`;
    for (const version of ["TLSv1.2", "TLSv1.3"]) {
      await using server = await startSecure("localhost", `ssl_protocols ${version};${directives}`);
      for (const own of [cert, encrypted]) {
        const text = await getText(server.url, { verify, cert: own });
        assertEquals(text, `${version} SUCCESS http/1.1`);
      }
      using without = overSockets({ verify });
      const response = await without.client.get(server.url);
      const seen = response.status === 200 ? await response.text() : response.status;
      assertEquals(seen, wish === "on" ? 400 : `${version} NONE http/1.1`);
      using wrong = overSockets({ verify, cert: stranger });
      assertEquals((await wrong.client.get(server.url)).status, 400, "nginx refuses it in HTTP");
    }
  }
});

wireTest("plain HTTP to a TLS port, and TLS to a plain one", nginx, async () => {
  await using secure = await startSecure("localhost");
  using sockets = overSockets();
  const response = await sockets.client.get(`http://localhost:${secure.port}/`);
  assertEquals(response.status, 400);
  await using plain = await startNginx('location / { return 200 "plain"; }');
  for (const options of bothKinds()) {
    const url = `https://localhost:${plain.port}/`;
    await assertRejects(() => getText(url, options), TlsError, "handshake");
  }
});

wireTest("a large file comes whole over TLS, on one connection", nginx, async () => {
  const content = Uint8Array.from({ length: 3_000_000 }, (_, at) => at * 7 % 251);
  for (const options of bothKinds()) {
    await using server = await startNginx({
      listen: "ssl",
      files: {
        "cert.pem": readPem("localhost.pem"),
        "key.pem": readPem("localhost.key"),
        "big.bin": content,
      },
      server: ({ directory }) =>
        `ssl_certificate ${directory}/cert.pem; ssl_certificate_key ${directory}/key.pem;
         location /count { return 200 "$connection_requests"; }`,
    });
    using sockets = overSockets(options);
    const base = `https://localhost:${server.port}`;
    const bytes = await (await sockets.client.get(`${base}/big.bin`)).bytes();
    assertEquals(bytes.length, content.length);
    assertEquals(bytes.every((byte, at) => byte === content[at]), true);
    assertEquals(await (await sockets.client.get(`${base}/count`)).text(), "2");
  }
});

wireTest("clients with different TLS settings share nothing", nginx, async () => {
  await using server = await startSecure("localhost");
  using lax = overSockets({ verify: false });
  using strict = overSockets();
  assertEquals((await lax.client.get(server.url)).status, 200);
  const error = await assertRejects(() => strict.client.get(server.url), HttpError);
  assertEquals(error instanceof TlsError, true);
});
