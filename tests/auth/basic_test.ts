import { assert, assertEquals, assertThrows } from "@std/assert";
import { BasicAuth } from "../../src/core/auth/basic.ts";
import { ProxyAuth } from "../../src/features/connection/proxy_auth.ts";
import { PreparedRequest } from "../../src/core/request/prepared.ts";
import { test } from "../checked.ts";
import { drive } from "./driving.ts";

const URL_A = "http://127.0.0.1/";

function prepare(headers: Record<string, string> = {}): PreparedRequest {
  return new PreparedRequest("GET", new URL(URL_A), headers, undefined);
}

/** What the header says, read by hand. */
function reveal(header: string | null | undefined): string {
  const bytes = Uint8Array.from(
    atob((header ?? "").replace("Basic ", "")),
    (character) => character.charCodeAt(0),
  );
  return new TextDecoder().decode(bytes);
}

test("the example of RFC 7617 section 2", () => {
  const { headers } = new BasicAuth("Aladdin", "open sesame").authorize(
    prepare({ "x-a": "b", authorization: "old" }),
  );
  assertEquals(headers, {
    "x-a": "b",
    authorization: "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
  });
});

test("the UTF-8 example of RFC 7617 section 2.1", () => {
  const { headers } = new BasicAuth("test", "123£").authorize(prepare());
  assertEquals(headers["authorization"], "Basic dGVzdDoxMjPCow==");
});

test("any text without control characters comes through, in normal form C", () => {
  const pairs = [["", ""], ["", "p"], ["u", ""], ["u", ":a:b:"], [
    "日本",
    "🔑\u00a0",
  ]] as const;
  for (const [username, password] of pairs) {
    const { headers } = new BasicAuth(username, password).authorize(prepare());
    assertEquals(reveal(headers["authorization"]), `${username}:${password}`);
  }
  const { headers } = new BasicAuth("Jose\u0301", "p").authorize(prepare());
  assertEquals(reveal(headers["authorization"]), "Jos\u00e9:p");
});

test("the flow sends one request, even if it is refused", async () => {
  const { sent, response } = await drive(
    new BasicAuth("u", "p"),
    new Request(URL_A),
    () => new Response(null, { status: 401 }),
  );
  assertEquals(sent.length, 1);
  assertEquals(reveal(sent[0]?.headers.get("authorization")), "u:p");
  assertEquals(response.status, 401);
});

test("ProxyAuth leaves Authorization alone", async () => {
  const auth = new ProxyAuth("u", "p");
  const { headers } = auth.authorize(prepare({ authorization: "mine" }));
  assertEquals(headers["authorization"], "mine");
  assertEquals(reveal(headers["proxy-authorization"]), "u:p");
  const { sent } = await drive(auth, new Request(URL_A), () => new Response());
  assertEquals(
    reveal(sent[0]?.headers.get("proxy-authorization")),
    "u:p",
  );
  assertEquals(sent[0]?.headers.has("authorization"), false);
});

test("what cannot be sent is refused, and not shown", () => {
  for (const Class of [BasicAuth, ProxyAuth]) {
    for (
      const [username, password] of [
        ["hidden:1", "p"],
        ["hidden\n", "p"],
        ["u", "hidden\r\nx: y"],
        ["u", "hidden\0"],
        ["u", "hidden\x7f"],
      ] as const
    ) {
      const error = assertThrows(
        () => new Class(username, password),
        TypeError,
        "Cannot use",
      );
      assert(!error.message.includes("hidden"));
    }
    const args: unknown[] = ["u", undefined];
    assertThrows(() => Reflect.construct(Class, args), TypeError, "a string");
  }
});

test("neither inspection nor JSON shows the credentials", () => {
  for (
    const auth of [
      new BasicAuth("name", "hidden"),
      new ProxyAuth("name", "hidden"),
    ]
  ) {
    const shown = Deno.inspect(auth, { showHidden: true }) +
      JSON.stringify(auth);
    for (const secret of ["hidden", "name", "bmFtZTpoaWRkZW4="]) {
      assert(!shown.includes(secret), shown);
    }
  }
});
