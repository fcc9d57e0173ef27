import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { createContext, runInContext } from "node:vm";
import ts from "npm:typescript@5.9.3";
import * as ferry from "../../mod.ts";
import { ConnectError, HttpError, ReadTimeoutError, TimeoutError, TlsError } from "../../mod.ts";
import { test } from "../checked.ts";
import { sources } from "../sources.ts";

type ErrorClass = new (reason: string) => HttpError;

/** All classes but those whose constructor wants more than a reason. */
const classes: readonly (readonly [name: string, Class: ErrorClass & typeof HttpError])[] = Object
  .entries(ferry).flatMap(([name, value]) => isErrorClass(value) ? [[name, value] as const] : []);

function isErrorClass(value: unknown): value is ErrorClass & typeof HttpError {
  return typeof value === "function" && value !== ferry.StatusError &&
    value !== ferry.SchemaError &&
    (value === HttpError || value.prototype instanceof HttpError);
}

test("each guard says what instanceof says, for every pair of classes", () => {
  assert(classes.length > 25);
  for (const [name, Class] of classes) {
    const error: unknown = new Class("Cannot go on");
    for (const [other, Other] of classes) {
      assertEquals(Other.is(error), error instanceof Other, `${other}.is(${name})`);
    }
  }
});

test("what is no error of ours is none, and nothing throws", () => {
  const odd = [
    undefined,
    null,
    0,
    "HttpError",
    Symbol.for("@ferry/http.error"),
    {},
    { name: "HttpError", code: "ERR_HTTP" },
    new Error("HttpError"),
    Object.create(null),
    { [Symbol.for("@ferry/http.error")]: true },
    { [Symbol.for("@ferry/http.error")]: () => "HttpError" },
    HttpError,
    HttpError.prototype.constructor,
  ];
  for (const value of odd) assertEquals(HttpError.is(value), false, String(typeof value));
});

/** Loads the errors from other files, as another version of the module has them. */
async function loadCopy(): Promise<
  Pick<typeof ferry, "HttpError" | "ReadTimeoutError" | "TlsError">
> {
  const folder = await Deno.makeTempDir({ prefix: "ferry-copy-" });
  try {
    for (const [path, text] of sources) {
      await Deno.mkdir(`${folder}/${path.replace(/[^/]*$/, "")}`, { recursive: true });
      await Deno.writeTextFile(`${folder}/${path}`, text);
    }
    return await import(`file://${folder}/src/errors.ts`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

test("errors of another copy of the module are known, and theirs know ours", async () => {
  const copy = await loadCopy();
  assert(copy.HttpError !== HttpError);
  for (const [name, Class] of classes) {
    const theirs: unknown = Reflect.construct(Reflect.get(copy, name), ["Cannot go on"]);
    assertEquals(theirs instanceof HttpError, false);
    for (const [other, Other] of classes) {
      assertEquals(Other.is(theirs), new Class("Cannot") instanceof Other, `${other}: ${name}`);
    }
    assert(copy.HttpError.is(new Class("Cannot go on")), name);
  }
  class Slow extends copy.ReadTimeoutError {}
  const slow: unknown = new Slow("Cannot wait");
  assertEquals([TimeoutError, ConnectError].map((Class) => Class.is(slow)), [true, false]);
  assert(ReadTimeoutError.is(slow));
  assertEquals([slow.code, slow.phase], ["ERR_READ_TIMEOUT", undefined]);
});

test("what another copy knows of its error can be read from here", async () => {
  const copy = await loadCopy();
  const theirs: unknown = new copy.TlsError("Cannot trust", { reason: "expired" });
  assert(TlsError.is(theirs));
  assertEquals([theirs.reason, theirs.retryable, theirs.attempts], ["expired", false, []]);
});

/** Loads the errors into a realm of their own, each file a CommonJS module. */
function loadRealm(): Record<string, ErrorClass> {
  const context = createContext({ URL, performance });
  const loaded = new Map<string, Record<string, unknown>>();
  const load = (path: string): Record<string, unknown> => {
    const known = loaded.get(path);
    if (known) return known;
    const exports = runInContext("({})", context);
    loaded.set(path, exports);
    const { outputText } = ts.transpileModule(sources.get(path) ?? "", {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ESNext },
    });
    const require = (name: string) => load(new URL(name, `file:///${path}`).pathname.slice(1));
    runInContext(`(function (exports, require) {${outputText}\n})`, context)(exports, require);
    return exports;
  };
  return Object.fromEntries(
    Object.entries(load("src/errors.ts")).flatMap(([name, value]) =>
      isClass(value) ? [[name, value]] : []
    ),
  );
}

function isClass(value: unknown): value is ErrorClass {
  return typeof value === "function";
}

test("errors of another realm are known", () => {
  const realm = loadRealm();
  for (const [name, Class] of classes) {
    const Theirs = realm[name];
    assert(Theirs, name);
    const theirs: unknown = new Theirs("Cannot go on");
    assertEquals(theirs instanceof Error, false, "of another realm");
    for (const [other, Other] of classes) {
      assertEquals(Other.is(theirs), new Class("Cannot") instanceof Other, `${other}: ${name}`);
    }
  }
});

class CreditError extends HttpError {
  constructor(readonly credit: number) {
    super(`Cannot buy: there are ${credit} left`);
  }
}

class NoCreditError extends CreditError {
  override get name(): string {
    return "NoCreditError";
  }
}

test("classes of one's own have guards that tell them from their parents", () => {
  const error: unknown = new NoCreditError(0);
  assert(CreditError.is(error) && NoCreditError.is(error) && HttpError.is(error));
  assertStrictEquals(error.credit, 0);
  assertEquals(NoCreditError.is(new CreditError(1)), false);
  assertEquals(CreditError.is(new HttpError("Cannot")), false);
  assertEquals(CreditError.is(new ConnectError("Cannot")), false);
});

test("a class of the same name elsewhere in the tree is another one", () => {
  const Other = { CreditError: class CreditError extends ConnectError {} }.CreditError;
  assertEquals([CreditError.is(new Other("Cannot")), Other.is(new CreditError(1))], [false, false]);
});
