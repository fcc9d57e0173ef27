/**
 * A certificate for 127.0.0.1 and localhost that signs itself, made by openssl for one test run.
 *
 * @module
 */

import { openssl } from "./programs.ts";

/** PEM texts; give `cert` to the client as a CA. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** Makes a certificate; needs openssl. */
export async function makeCertificate(): Promise<Certificate> {
  const directory = await Deno.makeTempDir({ prefix: "ferry-cert-" });
  try {
    const [cert, key] = [`${directory}/cert.pem`, `${directory}/key.pem`];
    const names = "subjectAltName=IP:127.0.0.1,DNS:localhost";
    const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
    // Rustls refuses a CA as a server's own certificate.
    const leaf = [
      "-addext",
      names,
      "-addext",
      "basicConstraints=critical,CA:FALSE",
    ];
    const files = ["-nodes", "-keyout", key, "-out", cert];
    const args = [
      "req",
      "-x509",
      ...curve,
      ...leaf,
      ...files,
      "-days",
      "2",
      "-subj",
      "/CN=ferry",
    ];
    const { success, stderr } = await new Deno.Command(openssl.path(), { args })
      .output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    return {
      cert: await Deno.readTextFile(cert),
      key: await Deno.readTextFile(key),
    };
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}
