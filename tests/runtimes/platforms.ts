/**
 * The runtimes that the scenarios run on, and what each cannot do by its nature.
 *
 * @module
 */

/** What a scenario may need beside `fetch`. */
export type Need =
  | "challenges"
  | "cookies"
  | "cut bodies"
  | "every coding"
  | "exact errors"
  | "files"
  | "hashes"
  | "headers"
  | "programs"
  | "redirects"
  | "resumed sessions"
  | "sent once"
  | "sockets"
  | "sqlite"
  | "streams out"
  | "trust";

/** A runtime. */
export interface Platform {
  /** How it is written in the matrix. */
  readonly title: string;
  /** Why it cannot have what a scenario may need. */
  readonly lacks: Readonly<Partial<Record<Need, string>>>;
}

const NO_SOCKETS = "there are no sockets, everything goes over fetch";
const NO_PROGRAMS = "there are no programs and no environment";
const NO_FILES = "there is no file system";
const NO_CRYPTO = "there is no node:crypto, and the web cannot hash a stream";
const NO_TRUST = "certificates are not the program's to choose";
const NO_SESSIONS = "its sockets resume no TLS session";
const FEW_WORDS = "its fetch does not say why it failed";

/** The short name of a runtime. */
export type PlatformName = "deno" | "bare" | "node22" | "node24" | "bun" | "workerd" | "chromium";

/** All of them, by their short name. */
export const PLATFORMS: Readonly<Record<PlatformName, Platform>> = {
  deno: { title: "Deno", lacks: { "resumed sessions": NO_SESSIONS } },
  bare: {
    title: "Deno host",
    lacks: {
      "sockets": NO_SOCKETS,
      "files": NO_FILES,
      "programs": "the host runs one program",
      "sqlite": NO_FILES,
      "trust": NO_TRUST,
    },
  },
  node22: { title: "Node 22", lacks: {} },
  node24: { title: "Node 24", lacks: {} },
  bun: { title: "Bun", lacks: {} },
  workerd: {
    title: "workerd",
    lacks: {
      "sockets": NO_SOCKETS,
      "files": NO_FILES,
      "programs": NO_PROGRAMS,
      "sqlite": NO_FILES,
      "hashes": NO_CRYPTO,
      "exact errors": FEW_WORDS,
      "every coding": "without nodejs_compat it decodes no lists with br, and no zstd",
      "trust": NO_TRUST,
    },
  },
  chromium: {
    title: "Chromium",
    lacks: {
      "challenges": "the browser answers a challenge itself, by asking its user",
      "cut bodies": "the browser takes a coded body that is cut short for a whole one",
      "cookies": "the browser keeps cookies itself, and shows none of them to programs",
      "sockets": NO_SOCKETS,
      "files": NO_FILES,
      "programs": NO_PROGRAMS,
      "sqlite": NO_FILES,
      "exact errors": FEW_WORDS,
      "hashes": NO_CRYPTO,
      "headers": "the browser writes these headers itself",
      "sent once": "the browser sends again by itself what got no answer on a kept connection",
      "redirects": "the browser follows redirects itself, and does not show them",
      "streams out": "a stream goes out over HTTP/2 alone",
      "trust": NO_TRUST,
    },
  },
};

/** Says why a scenario cannot run; `undefined` if it can. */
export function findReason(platform: Platform, needs: readonly Need[]): string | undefined {
  return needs.map((need) => platform.lacks[need]).find((reason) => reason !== undefined);
}
