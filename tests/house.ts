/**
 * Reads sources with the TypeScript compiler's parser for the rules of the house.
 *
 * @module
 */

import ts from "npm:typescript@5.9.3";

/** One function, method or arrow. */
export interface FunctionSize {
  readonly name: string;
  /** `file:line`. */
  readonly place: string;
  readonly lines: number;
  /** How deep its blocks nest; 0 without any. */
  readonly depth: number;
}

/** What was found. */
export interface House {
  readonly functions: readonly FunctionSize[];
  /** `file:line what` */
  readonly breaches: readonly string[];
}

/** Reads all sources. */
export function readHouse(sources: ReadonlyMap<string, string>): House {
  const functions: FunctionSize[] = [];
  const breaches: string[] = [];
  for (const [file, text] of sources) {
    const source = ts.createSourceFile(
      file,
      text,
      ts.ScriptTarget.Latest,
      true,
    );
    const place = (at: number) => `${file}:${source.getLineAndCharacterOfPosition(at).line + 1}`;
    const visit = (node: ts.Node) => {
      const start = node.getStart(source);
      const breach = breachOf(node);
      if (breach !== undefined) breaches.push(`${place(start)} ${breach}`);
      if (isFunction(node)) {
        const lines = node.getText(source).split("\n").length;
        const depth = depthOf(node);
        functions.push({
          name: nameOf(node),
          place: place(start),
          lines,
          depth,
        });
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
    for (const { index, 0: words } of text.matchAll(ignores)) {
      breaches.push(`${place(index)} ${words}`);
    }
  }
  return { functions, breaches };
}

const ignores = /deno-lint-ignore|@ts-(?:ignore|nocheck|expect-error)/g;

function breachOf(node: ts.Node): string | undefined {
  if (node.kind === ts.SyntaxKind.AnyKeyword) return "any";
  if (ts.isNonNullExpression(node)) return "!";
  if (ts.isPropertyDeclaration(node) || ts.isVariableDeclaration(node)) {
    return node.exclamationToken === undefined ? undefined : "!";
  }
  if (ts.isTypeAssertionExpression(node)) return "<type>";
  if (ts.isAsExpression(node)) {
    return ts.isConstTypeReference(node.type) ? undefined : "as";
  }
  return isDefaultExport(node) ? "default export" : undefined;
}

function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node)) return true;
  if (ts.isExportSpecifier(node)) return node.name.text === "default";
  return ts.canHaveModifiers(node) &&
    ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) === true;
}

function isFunction(node: ts.Node): node is ts.FunctionLikeDeclaration {
  return ts.isFunctionLike(node) && "body" in node && node.body !== undefined;
}

function nameOf(node: ts.FunctionLikeDeclaration): string {
  if (ts.isConstructorDeclaration(node)) return "constructor";
  if (node.name !== undefined) return node.name.getText();
  const { parent } = node;
  return ts.isVariableDeclaration(parent) ? parent.name.getText() : "(arrow)";
}

/** Counts blocks within blocks; `else if` goes on beside its `if`, a function within begins anew. */
function depthOf(root: ts.Node): number {
  let deepest = 0;
  const visit = (node: ts.Node, depth: number) => {
    if (isFunction(node) && node !== root) return;
    const deeper = nests(node) ? depth + 1 : depth;
    deepest = Math.max(deepest, deeper);
    ts.forEachChild(node, (child) => visit(child, deeper));
  };
  visit(root, 0);
  return deepest;
}

function nests(node: ts.Node): boolean {
  if (ts.isIfStatement(node)) {
    return !ts.isIfStatement(node.parent) || node.parent.elseStatement !== node;
  }
  return ts.isIterationStatement(node, false) || ts.isSwitchStatement(node) ||
    ts.isTryStatement(node);
}
