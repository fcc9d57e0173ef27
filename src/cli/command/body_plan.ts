/**
 * What a body is made of, as far as the command line says it; files are not opened yet.
 *
 * @module
 */

import { isOfBody, type Item } from "./items.ts";
import type { Values } from "./parse.ts";
import { UsageError } from "../usage_error.ts";
import { type Pair, splitPair } from "./values.ts";

/** How request items are sent. */
export type Encoding = "json" | "form" | "multipart";

/** What a body is made of. */
export type BodyPlan =
  | {
    readonly kind: "none";
    /** What a body that is piped in is. */
    readonly encoding: Encoding | undefined;
  }
  /** JSON text, from `-j`. */
  | { readonly kind: "json"; readonly text: string }
  /** Any text, from `-d`. */
  | { readonly kind: "raw"; readonly text: string }
  /** The text of `--raw`, as it is. */
  | { readonly kind: "text"; readonly text: string; readonly encoding: Encoding | undefined }
  /** A file and nothing else, from the item `@path`. */
  | { readonly kind: "file"; readonly value: string }
  /** Fields and files, from `-d` and `-f`. */
  | { readonly kind: "form"; readonly fields: readonly Pair[]; readonly files: readonly Pair[] }
  /** Request items. */
  | {
    readonly kind: "items";
    readonly items: readonly Item[];
    readonly encoding: Encoding;
    readonly boundary: string | undefined;
  };

/**
 * Plans the body.
 *
 * @param values The options.
 * @param items The request items.
 * @throws {UsageError} If two bodies are said.
 */
export function toBodyPlan(values: Values, items: readonly Item[]): BodyPlan {
  const parts = items.filter(isOfBody);
  const encoding = toEncoding(values);
  refuseTwo(values, parts);
  const json = values.text("json-text");
  if (json !== undefined) return { kind: "json", text: json };
  const raw = values.text("raw");
  if (raw !== undefined) return { kind: "text", text: raw, encoding };
  if (values.list("data").length > 0 || values.list("file").length > 0) return toDataPlan(values);
  if (parts.length === 0) return { kind: "none", encoding };
  return toItemsPlan(parts, { encoding, boundary: values.text("boundary") });
}

function toEncoding(values: Values): Encoding | undefined {
  return (["multipart", "form", "json"] as const).find((name) => values.has(name));
}

/** Of the ways to say a body there can be one. */
function refuseTwo(values: Values, parts: readonly Item[]): void {
  const said = [
    values.firstOf(["json-text"]),
    values.firstOf(["raw"]),
    values.firstOf(["data", "file"]),
    parts.length > 0 ? "request items" : undefined,
  ].filter((name) => name !== undefined);
  const [first, second] = said;
  if (second === undefined) return;
  throw new UsageError(`Cannot send ${first} together with ${second}`);
}

function toItemsPlan(
  parts: readonly Item[],
  { encoding, boundary }: {
    readonly encoding: Encoding | undefined;
    readonly boundary: string | undefined;
  },
): BodyPlan {
  const [first, ...others] = parts;
  const uploads = parts.filter(({ separator }) => separator === "@");
  if (first?.separator === "@" && first.name === "") {
    if (others.length === 0) return { kind: "file", value: first.value };
    throw new UsageError("Cannot send @FILE as the body together with other request items");
  }
  if (uploads.length > 0 && encoding === "json") {
    throw new UsageError("Cannot send a file within JSON: use --form, or name=@FILE for its text");
  }
  const isMultipart = uploads.length > 0 || encoding === "multipart";
  const used = isMultipart ? "multipart" : encoding ?? "json";
  return { kind: "items", items: parts, encoding: used, boundary };
}

function toDataPlan(values: Values): BodyPlan {
  const data = values.list("data");
  const files = values.list("file");
  const [first] = data;
  if (data.length === 1 && !files.length && first !== undefined && !isField(first)) {
    return { kind: "raw", text: first };
  }
  if (data.some((text) => !isField(text))) {
    throw new UsageError(
      "Cannot send --data: with several of them, or --file, write NAME=VALUE",
    );
  }
  return {
    kind: "form",
    fields: data.map((text) => splitPair("--data", text)),
    files: files.map((text) => splitPair("--file", text)),
  };
}

/** Text with quotes, brackets or blanks before its first "=" is JSON, XML or prose, and no field. */
function isField(text: string): boolean {
  return /^[^\s"'<>{}=@][^\s"'<>{}=]*=/.test(text);
}
