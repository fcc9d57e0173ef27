/**
 * Lets a recorder see every exchange: the option `recorder`.
 *
 * @module
 */

import type { Carry, Feature, Installed } from "../../core/feature.ts";
import { Option } from "../option.ts";
import type { Recorder } from "./recording.ts";

const RECORDER: Option<"recorder", Recorder | undefined> = new Option({
  name: "recorder",
  by: "client",
  initial: undefined,
  settle: (given) => given === null ? undefined : checkRecorder(given),
});

/** A recorder. */
export const recorder: Feature = {
  options: [RECORDER],
  install: ({ settings }) => {
    const found = RECORDER.of(settings);
    return found && { carry: carryRecorded(found), made: seeMade(found) };
  },
};

function checkRecorder(recorder: Recorder): Recorder {
  if (typeof recorder.start === "function") return recorder;
  throw new TypeError("Cannot use the recorder: it has no start()");
}

/** Few want it, so it is loaded for them. */
function carryRecorded(recorder: Recorder): Carry {
  return async (transport, request, context) => {
    const { sendRecorded } = await import("./recorded.ts");
    return await sendRecorded(request, { transport, context, recorder });
  };
}

/** What a stage answers by itself is an exchange, too, though nothing of it goes to a transport. */
function seeMade(recorder: Recorder): NonNullable<Installed["made"]> {
  return async (made) => {
    const { recordMade } = await import("./recorded.ts");
    return await recordMade(made, recorder);
  };
}
