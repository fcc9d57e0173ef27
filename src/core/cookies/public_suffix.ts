/**
 * The domains under which anybody may register a name, as far as they fit into a small table;
 * `@ferry/http/cookies/psl` knows them all.
 */

import { isIpAddress } from "./matching.ts";

/** The labels under which names are registered, for the countries that register there. */
const SECOND_LEVELS: readonly (readonly [country: string, labels: string])[] = [
  ["ar", "com edu gob gov int mil net org"],
  ["at", "ac co gv or"],
  ["au", "asn com edu gov id net org"],
  ["bd", "ac com edu gov net org"],
  ["br", "art blog com edu eco gov ind jus leg mil net org"],
  ["cn", "ac com edu gov mil net org"],
  ["co", "com edu gov mil net nom org"],
  ["cy", "ac com gov net org"],
  ["eg", "com edu gov net org"],
  ["es", "com edu gob nom org"],
  ["fr", "asso com gouv nom"],
  ["gr", "com edu gov net org"],
  ["hk", "com edu gov idv net org"],
  ["hu", "co info org"],
  ["id", "ac co go mil net or sch web"],
  ["il", "ac co gov idf k12 muni net org"],
  ["in", "ac co edu firm gen gov ind mil net nic org res"],
  ["it", "edu gov"],
  ["jp", "ac ad co ed go gr lg ne or"],
  ["ke", "ac co go ne or sc"],
  ["kr", "ac co go mil ne or pe re"],
  ["mx", "com edu gob net org"],
  ["my", "com edu gov mil name net org"],
  ["ng", "com edu gov mil net org sch"],
  ["nz", "ac co geek gen govt iwi maori net org school"],
  ["pe", "com edu gob net nom org"],
  ["ph", "com edu gov net ngo org"],
  ["pk", "com edu gov net org"],
  ["pl", "com edu gov info net org waw"],
  ["pt", "com edu gov net org"],
  ["ro", "com org"],
  ["sa", "com edu gov net org"],
  ["sg", "com edu gov net org"],
  ["th", "ac co go in mi net or"],
  ["tr", "av bel com edu gen gov net org web"],
  ["tw", "club com edu gov idv mil net org"],
  ["ua", "com edu gov in kiev kyiv net org"],
  ["uk", "ac co gov ltd me net nhs org plc police sch"],
  ["ve", "co com edu gob net org"],
  ["vn", "ac com edu gov net org"],
  ["za", "ac co edu gov law mil net nom org school web"],
];

/** The platforms on which each customer has a subdomain. */
const PLATFORMS: readonly string[] = [
  "appspot.com",
  "azurewebsites.net",
  "blogspot.com",
  "cloudfront.net",
  "deno.dev",
  "deno.net",
  "firebaseapp.com",
  "fly.dev",
  "github.io",
  "githubusercontent.com",
  "gitlab.io",
  "herokuapp.com",
  "hf.space",
  "myshopify.com",
  "netlify.app",
  "ngrok.app",
  "ngrok.io",
  "onrender.com",
  "pages.dev",
  "run.app",
  "s3.amazonaws.com",
  "surge.sh",
  "vercel.app",
  "web.app",
  "workers.dev",
];

/**
 * Tells whether a domain is a public suffix, for which no cookie may be set: a single label, an IP
 * address, or one of a small table of the best known.
 *
 * The full list is some 300 KB; `isPublicSuffix` of `@ferry/http/cookies/psl` has it.
 */
export function isKnownPublicSuffix(domain: string): boolean {
  const dot = domain.indexOf(".");
  if (dot === -1 || isIpAddress(domain)) return true;
  if (PLATFORMS.includes(domain)) return true;
  const country = domain.slice(dot + 1);
  if (country.length !== 2) return false;
  const labels = SECOND_LEVELS.find(([name]) => name === country)?.[1];
  return labels?.split(" ").includes(domain.slice(0, dot)) ?? false;
}
