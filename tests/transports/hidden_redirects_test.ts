import { assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { Client, FetchTransport, HttpError } from "../../mod.ts";
import { PreparedRequest } from "../../src/core/request/prepared.ts";
import { toRedirectMode } from "../../src/core/fetch/hidden_redirects.ts";
import { isBrowser, runtimeAgent } from "../../src/core/fetch/runtime.ts";
import { test } from "../checked.ts";

/** What a browser gives for a redirect that it was told not to follow. */
class Opaque extends Response {
  override get type(): ResponseType {
    return "opaqueredirect";
  }

  override get status(): number {
    return 0;
  }
}

/** What a browser gives when it has followed. */
class Followed extends Response {
  override get redirected(): boolean {
    return true;
  }

  override get url(): string {
    return "http://h.example/end";
  }
}

async function withFetch<Result>(
  fetch: typeof globalThis.fetch,
  use: () => Promise<Result>,
): Promise<Result> {
  const { fetch: own } = globalThis;
  globalThis.fetch = fetch;
  try {
    return await use();
  } finally {
    globalThis.fetch = own;
  }
}

test("a redirect that the platform hides is a clear error, never a status of 0", async () => {
  using client = new Client({ transport: new FetchTransport() });
  await withFetch(() => Promise.resolve(new Opaque()), async () => {
    for (const options of [{}, { followRedirects: false }]) {
      const error = await assertRejects(
        () => client.get("http://h.example/start", options),
        HttpError,
        "does not show where to",
      );
      assertEquals(error.phase, "redirect");
    }
    const error = await assertRejects(() => client.fetch("http://h.example/start"), TypeError);
    assertInstanceOf(error.cause, HttpError);
  });
});

test("what the platform has followed tells the URL that answered", async () => {
  using client = new Client({ transport: new FetchTransport() });
  await withFetch(() => Promise.resolve(new Followed("end")), async () => {
    const response = await client.get("http://h.example/start#part");
    const { url, redirected, history } = response;
    assertEquals([url, redirected, history], ["http://h.example/end", true, []]);
    assertEquals(await response.text(), "end");
    const fetched = await client.fetch("http://h.example/start");
    assertEquals([fetched.url, fetched.redirected], ["http://h.example/end", true]);
    await fetched.body?.cancel();
  });
});

test("a browser follows by itself, unless a secret would go along", () => {
  const asked = new PreparedRequest(
    "GET",
    new URL("http://h.example/"),
    { "x-key": "1" },
    undefined,
  );
  const rows = [
    [{ followsRedirects: true }, true, "follow"],
    [{ followsRedirects: true }, false, "manual"],
    [{ followsRedirects: false }, true, "manual"],
    [{}, true, "manual"],
    [{ followsRedirects: true, sensitiveHeaders: ["x-key"] }, true, "manual"],
    [{ followsRedirects: true, sensitiveHeaders: ["x-other"] }, true, "follow"],
  ] as const;
  for (const [options, hides, mode] of rows) {
    assertEquals(toRedirectMode(asked, options, hides), mode);
  }
});

test("Deno is no browser", () => {
  assertEquals(isBrowser(), false);
  assertEquals(runtimeAgent().startsWith("Deno/"), true);
});
