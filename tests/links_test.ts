import { assert, assertEquals } from "@std/assert";
import { type Link, linksByRel, parseLinks } from "../src/core/fields/links.ts";
import { test } from "./checked.ts";

const headers: ReadonlyArray<readonly [string | null, readonly Link[]]> = [
  [null, []],
  [" , ,\t,", []],
  ["</a>", [{ url: "/a" }]],
  ["<>;rel=self", [{ url: "", rel: "self" }]],
  ["</a", []],
  ["/a>; rel=next", []],
  ["junk, </a>; rel=next", [{ url: "/a", rel: "next" }]],
  ['j"</x>, "unk, </a>; rel=next', [{ url: "/a", rel: "next" }]],
  ["</a> junk; rel=next, </b>;rel=prev", [
    { url: "/a" },
    { url: "/b", rel: "prev" },
  ]],
  ['</a>; rel="next"junk; title=x', [{ url: "/a", rel: "next", title: "x" }]],
  ['</a>; a="1" "x\\";b=2"; rel=next', [{ url: "/a", a: "1", rel: "next" }]],
  ['</a>; a="1" "x\\y;b=2"; rel=next', [{ url: "/a", a: "1", rel: "next" }]],
  ['</a>; a="1" "x\\";b=2; rel=next', [{ url: "/a", a: "1" }]],
  ['</a>; a="1\\";b=2"; rel=next', [{ url: "/a", a: '1";b=2', rel: "next" }]],
  ['</a>; a="1\\', [{ url: "/a", a: "1\\" }]],
  ['</a>; a="1""";rel=next', [{ url: "/a", a: "1", rel: "next" }]],
  ["</a>; x y; rel=next", [{ url: "/a", x: "", rel: "next" }]],
  ["</a>;;; ;rel=next;", [{ url: "/a", rel: "next" }]],
  ["</a>;=x;rel=next", [{ url: "/a", rel: "next" }]],
  ["</a>; REL=Next; Title=T", [{ url: "/a", rel: "Next", title: "T" }]],
  ['</a>; title="open, </b>; rel=next', [
    { url: "/a", title: "open, </b>; rel=next" },
  ]],
  ['</a>; rel=""; title=""', [{ url: "/a", rel: "", title: "" }]],
  ["</a>; url=/evil; rel=next", [{ url: "/a", rel: "next" }]],
  ["</a,b>;rel=x,</c;d>;rel=y", [
    { url: "/a,b", rel: "x" },
    { url: "/c;d", rel: "y" },
  ]],
];

for (const [header, expected] of headers) {
  test(`reads ${JSON.stringify(header)}`, () => {
    assertEquals(parseLinks(header).map((link) => ({ ...link })), [
      ...expected,
    ]);
  });
}

const extended: ReadonlyArray<readonly [string, string | undefined]> = [
  ["UTF-8''%e2%82%ac%20rates", "€ rates"],
  ["utf-8'en'%C2%A3", "£"],
  ["UTF-8''", ""],
  ["UTF-8''it's", "it's"],
  ["UTF-8''%ff", undefined],
  ["UTF-8''%e2%82", undefined],
  ["UTF-8''%zz", undefined],
  ["UTF-8''100%", undefined],
  ["UTF-8'plain", undefined],
  ["plain", undefined],
  ["ISO-8859-1''%A3", undefined],
  ["xUTF-8''a", undefined],
];

for (const [value, expected] of extended) {
  test(`decodes title*=${value}`, () => {
    const [link] = parseLinks(`</a>; title*=${value}; rel=next`);
    assertEquals(link?.["title*"], expected);
    assertEquals(link !== undefined && "title*" in link, expected !== undefined);
    assertEquals(link?.rel, "next");
  });
}

test("names of object properties do no harm", () => {
  const links = linksByRel(
    "</a>; rel=__proto__; __proto__=x; constructor=y, </b>; rel=toString",
  );
  assertEquals(Object.keys(links), ["__proto__", "toString", "tostring"]);
  assertEquals(Object.entries(links["__proto__"] ?? {}), [
    ["url", "/a"],
    ["rel", "__proto__"],
    ["__proto__", "x"],
    ["constructor", "y"],
  ]);
  assertEquals(links["hasOwnProperty"], undefined);
  assertEquals(Object.keys({}), []);
});

test("finds links by rel, else by URL", () => {
  const links = linksByRel(
    '</2>; rel="next", </9>; rel=last, </x>; title=t, </y>; rel=""',
  );
  assertEquals(Object.keys(links), ["next", "last", "/x", "/y"]);
  assertEquals(links["next"]?.url, "/2");
  assertEquals(links["/x"]?.title, "t");
});

test("finds a link by each of its relation types", () => {
  const links = linksByRel('</2>; rel="Next  last"');
  assertEquals(Object.keys(links), ["Next  last", "next", "last"]);
  assert(Object.values(links).every((link) => link === links["next"]));
});

test("the first link of a key counts, a whole rel before a part of one", () => {
  const links = linksByRel(
    '</1>; rel="next last", </2>; rel=last, </3>; rel=last, </4>; rel=NEXT',
  );
  assertEquals(links["last"]?.url, "/2");
  assertEquals(links["next"]?.url, "/1");
  assertEquals(links["NEXT"]?.url, "/4");
});

test("no header is no links", () => {
  assertEquals(Object.keys(linksByRel(null)), []);
});

test("a header that is cut anywhere gives the links before the cut", () => {
  const first = '</a,b>; rel="x;,\\"y"; title*=UTF-8\'\'%e2%82%ac';
  const header = `${first}, </c>; rel = "next"; crossorigin`;
  const whole = parseLinks(header);
  assertEquals(whole.length, 2);
  for (let end = 0; end <= header.length; end++) {
    const links = parseLinks(header.slice(0, end));
    assert(links.length <= 2);
    if (end >= first.length) assertEquals(links[0], whole[0]);
    assertEquals(links.length > 0, end > first.indexOf(">"));
  }
});

test("hostile values take linear time", () => {
  const start = performance.now();
  const hostile = [" ", ";", ",", "<", "<>", "<>,", '"', '"\\', "; a", ";a*=%"];
  for (const part of hostile) {
    const long = part.repeat(Math.ceil(100_000 / part.length));
    linksByRel(long);
    linksByRel(`<a>${long}x`);
    linksByRel(`<a>; rel="${long}x`);
    linksByRel(`<a>; rel=${long}x`);
    linksByRel(`<a>; title*=UTF-8'${long}'x`);
  }
  assert(performance.now() - start < 10_000);
});
