import { assertEquals } from "@std/assert";
import { Client, HandlerTransport, HttpError } from "../../mod.ts";
import { conformanceTest, readJson } from "./data.ts";

/** One row of `sse/protocol.json`, as its NOTE says. */
interface ProtocolCase {
  readonly id: string;
  readonly content_type?: string;
  readonly status?: number;
  readonly accept?: boolean;
  readonly request_header?: Readonly<Record<string, string>>;
}

conformanceTest("every case of the protocol of event streams", async () => {
  const cases = readJson<ProtocolCase[]>("sse/protocol.json");
  for (const { id, content_type, status = 200, accept = true, request_header = {} } of cases) {
    const seen: Headers[] = [];
    const transport = new HandlerTransport(({ headers }) => {
      seen.push(headers);
      const bodiless = status === 204 || status === 205;
      return new Response(bodiless ? null : "data: a\n\n", {
        status,
        headers: { "content-type": content_type ?? "text/event-stream" },
      });
    });
    using client = new Client({ transport });
    const events = client.events("http://h/", { retry: 0 });
    const first = await events.next().catch((error) => error);
    await events.return?.();
    assertEquals(first.value?.data, accept ? "a" : undefined, id);
    if (!accept) assertEquals(first instanceof HttpError || first.done, true, id);
    assertEquals(seen.length, 1, id);
    for (const [name, value] of Object.entries(request_header)) {
      assertEquals(seen[0]?.get(name), value, id);
    }
  }
  assertEquals(cases.length, 12);
});
