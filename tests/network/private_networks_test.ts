import { assertEquals, assertThrows } from "@std/assert";
import { Client } from "../../mod.ts";
import { resolvePrivateNetworks } from "../../src/features/url_guard/private_networks.ts";
import { test } from "../checked.ts";

test("nothing is excepted unless it is said", () => {
  assertEquals(resolvePrivateNetworks(undefined), undefined);
  assertEquals(resolvePrivateNetworks(null), undefined);
  assertEquals(resolvePrivateNetworks(false), undefined);
  assertEquals(resolvePrivateNetworks(true), { names: [], networks: [] });
  const { names, networks } = resolvePrivateNetworks({
    allow: ["10.1.0.0/16", "DB.internal.", "127.0.0.1", "::1", "[fd00::]/8"],
  }) ?? { names: [], networks: [] };
  assertEquals(names, ["db.internal"]);
  assertEquals(networks.map(({ bits }) => bits), [16, 32, 128, 8]);
});

test("what is no address, network or name is refused with the client", () => {
  const wrong: readonly unknown[] = [
    "yes",
    1,
    [],
    {},
    { allow: "10.0.0.0/8" },
    { allow: [1] },
    { allow: [""] },
    { allow: ["10.0.0.0/33"] },
    { allow: ["10.0.0.1:80"] },
    { allow: ["[::1]:80"] },
    { allow: ["*.internal"] },
    { allow: ["http://db.internal"] },
    { allow: ["u@db"] },
    { allow: ["a b"] },
    { allow: [], deny: [] },
  ];
  for (const value of wrong) {
    const options = { blockPrivateNetworks: value };
    assertThrows(
      () => Reflect.construct(Client, [options]),
      TypeError,
      "Cannot",
      JSON.stringify(value),
    );
  }
});
