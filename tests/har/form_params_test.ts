import { assertEquals } from "@std/assert";
import fc from "npm:fast-check@4.10.2";
import { listParams, listParts } from "../../src/features/har/form_params.ts";
import { test } from "../checked.ts";

const TYPE = "multipart/form-data; boundary=b";
const FORM = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' +
  '--b\r\ncontent-disposition: form-data; name="f"; filename="x%22y.txt"\r\n' +
  "Content-Type: text/plain\r\n\r\nfile\r\n--b--\r\n";

test("fields and files of multipart bodies", () => {
  assertEquals(listParams(FORM, TYPE), [
    { name: "a", value: "1" },
    { name: "f", fileName: 'x"y.txt', contentType: "text/plain" },
  ]);
  assertEquals(listParams(FORM, 'multipart/form-data; boundary="b"')?.length, 2);
  assertEquals(listParams(`preamble\r\n${FORM}`, TYPE)?.length, 2);
  assertEquals(listParams("--b--\r\n", TYPE), []);
});

test("what is no form has no fields", () => {
  assertEquals(listParams("a=1", "text/plain"), undefined);
  assertEquals(listParams(FORM, "multipart/form-data"), undefined);
  assertEquals(listParams(FORM, "multipart/mixed; boundary=b"), undefined);
  assertEquals(listParams(FORM, ""), undefined);
});

test("a body that is cut anywhere gives its first parts, each within the text", () => {
  for (let length = 0; length <= FORM.length; length++) {
    const text = FORM.slice(0, length);
    for (const { start, end } of listParts(text, TYPE) ?? []) {
      assertEquals(start <= end && end <= text.length, true, JSON.stringify(text));
    }
  }
});

test("garbage ends, and changes nothing", () => {
  const part = fc.constantFrom("--b", "--", "\r\n", "\r\n\r\n", "name=", '"', ";", "x", FORM);
  fc.assert(fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
    listParts(parts.join(""), TYPE);
  }));
});
