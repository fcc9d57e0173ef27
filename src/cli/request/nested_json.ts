/**
 * JSON made of request items: `a=1`, `a[b]=1`, `a[]:=2`, `[0]:=3`. What was given as JSON stays as it was written.
 *
 * @module
 */

import { UsageError } from "../usage_error.ts";

/** A value within the JSON that is made. */
type Node =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "object"; readonly members: Map<string, Node> }
  | { readonly kind: "list"; readonly items: Node[] };

/** A step on the way to a value. */
type Step =
  | { readonly kind: "key"; readonly name: string }
  | { readonly kind: "index"; readonly at: number }
  | { readonly kind: "append" };

/** A name with the JSON text that goes there. */
export type JsonItem = readonly [path: string, json: string];

/** The most items of a list that one index may make. */
const LONGEST = 10_000;

/**
 * Makes JSON text.
 *
 * @param items Paths with JSON text, in order; a later one replaces an earlier one.
 * @returns The text, with a blank behind each comma and colon, and beyond ASCII escaped, as HTTPie sends it.
 * @throws {UsageError} If a path cannot be read, or leads through something that is no list or object.
 */
export function toNestedJson(items: readonly JsonItem[]): string {
  let root: Node | undefined;
  for (const [path, json] of items) {
    const steps = parsePath(path);
    root = put(root, steps, { path, node: { kind: "text", text: json } });
  }
  return toAscii(write(root ?? { kind: "object", members: new Map() }));
}

interface Leaf {
  readonly path: string;
  readonly node: Node;
}

/** Gives what stands at a place once the leaf was put there. */
function put(at: Node | undefined, steps: readonly Step[], leaf: Leaf): Node {
  const [step, ...rest] = steps;
  if (!step) return leaf.node;
  if (step.kind === "key") return putMember(at, step.name, { rest, leaf });
  return putItem(at, step, { rest, leaf });
}

interface Rest {
  readonly rest: readonly Step[];
  readonly leaf: Leaf;
}

function putMember(at: Node | undefined, name: string, { rest, leaf }: Rest): Node {
  const node = opened(at) ?? { kind: "object", members: new Map<string, Node>() };
  if (node.kind !== "object") throw toMismatch(leaf.path, node, "an object");
  node.members.set(name, put(node.members.get(name), rest, leaf));
  return node;
}

function putItem(
  at: Node | undefined,
  step: Exclude<Step, { readonly kind: "key" }>,
  { rest, leaf }: Rest,
): Node {
  const node = opened(at) ?? { kind: "list", items: [] };
  if (node.kind !== "list") throw toMismatch(leaf.path, node, "a list");
  const { items } = node;
  const index = step.kind === "append" ? items.length : step.at;
  if (index > items.length + LONGEST) {
    throw new UsageError(`Cannot read the path ${JSON.stringify(leaf.path)}: ${index} is too far`);
  }
  while (items.length < index) items.push({ kind: "text", text: "null" });
  const there = items[index];
  const isEmpty = there?.kind === "text" && there.text === "null";
  items[index] = put(isEmpty ? undefined : there, rest, leaf);
  return node;
}

/** What was given as JSON can be gone on with: `a:={"b":1} a[c]=2`. */
function opened(node: Node | undefined): Node | undefined {
  if (node?.kind !== "text" || !/^[[{]/.test(node.text)) return node;
  return toNode(JSON.parse(node.text));
}

function toNode(value: unknown): Node {
  if (Array.isArray(value)) return { kind: "list", items: value.map(toNode) };
  if (typeof value !== "object" || value === null) {
    return { kind: "text", text: JSON.stringify(value) };
  }
  const members = Object.entries(value).map(([name, each]) => [name, toNode(each)] as const);
  return { kind: "object", members: new Map(members) };
}

function toMismatch(path: string, { kind }: Node, wanted: string): UsageError {
  const found = kind === "text" ? "a value" : kind === "list" ? "a list" : "an object";
  return new UsageError(
    `Cannot read the path ${
      JSON.stringify(path)
    }: it leads through ${found} as if it were ${wanted}`,
  );
}

function write(node: Node): string {
  if (node.kind === "text") return node.text;
  if (node.kind === "list") return `[${node.items.map(write).join(", ")}]`;
  const members = [...node.members].map(([name, value]) =>
    `${JSON.stringify(name)}: ${write(value)}`
  );
  return `{${members.join(", ")}}`;
}

/** Outside of strings valid JSON has nothing beyond ASCII. */
function toAscii(json: string): string {
  return json.replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/**
 * Reads a path: a name, then `[name]`, `[0]` or `[]`; a backslash takes a bracket its meaning, and a number its.
 *
 * @throws {UsageError} If a bracket is missing or too much.
 */
export function parsePath(path: string): Step[] {
  const tokens = toTokens(path);
  const [first] = tokens;
  const steps: Step[] = [];
  let at = 0;
  if (first === undefined || first.kind === "word") {
    steps.push({ kind: "key", name: first?.text ?? "" });
    at = 1;
  }
  while (at < tokens.length) {
    const [open, word, close] = tokens.slice(at, at + 3);
    if (open?.kind !== "[") throw toBroken(path, "[");
    if (word?.kind === "]") {
      steps.push({ kind: "append" });
      at += 2;
      continue;
    }
    if (word?.kind !== "word" || close?.kind !== "]") throw toBroken(path, "]");
    const step = toStep(word, path);
    // HTTPie refuses it, too: somebody forgot what it belongs to.
    if (steps.length === 0 && step.kind === "key") throw toBroken(path, "name before the [");
    steps.push(step);
    at += 3;
  }
  return steps;
}

function toBroken(path: string, missing: string): UsageError {
  return new UsageError(`Cannot read the path ${JSON.stringify(path)}: a ${missing} is missing`);
}

function toStep({ text, isEscaped }: Token, path: string): Step {
  if (!isEscaped && /^-\d+$/.test(text)) {
    throw new UsageError(`Cannot read the path ${JSON.stringify(path)}: an index begins at 0`);
  }
  if (!isEscaped && /^\d+$/.test(text)) return { kind: "index", at: Number(text) };
  return { kind: "key", name: text };
}

interface Token {
  readonly kind: "[" | "]" | "word";
  readonly text: string;
  readonly isEscaped: boolean;
}

function toTokens(path: string): Token[] {
  return [...path.matchAll(/\[|\]|(?:\\[^]|[^[\]\\]|\\$)+/g)].map(([text]): Token => {
    if (text === "[" || text === "]") return { kind: text, text, isEscaped: false };
    const isNumber = /^\\-?\d+$/.test(text);
    const plain = isNumber ? text.slice(1) : text.replace(/\\([[\]\\])/g, "$1");
    return { kind: "word", text: plain, isEscaped: isNumber || plain !== text };
  });
}
