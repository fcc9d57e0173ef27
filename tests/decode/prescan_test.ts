import { assert, assertEquals } from "@std/assert";
import fc from "npm:fast-check@4.10.2";
import { declaredEncoding } from "../../src/core/text/charset.ts";
import { encodingsFromContent } from "../../src/features/decode/mod.ts";
import { parseMediaType } from "../../src/core/fields/media_type.ts";
import { test } from "../checked.ts";
import { utf16, utf8 } from "./byte_sources.ts";

const HTML: readonly (readonly [string, string | undefined])[] = [
  [`<meta charset="utf-8">`, "utf-8"],
  [`<meta charset=latin1>`, "windows-1252"],
  [`<META CHARSET = 'Shift_JIS' />`, "shift_jis"],
  [`<meta/charset=koi8-r>`, "koi8-r"],
  [`<!doctype html><html><head>\n<meta\ncharset=gbk>`, "gbk"],
  [`<meta charset=" gbk ">`, "gbk"],
  [`<meta name=a charset=gbk charset=big5>`, "gbk"],
  [
    `<meta http-equiv="Content-Type" content="text/html; charset=big5">`,
    "big5",
  ],
  [`<meta content="text/html;CHARSET='big5'" http-equiv=content-type>`, "big5"],
  [
    `<meta content='text/html; charset="big5"' http-equiv=content-type>`,
    "big5",
  ],
  [`<meta http-equiv=content-type content="charset charset=big5;x">`, "big5"],
  [`<meta content="text/html; charset=big5">`, undefined],
  [`<meta http-equiv=refresh content="text/html; charset=big5">`, undefined],
  [`<meta http-equiv=content-type content="charset='big5">`, undefined],
  [`<meta http-equiv=content-type content="charset=big5" charset=gbk>`, "gbk"],
  [`<meta charset=utf-16>`, "utf-8"],
  [`<meta charset=utf-16be>`, "utf-8"],
  [`<meta charset=x-user-defined>`, "windows-1252"],
  [`<meta charset=utf-7><meta charset=gbk>`, "gbk"],
  [`<meta charset=replacement>`, undefined],
  [`<meta charset>`, undefined],
  [`<meta charset=>`, undefined],
  [`<metacharset=gbk>`, undefined],
  [`<metadata charset=gbk>`, undefined],
  [`<meta charset=gbk`, undefined],
  [`<meta charset="gbk>`, undefined],
  [`<!-- <meta charset=gbk> --><meta charset=big5>`, "big5"],
  [`<!-- > <meta charset=gbk> --><meta charset=big5>`, "big5"],
  [`<!--><meta charset=big5>`, "big5"],
  [`<meta charset="x><meta charset=gbk>`, undefined],
  [`<meta charset='x><meta charset=gbk>`, undefined],
  [`<meta http-equiv=content-type content="text/html; charsetx=gbk">`, undefined],
  [`<?xml encodingx="gbk" encoding="big5"?>`, undefined],
  [`<!-- <meta charset=gbk>`, undefined],
  [`<a title="<meta charset=gbk>"><meta charset=big5>`, "big5"],
  [`</a title='<meta charset=gbk>'><meta charset=big5>`, "big5"],
  [`<! <meta charset=gbk><meta charset=big5>`, "big5"],
  [`<? <meta charset=gbk><meta charset=big5>`, "big5"],
  [`</ <meta charset=gbk><meta charset=big5>`, "big5"],
  [`a < b <meta charset=big5>`, "big5"],
  [`<p =x=y / z><meta charset=big5>`, "big5"],
  [`<?xml version="1.0" encoding="gbk"?>`, "gbk"],
  [`<?xml version="1.0" encoding="gbk"?><meta charset=big5>`, "big5"],
  [`<p>no word of it</p>`, undefined],
  [``, undefined],
  [`<`, undefined],
  [`<!--`, undefined],
];

test("a meta in an HTML document tells its encoding", () => {
  for (const [text, expected] of HTML) {
    assertEquals(declaredEncoding(utf8(text)), expected, text);
  }
});

const XML: readonly (readonly [string, string | undefined])[] = [
  [`<?xml version="1.0" encoding="koi8-r"?><a/>`, "koi8-r"],
  [`<?xml version='1.0' encoding = 'koi8-r' ?>`, "koi8-r"],
  [`<?xml encoding\n=\t"koi8-r"?>`, "koi8-r"],
  [`<?xml version="1.0" encoding="UTF-16"?>`, "utf-8"],
  [`<?xml version="1.0" encoding="utf-7"?>`, undefined],
  [`<?xml version="1.0" encoding="koi 8"?>`, undefined],
  [`<?xml version="1.0" encoding=koi8-r?>`, undefined],
  [`<?xml version="1.0"?><a encoding="koi8-r"/>`, undefined],
  [`<?xml version="1.0" encoding="koi8-r"`, undefined],
  [` <?xml version="1.0" encoding="koi8-r"?>`, undefined],
  [`<a><meta charset="koi8-r"/></a>`, undefined],
];

test("the prolog of an XML document tells its encoding", () => {
  for (const essence of ["text/xml", "application/xml", "image/svg+xml"]) {
    for (const [text, expected] of XML) {
      assertEquals(
        declaredEncoding(utf8(text), parseMediaType(essence)),
        expected,
        text,
      );
    }
  }
});

test("an XML prolog in UTF-16 without a mark is known by its NULs", () => {
  const prolog = `<?xml version="1.0"?>`;
  assertEquals(declaredEncoding(utf16(prolog, true)), "utf-16le");
  assertEquals(declaredEncoding(utf16(prolog, false)), "utf-16be");
});

test("only the first 1,024 bytes are looked at", () => {
  const meta = "<meta charset=gbk>";
  const at = (place: number) => utf8(" ".repeat(place - meta.length) + meta);
  assertEquals(declaredEncoding(at(1024)), "gbk");
  assertEquals(declaredEncoding(at(1025)), undefined);
});

test("no bytes make the prescan fail or take long", () => {
  const piece = fc.constantFrom(
    ...["<meta ", "charset", "=", '"', "'", ">", "<!--", "-->", "<?xml", "/"],
    ...["<a", "</", "gbk", " ", "encoding", "content", "http-equiv", "é", "\0"],
  );
  const property = fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
    const text = pieces.join("");
    const encoding = declaredEncoding(utf8(text));
    assert(encoding === undefined || encoding === "gbk", text);
    encodingsFromContent(text);
  });
  fc.assert(property, { numRuns: 2000, seed: 4 });
});

test("all charsets of a document are found, in order of their kind", () => {
  const text = `<?xml version="1.0" encoding="XML"?>
    <meta http-equiv="Content-type" content="text/html;charset=HTML4" />
    <meta charset="HTML5"><META CHARSET = two>`;
  assertEquals(encodingsFromContent(text), ["HTML5", "two", "HTML4", "XML"]);
  const singles = [
    `<meta charset="UTF-8">`,
    `<meta charset=UTF-8/>`,
    `<meta http-equiv="Content-type" content="text/html;charset=UTF-8">`,
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `\ufeff<?xml version='1.0' encoding='UTF-8'?>`,
  ];
  for (const single of singles) {
    assertEquals(encodingsFromContent(single), ["UTF-8"], single);
  }
  for (
    const none of [
      "",
      "charset=x",
      "<meta>",
      "<p charset=x>",
      "<metax charset=x>",
    ]
  ) {
    assertEquals(encodingsFromContent(none), [], none);
  }
});

test("a hostile document takes linear time", () => {
  const pieces = [
    "<meta",
    "<meta ",
    "<meta charset",
    "<meta charset=",
    "charset",
    " ",
    "<?xml ",
    "encoding",
    "encoding=",
    "<meta charset= ' ",
  ];
  const started = performance.now();
  for (const piece of pieces) {
    for (const before of ["", "<meta ", "<meta charset=", "<?xml encoding="]) {
      encodingsFromContent(before + piece.repeat(20_000));
    }
  }
  const took = performance.now() - started;
  assert(took < 15_000, `took ${took} ms`);
});
