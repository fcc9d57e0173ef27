import { assert, assertEquals, assertFalse, assertThrows } from "@std/assert";
import { isIdempotent, resolveMethod } from "../src/core/request/methods.ts";
import { test } from "./checked.ts";

test("standard methods are written in capitals", () => {
  for (const method of ["get", "Head", "pOsT", "put", "patch", "delete", "options"]) {
    assertEquals(resolveMethod(method), method.toUpperCase());
  }
});

test("other methods stay as they are", () => {
  for (const method of ["PROPFIND", "propfind", "Query", "M-SEARCH", "x!#$%&'*+.^_`|~9"]) {
    assertEquals(resolveMethod(method), method);
  }
});

test("what is no token is a TypeError", () => {
  for (const method of ["", " ", "GET ", "G ET", "GET\r\nX: y", "G\0", "GÉT", "GET/1", "a,b"]) {
    assertThrows(() => resolveMethod(method), TypeError, "it is no token");
  }
  for (const method of [undefined, null, 5, {}, ["GET"]]) {
    assertThrows(() => Reflect.apply(resolveMethod, undefined, [method]), TypeError);
  }
});

test("methods that Fetch forbids are a TypeError", () => {
  for (const method of ["CONNECT", "trace", "Track"]) {
    assertThrows(() => resolveMethod(method), TypeError, "Fetch forbids it");
  }
});

test("idempotent are those of RFC 9110 section 9.2.2, and safe ones of the registry", () => {
  for (const method of ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "QUERY", "PROPFIND"]) {
    assert(isIdempotent(method));
  }
  for (const method of ["POST", "PATCH", "get", "query", "TRACE", ""]) {
    assertFalse(isIdempotent(method));
  }
});
