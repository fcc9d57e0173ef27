/**
 * What a caller says about TLS, and what it settles to.
 *
 * @module
 */

import { checkNames, checkParts, nameOf } from "../../core/options/checks.ts";

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
 * @category Transports
 */
export interface VerifyOptions {
  /** More roots: PEM text, each one or several certificates. Default: none beside the system's. */
  readonly caCerts?: string | readonly string[] | undefined;
  /**
   * SHA-256 of the only certificate accepted, as hex with or without colons; replaces the check of its chain and name.
   * Default: none.
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
 * @category Transports
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
 * @category Transports
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
  const { caCerts, fingerprint256 } = toVerifyOptions(verify);
  return {
    verify: verify !== false,
    caCerts: toPemList(caCerts),
    fingerprint256: fingerprint256 === undefined ? undefined : toFingerprint(fingerprint256),
    cert: cert ? toCertificate(cert) : undefined,
  };
}

/** What is no PEM text may be a path, which nobody reads here. */
function toVerifyOptions(verify: Verify): VerifyOptions {
  if (typeof verify === "boolean") return {};
  if (typeof verify === "object" && verify !== null && !Array.isArray(verify)) {
    checkNames("verify", verify, ["caCerts", "fingerprint256"]);
    return verify;
  }
  if (typeof verify === "string" && PEM.test(verify)) return { caCerts: verify };
  const given = typeof verify === "string" ? "a text that holds no certificate" : nameOf(verify);
  throw new TypeError(
    `Cannot use ${given} as verify: give a boolean, PEM text (what is in a file, not its path: ` +
      "read it first, verify: await readTextFile(path)) or { caCerts, fingerprint256 }",
  );
}

/**
 * Settles certificates.
 *
 * @param caCerts PEM text, each one or several certificates.
 * @throws {TypeError} If there is none in one of them.
 */
export function toPemList(caCerts: VerifyOptions["caCerts"]): readonly string[] {
  if (caCerts === undefined) return [];
  const list: readonly unknown[] = Array.isArray(caCerts) ? caCerts : [caCerts];
  const texts = list.filter((pem) => typeof pem === "string").filter((pem) => PEM.test(pem));
  if (texts.length > 0 && texts.length === list.length) return texts;
  throw new TypeError(
    "Cannot use caCerts: give certificates as PEM text (what is in a file, not its path)",
  );
}

function toFingerprint(text: string): string {
  const hex = String(text).replaceAll(":", "").toUpperCase();
  if (!/^[0-9A-F]{64}$/.test(hex)) {
    throw new TypeError(
      "Cannot use verify.fingerprint256: give the 64 hex digits of a SHA-256",
    );
  }
  return hex.replace(/..(?!$)/g, "$&:");
}

function toCertificate(cert: ClientCertificate): ClientCertificate {
  checkParts("cert", cert, ["cert", "key", "passphrase"]);
  const { passphrase } = cert;
  const isWhole = PEM.test(cert.cert) &&
    /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(cert.key) &&
    (passphrase === undefined || typeof passphrase === "string");
  if (isWhole) return cert;
  throw new TypeError(
    "Cannot use cert: give { cert, key } as PEM text (what is in files, not their paths), and perhaps a passphrase",
  );
}
