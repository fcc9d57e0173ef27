/** Headers that are added by default and that a request does not want. */

import { assertEquals } from "@std/assert";
import { Client } from "../../mod.ts";
import { test } from "../checked.ts";
import { respondWith, toAnswer } from "./scripted.ts";

const namesOf = (raw = "") =>
  raw.split("\r\n\r\n")[0]?.split("\r\n").slice(1).map((field) => field.split(":")[0]).sort();

test("null leaves a header out that would be added, also behind a redirect and in a retry", async () => {
  await using server = await respondWith([
    toAnswer("", { status: "302 Found", headers: ["Location: /b"] }),
    toAnswer("", { status: "503 Busy", headers: ["Retry-After: 0"] }),
    toAnswer("ok"),
  ]);
  using client = new Client({ retries: 1 });
  const headers = {
    "Accept-Encoding": null,
    "accept-language": null,
    "user-agent": null,
    "accept": null,
  };
  assertEquals((await client.get(server.url, { headers })).status, 200);
  assertEquals(server.requests.map(namesOf), [["host"], ["host"], ["host"]]);
  await client.get(server.url, { headers: { "accept-encoding": null } });
  assertEquals(namesOf(server.requests[3]), ["accept", "accept-language", "host", "user-agent"]);
  await client.get(server.url);
  assertEquals(namesOf(server.requests[4])?.length, 5);
});
