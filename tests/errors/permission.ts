/**
 * A program that may not use the network.
 *
 * @module
 */

import type { Over } from "./world.ts";

/** Whom it asks, and whom it may ask. */
export interface Denied {
  readonly host: string;
  readonly allowed: string;
}

/** Runs it, and gives what it saw of its error. */
export async function withoutPermission(over: Over, { host, allowed }: Denied): Promise<never> {
  const url = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  const script = `
    import { Client, FetchTransport } from ${url("../../mod.ts")};
    import { SocketTransport } from ${url("../../src/transports/socket/mod.ts")};
    import { toSeen } from ${url("./seen.ts")};
    const transport = new ${over === "fetch" ? "FetchTransport" : "SocketTransport"}();
    const client = new Client({ transport, trustEnv: false });
    const error = await client.get("http://${host}:4321/").catch((error) => error);
    console.log(JSON.stringify(toSeen(error)));
  `;
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(file, script);
    const config = new URL("../../deno.json", import.meta.url).pathname;
    const net = `--allow-net=${allowed}`;
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", "--no-check", "--config", config, "--allow-env", net, file],
      env: { NO_COLOR: "1" },
    }).output();
    const text = new TextDecoder().decode(stdout);
    if (!text.startsWith("{")) throw new Error(new TextDecoder().decode(stderr));
    throw JSON.parse(text);
  } finally {
    await Deno.remove(file);
  }
}
