import { assertEquals, assertThrows } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { CircuitBreaker, resolveCircuitBreaker } from "../src/features/circuit_breaker/circuit.ts";
import { test } from "./checked.ts";

const settings = { failures: 3, cooldown: 1_000, statuses: [503] };
const origin = "http://h";

function fail(breaker: CircuitBreaker, times: number, at = origin): void {
  for (let count = 0; count < times; count++) {
    assertEquals(breaker.enter(at), undefined, `failure ${count}`);
    breaker.settle(at, "failure");
  }
}

test("failures one after the other open the circuit for a while", () => {
  using time = new FakeTime();
  const breaker = new CircuitBreaker(settings);
  fail(breaker, 3);
  assertEquals(breaker.enter(origin), 1_000);
  time.tick(400);
  assertEquals(breaker.enter(origin), 600);
  assertEquals(breaker.enter("http://other"), undefined);
});

test("a success in between begins anew", () => {
  const breaker = new CircuitBreaker(settings);
  for (let round = 0; round < 5; round++) {
    fail(breaker, 2);
    breaker.settle(origin, "success");
  }
  assertEquals(breaker.enter(origin), undefined);
});

test("after the cooldown one may try, and the others wait for what comes of it", () => {
  using time = new FakeTime();
  const breaker = new CircuitBreaker(settings);
  fail(breaker, 3);
  time.tick(1_000);
  assertEquals(breaker.enter(origin), undefined);
  assertEquals([breaker.enter(origin), breaker.enter(origin)], [0, 0]);
  breaker.settle(origin, "failure");
  assertEquals(breaker.enter(origin), 1_000, "one failure opens it again");
  time.tick(1_000);
  assertEquals(breaker.enter(origin), undefined);
  breaker.settle(origin, "unknown");
  assertEquals(breaker.enter(origin), undefined, "a try that said nothing leaves it to the next");
  breaker.settle(origin, "success");
  fail(breaker, 2);
  assertEquals(breaker.enter(origin), undefined);
});

test("what was on its way when it opened does not prolong it", () => {
  using time = new FakeTime();
  const breaker = new CircuitBreaker(settings);
  for (let count = 0; count < 5; count++) breaker.enter(origin);
  for (let count = 0; count < 3; count++) breaker.settle(origin, "failure");
  time.tick(900);
  breaker.settle(origin, "failure");
  assertEquals(breaker.enter(origin), 100);
  breaker.settle(origin, "success");
  assertEquals(breaker.enter(origin), undefined, "it is back before anybody tried");
});

test("a clock that is set back does not keep it open", () => {
  const breaker = new CircuitBreaker(settings);
  fail(breaker, 3);
  using _time = new FakeTime(Date.now() - 3_600_000);
  assertEquals(breaker.enter(origin), undefined);
});

test("it does not grow without end", () => {
  const breaker = new CircuitBreaker({ ...settings, failures: 1 });
  for (let count = 0; count < 3_000; count++) fail(breaker, 1, `http://h${count}`);
  assertEquals(breaker.enter("http://h0"), undefined);
  assertEquals((breaker.enter("http://h2999") ?? 0) > 0, true);
});

test("the loose option is settled", () => {
  const usual = { failures: 5, cooldown: 30_000, statuses: [500, 502, 503, 504] };
  assertEquals(resolveCircuitBreaker(undefined), undefined);
  assertEquals(resolveCircuitBreaker(null), undefined);
  assertEquals(resolveCircuitBreaker({}), usual);
  assertEquals(resolveCircuitBreaker(2), { ...usual, failures: 2 });
  assertEquals(resolveCircuitBreaker({ ...settings }), settings);
  assertThrows(() => resolveCircuitBreaker(0), RangeError, "circuitBreaker");
});
