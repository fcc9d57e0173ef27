/**
 * Refuses URLs that a client is not to ask: the options `allowUrl` and `blockPrivateNetworks`.
 *
 * @module
 */

import type { Feature } from "../../core/feature.ts";
import { Option } from "../option.ts";
import { toCallback } from "../../core/options/settle.ts";
import type { AllowUrl } from "./allow_url.ts";
import { type AllowedPlaces, resolvePrivateNetworks } from "./private_networks.ts";
import { withUrlGuard } from "./stage.ts";

const ALLOW_URL: Option<"allowUrl", AllowUrl | undefined> = new Option({
  name: "allowUrl",
  by: "client",
  initial: undefined,
  settle: (given) => toCallback("allowUrl", given),
});

const PRIVATE_NETWORKS: Option<"blockPrivateNetworks", AllowedPlaces | undefined> = new Option({
  name: "blockPrivateNetworks",
  by: "client",
  initial: undefined,
  settle: (given) => resolvePrivateNetworks(given),
});

/** Rules for URLs. */
export const urlGuard: Feature = {
  options: [ALLOW_URL, PRIVATE_NETWORKS],
  install: ({ settings }) => {
    const allowUrl = ALLOW_URL.of(settings);
    const allowed = PRIVATE_NETWORKS.of(settings);
    if (!allowUrl && !allowed) return undefined;
    return { inner: withUrlGuard({ allowUrl, allowed }), checksUrls: true };
  },
};
