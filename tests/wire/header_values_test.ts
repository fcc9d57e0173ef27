import { assertEquals, assertRejects } from "@std/assert";
import { Client, FetchTransport } from "../../mod.ts";
import { SocketTransport } from "../../src/transports/socket/mod.ts";
import { test } from "../checked.ts";

type Way = (client: Client, url: string, field: readonly [string, string]) => Promise<Response>;

/** Every way in which a header comes to a request. */
const WAYS: Readonly<Record<string, Way>> = {
  record: (client, url, [name, value]) => client.get(url, { headers: { [name]: value } }),
  pairs: (client, url, field) => client.get(url, { headers: [field] }),
  Headers: (client, url, [name, value]) => {
    const headers = new Headers([[name, value]]);
    return client.get(url, { headers });
  },
  live: async (client, url, [name, value]) => {
    client.headers.set(name, value);
    return await client.get(url);
  },
  fetch: (client, url, [name, value]) => client.fetch(url, { headers: [[name, value]] }),
  send: async (client, url, [name, value]) =>
    await client.send(new Request(url, { headers: [[name, value]] })),
  hook: (client, url, [name, value]) => {
    const request = (sent: Request) => sent.headers.set(name, value);
    return client.get(url, { hooks: { request: [request] } });
  },
};

/** Values as they arrive. */
const SENT = [["a  ", "a"], [" \ta", "a"], ["a\tb", "a\tb"], ["", ""], [
  "\u00e9\u00ff",
  "\u00e9\u00ff",
]];

/** What no server takes, and what could end the line. */
const REFUSED = ["a\x01b", "\x7f", "a\x1b[2J", "a\0b", "a\nb", "a\r\nx-b: 1", "\u20ac"];

for (const Transport of [FetchTransport, SocketTransport]) {
  for (const [name, send] of Object.entries(WAYS)) {
    test(`a header value is sent or refused alike on every way: ${name}, ${Transport.name}`, async () => {
      let asked = 0;
      await using server = Deno.serve(
        { hostname: "127.0.0.1", port: 0, onListen() {} },
        ({ headers }) => {
          asked++;
          return Response.json(headers.get("x-a"));
        },
      );
      const url = `http://127.0.0.1:${server.addr.port}/`;
      for (const [value = "", seen] of SENT) {
        using client = new Client({ transport: new Transport() });
        const response = await send(client, url, ["x-a", value]);
        assertEquals(await response.json(), seen);
      }
      asked = 0;
      const wrong = [
        ...REFUSED.map((value) => ["x-a", value] as const),
        ["__proto__", "1"] as const,
      ];
      for (const field of wrong) {
        using client = new Client({ transport: new Transport() });
        await assertRejects(async () => await send(client, url, field), TypeError);
        assertEquals(client.stats.active, 0);
      }
      assertEquals(asked, 0);
    });
  }
}
