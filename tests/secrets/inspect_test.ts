import { assertEquals } from "@std/assert";
import { inspect } from "node:util";
import { shownAs } from "../../src/core/secrets/inspect.ts";
import { test } from "../checked.ts";

class Safe {
  readonly secret = "s3cr3t";
  static {
    Object.assign(
      this.prototype,
      shownAs(function (this: Safe) {
        return `<Safe of ${this.secret.length}>`;
      }),
    );
  }
}

test("a value is shown as its class says, in Deno and in Node", () => {
  const safe = new Safe();
  assertEquals(Deno.inspect(safe, { showHidden: true }), "<Safe of 6>");
  assertEquals(inspect(safe), "<Safe of 6>");
  assertEquals(Deno.inspect([safe]), "[ <Safe of 6> ]");
  assertEquals(Reflect.ownKeys(Safe.prototype).filter((key) => typeof key === "symbol").length, 2);
});

test("both runtimes ask by a symbol of their own", () => {
  assertEquals(Reflect.ownKeys(shownAs(() => "")), [
    Symbol.for("Deno.customInspect"),
    Symbol.for("nodejs.util.inspect.custom"),
  ]);
});
