import { assertEquals } from "@std/assert";
import { BearerAuth, Client, DigestAuth } from "../../mod.ts";
import { wireTest } from "./checked_wire.ts";
import { gunicornHttpbin } from "./programs.ts";
import { startGunicornHttpbin } from "./servers.ts";

wireTest("the real httpbin's cookies, basic, bearer and digest", gunicornHttpbin, async (t) => {
  await using server = await startGunicornHttpbin();
  const make = () => new Client({ baseUrl: server.url });

  await t.step("cookies are set, sent and deleted over redirects", async () => {
    using client = make();
    const set = await client.get("/cookies/set", { params: { a: "1", b: "2" } });
    assertEquals(await set.json(), { cookies: { a: "1", b: "2" } });
    assertEquals(set.history[0]?.cookies.toObject(), { a: "1", b: "2" });
    assertEquals(await (await client.get("/cookies/set/c/3")).json(), {
      cookies: { a: "1", b: "2", c: "3" },
    });
    const own = await client.get("/cookies", { cookies: { a: "own", d: "4" } });
    assertEquals(await own.json(), { cookies: { a: "own", b: "2", c: "3", d: "4" } });
    const deleted = await client.get("/cookies/delete", { params: { a: "", c: "" } });
    assertEquals(await deleted.json(), { cookies: { b: "2" } });
    assertEquals(client.cookies.toObject(), { b: "2" });
  });

  await t.step("basic, with a challenge or hidden", async () => {
    using client = make();
    const [user, password] = ["us er", "pä:ss"];
    const path = `${encodeURIComponent(user)}/${encodeURIComponent(password)}`;
    for (const [kind, refusal] of [["basic-auth", 401], ["hidden-basic-auth", 404]] as const) {
      const target = `/${kind}/${path}`;
      const response = await client.get(target, { auth: [user, password] });
      assertEquals(await response.json(), { authenticated: true, user });
      const inUrl = new URL(`${server.url}${target}`);
      Object.assign(inUrl, { username: user, password });
      assertEquals((await client.get(inUrl)).status, 200);
      assertEquals((await client.get(target)).status, refusal);
      assertEquals((await client.get(target, { auth: [user, "wrong"] })).status, refusal);
    }
  });

  await t.step("bearer", async () => {
    using client = make();
    const response = await client.get("/bearer", { auth: new BearerAuth(() => "t0ken") });
    assertEquals(await response.json(), { authenticated: true, token: "t0ken" });
    assertEquals((await client.get("/bearer")).status, 401);
  });

  await t.step("digest, each qop and algorithm", async () => {
    for (const qop of ["auth", "auth-int", "undefined"]) {
      for (const algorithm of ["MD5", "SHA-256", "SHA-512"]) {
        using client = make();
        const path = `/digest-auth/${qop}/user/pass/${algorithm}`;
        const response = await client.get(path, { auth: new DigestAuth("user", "pass") });
        assertEquals(await response.json(), { authenticated: true, user: "user" }, path);
        assertEquals(response.history.map(({ status }) => status), [401], path);
        const wrong = await client.get(path, { auth: new DigestAuth("user", "wrong") });
        assertEquals(wrong.status, 401, path);
      }
    }
  });

  await t.step("digest, where a nonce grows stale after some uses", async () => {
    for (const uses of [1, 2]) {
      using client = make();
      const auth = new DigestAuth("user", "pass");
      const path = `/digest-auth/auth/user/pass/SHA-256/${uses}`;
      for (let round = 0; round < 4; round++) {
        assertEquals((await client.get(path, { auth })).status, 200, `${path}, round ${round}`);
      }
    }
  });
});
