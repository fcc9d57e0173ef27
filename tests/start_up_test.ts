import { assertEquals } from "@std/assert";
import { test } from "./checked.ts";
import { importsOf, loadedWith, sources } from "./sources.ts";

/** What few programs need, or what is large; a name that ends with `/` stands for all in that folder. */
const LATE = [
  "src/features/digest/challenge.ts",
  "src/features/digest/answers.ts",
  "src/features/digest/digest_challenge.ts",
  "src/features/digest/hash.ts",
  "src/features/digest/session.ts",
  "src/features/digest/sessions.ts",
  "src/features/netrc/netrc_file.ts",
  "src/features/oauth2/token.ts",
  "src/features/codings/coded_body.ts",
  "src/features/codings/content_encoding.ts",
  "src/features/codings/engine.ts",
  "src/features/codings/gzip_header.ts",
  "src/features/codings/gzip_members.ts",
  "src/features/codings/inflater.ts",
  "src/features/codings/whole.ts",
  "src/features/codings/zstd_frames.ts",
  "src/features/download/digester.ts",
  "src/features/events/event_source.ts",
  "src/features/multipart/media_type_of.ts",
  "src/features/pages/paginate.ts",
  "src/features/codings/decoded_body.ts",
  "src/transports/socket/",
];

/** What no program loads that does not ask for it by its own entry. */
const APART = [
  "src/charset.ts",
  "src/cli/",
  "src/features/cookie_stores/psl.ts",
  "src/testing/mod.ts",
];

function among(files: Iterable<string>, names: readonly string[]): string[] {
  return [...files].filter((file) =>
    names.some((name) => name.endsWith("/") ? file.startsWith(name) : file === name)
  );
}

test("import of mod.ts loads nothing that is heavy", () => {
  assertEquals(among(loadedWith("mod.ts", "early"), [...LATE, ...APART]), []);
});

test("what is heavy is there, and loaded when it is used", () => {
  const all = loadedWith("mod.ts", "ever");
  const lost = LATE.filter((name) => among(all, [name]).length === 0);
  assertEquals(lost, [], "these are gone: delete them here, or nobody loads them any more");
  assertEquals(among(all, APART), []);
  assertEquals(APART.filter((name) => among(sources.keys(), [name]).length === 0), []);
});

test("import of mod.ts loads little of @std", () => {
  const others = [...loadedWith("mod.ts", "early")].flatMap((file) => importsOf(file).other);
  const std = new Set(others.filter((name) => name.startsWith("@std/")));
  assertEquals([...std].sort(), ["@std/encoding/base64", "@std/http/status"]);
});
