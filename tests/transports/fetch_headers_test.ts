import { assertEquals } from "@std/assert";
import { toAcceptEncoding, toFetchHeaders } from "../../src/core/fetch/fetch_headers.ts";
import { test } from "../checked.ts";

test("a part is asked for without a coding, all else in any that is known", () => {
  assertEquals(toAcceptEncoding({}), "gzip, deflate, br, zstd");
  assertEquals(toAcceptEncoding({ range: "bytes=0-1" }), "identity");
});

test("credentials for a proxy go to a proxy that sees the request, and nowhere else", () => {
  const headers = { "proxy-authorization": "secret" };
  const sent = (url: string, isForwarded?: boolean) =>
    toFetchHeaders({ headers, url: new URL(url) }, { isForwarded })["proxy-authorization"];
  assertEquals(sent("http://h.example/", true), "secret");
  for (const isForwarded of [false, undefined]) {
    assertEquals(sent("http://h.example/", isForwarded), undefined);
  }
  assertEquals(sent("https://h.example/", true), undefined);
  assertEquals(toFetchHeaders({ headers: {}, url: new URL("http://h/") }, { isForwarded: true }), {
    ...{ accept: "", "accept-language": "*", "user-agent": "" },
  });
});

test("a coding is asked for where it can be undone, and the caller's own stays", () => {
  const url = new URL("http://h.example/");
  const asked = (headers: Record<string, string>, decode?: unknown) =>
    toFetchHeaders({ headers, url }, { decode })["accept-encoding"];
  assertEquals(asked({}), undefined);
  assertEquals(asked({}, () => {}), "gzip, deflate, br, zstd");
  assertEquals(asked({ "accept-encoding": "br" }, () => {}), "br");
});
