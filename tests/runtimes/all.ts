/** Every scenario, in the order of the matrix. */

import type { ClientEntry, Scenario } from "./scenario.ts";
import { bodies } from "./scenarios/bodies.ts";
import { errors, fetches } from "./scenarios/errors.ts";
import { auth, redirects } from "./scenarios/redirects_and_auth.ts";
import { programs } from "./scenarios/programs.ts";
import { requests } from "./scenarios/requests.ts";
import { kept, limits, retries, time } from "./scenarios/time_and_limits.ts";
import { tools } from "./scenarios/tools.ts";
import { transports } from "./scenarios/transports.ts";

/** Groups by their title. */
export const GROUPS: Readonly<Record<string, readonly Scenario[]>> = {
  "Requests": requests,
  "Redirects and cookies": redirects,
  "Credentials": auth,
  "Time limits and aborting": time,
  "Retries": [...retries, ...kept],
  "Limits": limits,
  "Bodies": bodies,
  "Errors": errors,
  "client.fetch": fetches,
  "Transports": transports,
  "Programs": programs,
  "Tools": tools,
};

/** A scenario, and the entry whose client it tries. */
export interface Case {
  readonly scenario: Scenario;
  readonly entry: ClientEntry;
}

const SCENARIOS = Object.values(GROUPS).flat();

/** All of them for the main entry, then those of the core. */
export const CASES: readonly Case[] = [
  ...SCENARIOS.map((scenario) => ({ scenario, entry: "main" as const })),
  ...SCENARIOS.filter(({ core }) => core).map((scenario) => ({ scenario, entry: "core" as const })),
];
