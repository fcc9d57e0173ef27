import { assertEquals } from "@std/assert";
import { decodeBase64 } from "@std/encoding/base64";
import { type EventStreamState, iterEvents } from "../../src/features/decode/mod.ts";
import { everySplit } from "../decode/byte_sources.ts";
import { conformanceTest, readJson } from "./data.ts";

/** One row of `sse/parse.json`, as its NOTE says. */
interface ParseCase {
  readonly id: string;
  readonly body_b64: string;
  readonly events: readonly {
    readonly type: string;
    readonly data: string;
    readonly lastEventId: string;
  }[];
  readonly retry?: number | null;
}

conformanceTest(
  "event streams are parsed whole and split at every byte",
  async (t) => {
    const cases = readJson<ParseCase[]>("sse/parse.json");
    assertEquals(cases.length, 26);
    for (const { id, body_b64, events, retry } of cases) {
      await t.step(id, async () => {
        for (const chunks of everySplit(decodeBase64(body_b64))) {
          const state: EventStreamState = { lastEventId: "" };
          const found = await Array.fromAsync(iterEvents(chunks, { state }));
          assertEquals(
            found.map(({ event, data, id }) => ({
              type: event,
              data,
              lastEventId: id,
            })),
            [...events],
          );
          // Where the data says null, the server's word is to be passed over.
          if (retry !== undefined) {
            assertEquals(state.retry, retry ?? undefined);
          }
        }
      });
    }
  },
);
