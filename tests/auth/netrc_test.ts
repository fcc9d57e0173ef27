import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { findNetrcPaths, NetrcAuth } from "../../src/features/netrc/netrc.ts";
import { Client } from "../../mod.ts";
import { HttpError } from "../../src/core/errors.ts";
import { PreparedRequest } from "../../src/core/request/prepared.ts";
import { test } from "../checked.ts";
import { record } from "../recording.ts";
import { drive } from "./driving.ts";

/** Gives the credentials that are sent to a host. */
async function ask(
  auth: NetrcAuth,
  url = "http://a.test/",
): Promise<string | undefined> {
  const request = new PreparedRequest("GET", new URL(url), {}, undefined);
  const { headers } = await auth.authorize(request);
  const { authorization } = headers;
  return authorization && atob(authorization.replace("Basic ", ""));
}

/** Runs with a directory that is removed afterwards. */
async function withDirectory(
  run: (path: string) => Promise<void>,
): Promise<void> {
  const path = await Deno.makeTempDir();
  try {
    await run(path);
  } finally {
    await Deno.remove(path, { recursive: true });
  }
}

/** Runs with other variables in the environment; `undefined` removes one. */
async function withEnv(
  variables: Record<string, string | undefined>,
  run: () => Promise<void>,
): Promise<void> {
  const before = Object.keys(variables).map((name) => [name, Deno.env.get(name)] as const);
  const set = (name: string, value: string | undefined) =>
    value === undefined ? Deno.env.delete(name) : Deno.env.set(name, value);
  for (const [name, value] of Object.entries(variables)) set(name, value);
  try {
    await run();
  } finally {
    for (const [name, value] of before) set(name, value);
  }
}

test("a file that is given is used, by path or URL, in both ways", () =>
  withDirectory(async (directory) => {
    const file = `${directory}/my netrc`;
    await Deno.writeTextFile(file, "machine a.test login u password p");
    const url = new URL(`file://${directory}/my%20netrc`);
    for (const auth of [new NetrcAuth(file), new NetrcAuth(url)]) {
      assertEquals(await ask(auth), "u:p");
      assertEquals(await ask(auth, "http://b.test/"), undefined);
      const { sent } = await drive(
        auth,
        new Request("http://a.test:81/"),
        () => new Response(),
      );
      assertEquals(sent[0]?.headers.get("authorization"), "Basic dTpw");
    }
  }));

test("a request for a host that is not there keeps its header", () =>
  withDirectory(async (directory) => {
    await Deno.writeTextFile(
      `${directory}/n`,
      "machine b.test login u password p",
    );
    const auth = new NetrcAuth(`${directory}/n`);
    const { sent } = await drive(
      auth,
      new Request("http://a.test/", { headers: { authorization: "mine" } }),
      () => new Response(),
    );
    assertEquals(sent[0]?.headers.get("authorization"), "mine");
  }));

test("a file that was changed is read again", () =>
  withDirectory(async (directory) => {
    const file = `${directory}/n`;
    await Deno.writeTextFile(file, "machine a.test login u password p");
    const auth = new NetrcAuth(file);
    assertEquals(await ask(auth), "u:p");
    await Deno.writeTextFile(file, "machine a.test login u password longer");
    assertEquals(await ask(auth), "u:longer");
    await Deno.writeTextFile(file, "machine a.test login u password LONGER");
    await Deno.utime(file, 1, 1);
    assertEquals(await ask(auth), "u:LONGER");
    // Nothing that the file system tells has changed, so it is not read.
    await Deno.writeTextFile(file, "machine a.test login u password unseen");
    await Deno.utime(file, 1, 1);
    assertEquals(await ask(auth), "u:LONGER");
  }));

test("a given file that cannot be read is an error", () =>
  withDirectory(async (directory) => {
    for (const file of [`${directory}/absent`, directory]) {
      const error = await assertRejects(
        () => ask(new NetrcAuth(file)),
        HttpError,
        `Cannot GET http://a.test/: cannot read the netrc file ${file} (phase: auth)`,
      );
      assert(error.cause instanceof Error);
    }
  }));

test("a malformed file is an error that shows no secret", () =>
  withDirectory(async (directory) => {
    const file = `${directory}/n`;
    const auth = new NetrcAuth(file);
    for (
      const text of [
        "machine a.test login u password hidden hidden2",
        'machine a.test login u password "hidden\x01"',
        "machine a.test login hidden:2 password p",
      ]
    ) {
      await Deno.writeTextFile(file, text);
      const error = await assertRejects(
        () => ask(auth),
        HttpError,
        "Cannot GET",
      );
      const shown = Deno.inspect(error) + JSON.stringify(error) +
        Deno.inspect(auth);
      assert(!/hidden/.test(shown), shown);
      assertMatch(error.message, /netrc|\/n: /);
    }
    await Deno.writeTextFile(file, "machine a.test login u password p");
    assertEquals(await ask(auth), "u:p");
  }));

test("NETRC names the default file, then the home directory has it", () =>
  withDirectory(async (home) => {
    const write = (name: string, login: string) =>
      Deno.writeTextFile(
        `${home}/${name}`,
        `machine a.test login ${login} password p`,
      );
    await withEnv({ NETRC: undefined, HOME: home }, async () => {
      assertEquals(await ask(new NetrcAuth()), undefined);
      await write("_netrc", "underscore");
      assertEquals(await ask(new NetrcAuth()), "underscore:p");
      await write(".netrc", "dot");
      assertEquals(await ask(new NetrcAuth()), "dot:p");
      await write("other", "named");
      for (const path of [`${home}/other`, "~/other"]) {
        Deno.env.set("NETRC", path);
        assertEquals(await ask(new NetrcAuth()), "named:p");
      }
      Deno.env.set("NETRC", "");
      assertEquals(await ask(new NetrcAuth()), "dot:p");
    });
  }));

test("a default file that cannot be read is as good as none", () =>
  withDirectory(async (home) => {
    for (const path of [`${home}/absent`, home, `${home}/absent/x`]) {
      await withEnv({ NETRC: path }, async () => {
        assertEquals(await ask(new NetrcAuth()), undefined);
      });
    }
    await withEnv(
      { NETRC: undefined, HOME: undefined, USERPROFILE: undefined },
      async () => {
        assertEquals(findNetrcPaths(), []);
        assertEquals(await ask(new NetrcAuth()), undefined);
      },
    );
  }));

test("a default file that is malformed, forbidden or of no use is passed over, one that was named is not", () =>
  withDirectory(async (home) => {
    const useless = ["machine a.test hidden", 'machine a.test login "', "machine a.test login a:b"];
    for (const [index, text] of useless.entries()) {
      const file = `${home}/${index}`;
      await Deno.writeTextFile(file, text);
      await withEnv({ NETRC: file }, async () => {
        assertEquals(await ask(new NetrcAuth()), undefined);
        const app = record();
        using client = new Client({ transport: app.transport });
        assertEquals((await client.get("http://a.test/")).status, 200);
        assertEquals(app.last.headers["authorization"], undefined);
      });
      const error = await assertRejects(() => ask(new NetrcAuth(file)), HttpError);
      assert(!error.message.includes("hidden"));
    }
    await Deno.writeTextFile(`${home}/.netrc`, "machine");
    await Deno.writeTextFile(`${home}/_netrc`, "machine a.test login u password p");
    await withEnv({ NETRC: undefined, HOME: home }, async () => {
      assertEquals(await ask(new NetrcAuth()), "u:p");
    });
  }));

test("of a URL with a user name only the entry of that user counts, else its own userinfo", () =>
  withDirectory(async (directory) => {
    const file = `${directory}/n`;
    const text = "machine a.test login a password 1\nmachine a.test login b password 2\n" +
      "machine c.test password 3\ndefault login d password 4\n";
    await Deno.writeTextFile(file, text);
    const rows = [
      ["http://a.test/", "a:1"],
      ["http://b@a.test/", "b:2"],
      ["http://b:own@a.test/", "b:2"],
      ["http://e@a.test/", "e:"],
      ["http://e:own@a.test/", "e:own"],
      ["http://e@c.test/", "e:3"],
      ["http://d@other.test/", "d:4"],
      ["http://e%40x:own@a.test/", "e@x:own"],
    ] as const;
    const app = record();
    using client = new Client({ transport: app.transport, auth: new NetrcAuth(file) });
    for (const [url, expected] of rows) {
      assertEquals(await ask(new NetrcAuth(file), url), expected, url);
      await client.get(url);
      const sent = app.last.headers["authorization"];
      assertEquals(sent, `Basic ${btoa(expected)}`, url);
      await client.get("http://a.test/", { auth: new NetrcAuth(file) });
      assertEquals(app.last.headers["authorization"], `Basic ${btoa("a:1")}`);
    }
  }));

test("the default file costs the next requests nothing", () =>
  withDirectory(async (home) => {
    const file = `${home}/n`;
    await Deno.writeTextFile(file, "machine a.test login u password p");
    await withEnv({ NETRC: file }, async () => {
      const auth = new NetrcAuth();
      const all = await Promise.all(
        Array.from({ length: 50 }, () => ask(auth)),
      );
      assertEquals(new Set(all), new Set(["u:p"]));
      const request = new PreparedRequest(
        "GET",
        new URL("http://a.test/"),
        {},
        undefined,
      );
      assert(auth.authorize(request) instanceof PreparedRequest);
    });
  }));

test("without permissions nothing is read and nobody is asked", async () => {
  const script = `
    import { NetrcAuth } from ${
    JSON.stringify(new URL("../../src/features/netrc/netrc.ts", import.meta.url))
  };
    import { PreparedRequest } from ${
    JSON.stringify(new URL("../../src/core/request/prepared.ts", import.meta.url))
  };
    const request = new PreparedRequest("GET", new URL("http://a.test/"), {}, undefined);
    const { headers } = await new NetrcAuth().authorize(request);
    console.log(JSON.stringify(headers));
  `;
  const directory = await Deno.makeTempDir();
  await Deno.writeTextFile(
    `${directory}/n`,
    "machine a.test login u password p",
  );
  await Deno.writeTextFile(`${directory}/script.ts`, script);
  const config = new URL("../../deno.json", import.meta.url).pathname;
  for (
    const permissions of [[], ["--allow-env"], [`--allow-read=${directory}`]]
  ) {
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--quiet", "--no-check", "--no-lock", "--no-prompt"],
        ...["--config", config, ...permissions, `${directory}/script.ts`],
      ],
      env: { NETRC: `${directory}/n`, DENO_NO_UPDATE_CHECK: "1" },
    }).output();
    assertEquals(
      new TextDecoder().decode(stdout),
      "{}\n",
      new TextDecoder().decode(stderr),
    );
  }
  await Deno.remove(directory, { recursive: true });
});
