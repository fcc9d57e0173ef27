/**
 * What a caller says about TLS, and what it settles to.
 *
 * @module
 */

/**
 * Whom to trust, beside or instead of the system's roots.
 *
 * @example One certificate and no other
 * ```ts
 * import { Client, type VerifyOptions } from "@ferry/http";
 * import { assertThrows } from "@std/assert";
 *
 * const verify: VerifyOptions = { fingerprint256: "31d4".repeat(16) };
 * using client = new Client({ verify });
 * assertThrows(() => new Client({ verify: { fingerprint256: "31d4" } }), TypeError);
 * ```
 */
export interface VerifyOptions {
  /** More roots: PEM text, each one or several certificates. */
  readonly caCerts?: string | readonly string[] | undefined;
  /**
   * SHA-256 of the only certificate accepted, as hex with or without colons; replaces the check of its chain and name.
   */
  readonly fingerprint256?: string | undefined;
}

/**
 * How the server's certificate is checked: by the system's roots, not at all, or by PEM text as another root.
 *
 * @example The authority of a company, from a file
 * ```ts
 * import { Client, type Verify } from "@ferry/http";
 * import { assertThrows } from "@std/assert";
 *
 * const path = Deno.env.get("COMPANY_CA");
 * const verify: Verify = path === undefined ? true : await Deno.readTextFile(path);
 * using client = new Client({ verify });
 * assertThrows(() => new Client({ verify: "no PEM text" }), TypeError);
 * ```
 */
export type Verify = boolean | string | VerifyOptions;

/** How TLS is spoken. */
export interface TlsSettings {
  /** Whether the peer's certificate is checked. */
  readonly verify: boolean;
  /** More roots in PEM text, beside the system's. */
  readonly caCerts: readonly string[];
  /** SHA-256 of the only certificate accepted, as upper-case hex with colons; replaces the check of its chain. */
  readonly fingerprint256: string | undefined;
  /** The client's own certificate. */
  readonly cert: ClientCertificate | undefined;
}

/**
 * A client's certificate with its key, as PEM text.
 *
 * @example A certificate of our own
 * ```ts
 * import type { ClientCertificate } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const read = async (folder: string): Promise<ClientCertificate> => ({
 *   cert: await Deno.readTextFile(`${folder}/client.pem`),
 *   key: await Deno.readTextFile(`${folder}/client.key`),
 * });
 * const folder = await Deno.makeTempDir();
 * for (const end of ["pem", "key"]) await Deno.writeTextFile(`${folder}/client.${end}`, end);
 * assertEquals((await read(folder)).key, "key"); // new Client({ cert: await read(folder) })
 * ```
 */
export interface ClientCertificate {
  /** The certificate and its chain. */
  readonly cert: string;
  /** The key. */
  readonly key: string;
  /** What the key is encrypted with. */
  readonly passphrase?: string | undefined;
}

const PEM = /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----/;

/**
 * Settles the TLS options.
 *
 * @param verify How the server's certificate is checked; `true` by default.
 * @param cert The client's own certificate.
 * @throws {TypeError} If one is not of a known form.
 */
export function resolveTls(
  verify: Verify = true,
  cert?: ClientCertificate | null | undefined,
): TlsSettings {
  const options = typeof verify === "string" ? { caCerts: verify } : verify;
  if (
    typeof options !== "boolean" &&
    (typeof options !== "object" || options === null)
  ) {
    throw new TypeError(
      `Cannot use ${
        String(verify)
      } as verify: give a boolean, PEM text or { caCerts, fingerprint256 }`,
    );
  }
  const { caCerts, fingerprint256 } = typeof options === "boolean" ? {} : options;
  return {
    verify: options !== false,
    caCerts: toPemList(caCerts),
    fingerprint256: fingerprint256 === undefined ? undefined : toFingerprint(fingerprint256),
    cert: cert ? toCertificate(cert) : undefined,
  };
}

function toPemList(caCerts: VerifyOptions["caCerts"]): readonly string[] {
  if (caCerts === undefined) return [];
  const list = typeof caCerts === "string" ? [caCerts] : [...caCerts];
  if (
    list.length > 0 &&
    list.every((pem) => typeof pem === "string" && PEM.test(pem))
  ) return list;
  throw new TypeError(
    "Cannot use verify: its caCerts hold no certificate in PEM text",
  );
}

function toFingerprint(text: string): string {
  const hex = text.replaceAll(":", "").toUpperCase();
  if (!/^[0-9A-F]{64}$/.test(hex)) {
    throw new TypeError(
      "Cannot use verify.fingerprint256: give the 64 hex digits of a SHA-256",
    );
  }
  return hex.replace(/..(?!$)/g, "$&:");
}

function toCertificate(cert: ClientCertificate): ClientCertificate {
  const isWhole = PEM.test(cert.cert) &&
    /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(cert.key);
  if (!isWhole) {
    throw new TypeError("Cannot use cert: give { cert, key } as PEM text");
  }
  return cert;
}
