import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { Client, FetchTransport, type RequestOptions } from "../../mod.ts";
import { SocketTransport } from "../../src/transports/socket/mod.ts";
import { test } from "../checked.ts";

/** Tells what a server sees of a form. */
async function seen(request: Request): Promise<Response> {
  const type = request.headers.get("content-type");
  const form = await request.formData().catch(() => undefined);
  const fields = form && await Promise.all(
    Array.from(
      form,
      async ([name, value]) => [name, typeof value === "string" ? value : await value.text()],
    ),
  );
  return Response.json({ type, fields });
}

const types = [
  "multipart/form-data; boundary=XX",
  'multipart/form-data; boundary="a b:c"; x=y',
  'Multipart/Form-Data; charset=utf-8; BOUNDARY="XX"',
] as const;

for (const Transport of [FetchTransport, SocketTransport]) {
  test(`a form goes out with the boundary that the caller announces: ${Transport.name}`, async () => {
    await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, seen);
    const url = `http://127.0.0.1:${server.addr.port}/`;
    using client = new Client({ transport: new Transport() });
    const form = new FormData();
    form.set("a", "1");
    const bodies: readonly (readonly [RequestOptions, unknown])[] = [
      [{ data: { a: 1 } }, [["a", "1"]]],
      [{ data: [["a", 1], ["a", 2]] }, [["a", "1"], ["a", "2"]]],
      [{ files: { f: "text" } }, [["f", "text"]]],
      [{ data: { a: 1 }, files: { f: ["f.txt", "text"] } }, [["a", "1"], ["f", "text"]]],
      [{ body: form }, [["a", "1"]]],
      [{ body: () => form }, [["a", "1"]]],
      [{ body: () => Promise.resolve(form) }, [["a", "1"]]],
    ];
    for (const type of types) {
      for (const [body, fields] of bodies) {
        const got = await client.post(url, { ...body, headers: { "content-type": type } }).json();
        assertEquals(got, { type, fields });
        using other = new Client({ transport: new Transport(), headers: { "content-type": type } });
        assertEquals(await other.post(url, body).json(), { type, fields });
      }
      const init = { method: "POST", body: form, headers: { "content-type": type } };
      assertEquals(await (await client.fetch(url, init)).json(), { type, fields: [["a", "1"]] });
    }
  });

  test(`a form that could not be read is refused before anything is sent: ${Transport.name}`, async () => {
    let asked = 0;
    await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
      asked++;
      return new Response();
    });
    const url = `http://127.0.0.1:${server.addr.port}/`;
    using client = new Client({ transport: new Transport() });
    const wrong = [
      "application/json",
      "multipart/mixed; boundary=XX",
      "multipart/form-data",
      "multipart/form-data; boundary=",
      "multipart/form-data; boundary=é",
      'multipart/form-data; boundary="x "',
      `multipart/form-data; boundary=${"x".repeat(71)}`,
      "nonsense",
    ];
    for (const type of wrong) {
      const headers = { "content-type": type };
      const files = { f: "text" };
      await assertRejects(() => client.post(url, { files, headers }), TypeError, "content-type");
      using other = new Client({ transport: new Transport(), headers });
      await assertRejects(() => other.post(url, { files }), TypeError, "content-type");
      assertThrows(() => other.buildRequest("POST", url, { files }), TypeError, "content-type");
      const body = new FormData();
      await assertRejects(() => client.post(url, { body, headers }), TypeError, "content-type");
      await assertRejects(() => other.post(url, { body }), TypeError, "content-type");
      const init = { method: "POST", body, headers };
      await assertRejects(() => client.fetch(url, init), TypeError, "content-type");
      if (!type.startsWith("multipart/form-data")) continue;
      await assertRejects(
        () => client.post(url, { data: { a: 1 }, headers }),
        TypeError,
        "boundary",
      );
    }
    await assertRejects(
      () => client.post(url, { body: () => new FormData() }),
      TypeError,
      "boundary",
    );
    assertEquals([asked, client.stats.active], [0, 0]);
    using other = new Client({
      transport: new Transport(),
      headers: { "content-type": "application/json" },
    });
    await other.post(url, { files: { f: "text" }, headers: { "content-type": null } });
    assertEquals(asked, 1);
  });
}
