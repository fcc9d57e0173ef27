import { assertEquals, assertRejects } from "@std/assert";
import { wireTest } from "./checked_wire.ts";
import { nginx } from "./programs.ts";
import { startNginx, startServer } from "./servers.ts";

wireTest(
  "nginx serves the files and answers of its configuration",
  nginx,
  async () => {
    let directory = "";
    {
      await using server = await startNginx({
        files: {
          "files/a.txt": "from a file",
          "b.bin": new Uint8Array([0, 255]),
        },
        http: "map $uri $shout { default 'loud'; }",
        server: ({ port }) => `
        location = /plain { return 200 "plain $shout ${port}"; }
        location /moved { return 301 /plain; }
      `,
      });
      directory = server.directory;
      using client = Deno.createHttpClient({});
      const get = (path: string) => fetch(server.url + path, { client, redirect: "manual" });
      assertEquals(
        await (await get("/plain")).text(),
        `plain loud ${server.port}`,
      );
      assertEquals(await (await get("/files/a.txt")).text(), "from a file");
      assertEquals(
        await (await get("/b.bin")).bytes(),
        new Uint8Array([0, 255]),
      );
      const moved = await get("/moved");
      await moved.body?.cancel();
      assertEquals(moved.status, 301);
      assertEquals(moved.headers.get("location"), `${server.url}/plain`);
      const range = await fetch(`${server.url}/files/a.txt`, {
        client,
        headers: { range: "bytes=7-" },
      });
      assertEquals([range.status, await range.text()], [206, "file"]);
    }
    await assertRejects(() => Deno.stat(directory), Deno.errors.NotFound);
  },
);

wireTest(
  "a configuration that nginx refuses is told with its words",
  nginx,
  async () => {
    await assertRejects(
      () => startNginx("no_such_directive on;"),
      Error,
      'unknown directive "no_such_directive"',
    );
  },
);

wireTest(
  "a server that ends before it listens is not waited for",
  nginx,
  async () => {
    const plan = { command: nginx.path(), args: ["-v"], port: 9 };
    await assertRejects(() => startServer(plan), Error, "nginx version");
  },
);
