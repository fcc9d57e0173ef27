import { assertEquals } from "@std/assert";
import { test } from "./checked.ts";
import { importsOf, loadedWith, sources } from "./sources.ts";

/** What few programs need, or what is large; a name that ends with `/` stands for all in that folder. */
const LATE = [
  "src/auth/challenge.ts",
  "src/auth/digest_answers.ts",
  "src/auth/digest_challenge.ts",
  "src/auth/digest_hash.ts",
  "src/auth/digest_session.ts",
  "src/auth/digest_sessions.ts",
  "src/auth/netrc_file.ts",
  "src/auth/oauth2_token.ts",
  "src/decode/coded_body.ts",
  "src/decode/content_encoding.ts",
  "src/decode/engine.ts",
  "src/decode/gzip_header.ts",
  "src/decode/gzip_members.ts",
  "src/decode/inflater.ts",
  "src/decode/whole.ts",
  "src/decode/zstd_frames.ts",
  "src/download/",
  "src/event_source.ts",
  "src/media_type_of.ts",
  "src/paginate.ts",
  "src/transports/decoded_body.ts",
  "src/transports/socket/",
];

/** What no program loads that does not ask for it by its own entry. */
const APART = ["src/charset.ts", "src/cli/", "src/cookies/psl.ts", "src/testing.ts"];

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
