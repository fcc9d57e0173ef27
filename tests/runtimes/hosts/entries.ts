/**
 * The entries of the package, by the names that it is published under.
 *
 * @module
 */

import * as cache from "@ferry/http/cache";
import * as charset from "@ferry/http/charset";
import * as core from "@ferry/http/core";
import * as cookies from "@ferry/http/cookies";
import * as psl from "@ferry/http/cookies/psl";
import * as decode from "@ferry/http/decode";
import * as files from "@ferry/http/files";
import * as har from "@ferry/http/har";
import * as main from "@ferry/http";
import * as socket from "@ferry/http/socket";
import * as testing from "@ferry/http/testing";
import type { Entries } from "../scenario.ts";

export const entries: Entries = {
  cache,
  charset,
  cookies,
  core,
  decode,
  files,
  har,
  main,
  psl,
  socket,
  testing,
};
