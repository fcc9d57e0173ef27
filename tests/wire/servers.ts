/**
 * Starts real servers on free ports of 127.0.0.1 and stops them.
 *
 * @module
 */

import { gunicornHttpbin, nginx } from "./programs.ts";

/** A server under way; disposing of it kills it and removes what was made for it. */
export interface RunningServer extends AsyncDisposable {
  /** `http://127.0.0.1:port`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** What the server wrote to its standard error so far. */
  log(): string;
}

/** What to start. */
export interface ServerPlan {
  readonly command: string;
  readonly args: readonly string[];
  /** The port that the server was told to listen on; it is ready when this one answers. */
  readonly port: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** How it is asked to stop; "SIGTERM" unless said otherwise. After three seconds it is killed. */
  readonly stopSignal?: Deno.Signal;
  /** Removed when the server has stopped. */
  readonly directory?: string;
}

/** Starts a server and waits, a minute at most, until its port answers. */
export async function startServer(plan: ServerPlan): Promise<RunningServer> {
  const { command, args, port, env = {}, cwd } = plan;
  const child = new Deno.Command(command, {
    args: [...args],
    env: { ...env },
    ...(cwd === undefined ? {} : { cwd }),
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const log = collect(child.stderr);
  const stop = async () => {
    await kill(child, plan.stopSignal ?? "SIGTERM");
    await log.stop();
    if (plan.directory === undefined) return;
    await Deno.remove(plan.directory, { recursive: true });
  };
  try {
    await untilAnswers(port, child.status);
  } catch (error) {
    await stop();
    throw new Error(`Cannot start ${command}: ${log.text()}`, { cause: error });
  }
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    log: log.text,
    [Symbol.asyncDispose]: stop,
  };
}

interface Log {
  text(): string;
  stop(): Promise<void>;
}

function collect(stream: ReadableStream<Uint8Array>): Log {
  let text = "";
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  const read = async () => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      text += value;
    }
  };
  const reading = read();
  return {
    text: () => text,
    stop: async () => {
      // A grandchild that outlives its parent would hold the pipe open.
      const timer = setTimeout(() => reader.cancel(), 500);
      await reading;
      clearTimeout(timer);
    },
  };
}

async function kill(
  child: Deno.ChildProcess,
  signal: Deno.Signal,
): Promise<void> {
  const send = (signal: Deno.Signal) => {
    try {
      child.kill(signal);
    } catch (error) {
      // It has ended by itself.
      if (!(error instanceof TypeError)) throw error;
    }
  };
  send(signal);
  const timer = setTimeout(() => send("SIGKILL"), 3_000);
  await child.status;
  clearTimeout(timer);
}

async function untilAnswers(
  port: number,
  status: Promise<Deno.CommandStatus>,
): Promise<void> {
  let ended: Deno.CommandStatus | undefined;
  status.then((status) => ended = status);
  const deadline = Date.now() + 60_000;
  while (!await answers({ hostname: "127.0.0.1", port })) {
    if (ended !== undefined) throw new Error(`it ended with ${ended.code}`);
    if (Date.now() > deadline) throw new Error("its port does not answer");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Tells whether somebody listens there just now. */
export async function answers(
  address: Deno.ConnectOptions | Deno.UnixConnectOptions,
): Promise<boolean> {
  try {
    const connection = "path" in address
      ? await Deno.connect(address)
      : await Deno.connect(address);
    connection.close();
    return true;
  } catch {
    return false;
  }
}

/** Gives a port that nobody listens on just now. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** The place where an nginx runs. */
export interface NginxPlace {
  readonly port: number;
  /** A temporary folder, removed at the end. */
  readonly directory: string;
}

/** What a test wants of nginx. */
export interface NginxConfig {
  /** Directives within `server { }`; `listen 127.0.0.1:port;` stands there already. */
  readonly server: string | ((place: NginxPlace) => string);
  /** Directives within `http { }`, before the server. */
  readonly http?: string | ((place: NginxPlace) => string);
  /** Files to lay into the folder before the start, by relative path. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Directives beside `http { }`, such as `load_module`. */
  readonly main?: string;
  /** What follows the address in `listen`: `ssl http2`, say. */
  readonly listen?: string;
}

/** Starts nginx with one server of this configuration. */
export async function startNginx(
  config: NginxConfig | NginxConfig["server"],
): Promise<RunningServer & NginxPlace> {
  const settled = typeof config === "object" ? config : { server: config };
  const directory = await Deno.makeTempDir({ prefix: "ferry-nginx-" });
  const place = { port: freePort(), directory };
  const file = `${directory}/nginx.conf`;
  for (const [name, content] of Object.entries(settled.files ?? {})) {
    await write(`${directory}/${name}`, content);
  }
  await write(file, nginxFile(settled, place));
  const server = await startServer({
    command: nginx.path(),
    args: ["-p", directory, "-c", file, "-e", "stderr"],
    port: place.port,
    directory,
  });
  return { ...server, directory };
}

async function write(
  path: string,
  content: string | Uint8Array,
): Promise<void> {
  await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  await Deno.writeFile(path, bytes);
}

/** One process, so that no worker can outlive it and no user need be changed. */
function nginxFile(
  { server, main = "", http = "", listen = "" }: NginxConfig,
  place: NginxPlace,
): string {
  const { port, directory } = place;
  const text = (part: string | ((place: NginxPlace) => string)) =>
    typeof part === "string" ? part : part(place);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${directory}/${name};`);
  return `daemon off;
master_process off;
pid ${directory}/nginx.pid;
${main}
events {}
http {
  access_log off;
  default_type application/octet-stream;
  ${temporary.join("\n  ")}
  ${text(http)}
  server {
    listen 127.0.0.1:${port} ${listen};
    root ${directory};
    ${text(server)}
  }
}
`;
}

/** Starts the real httpbin, in Python under gunicorn. */
export function startGunicornHttpbin(): Promise<RunningServer> {
  const port = freePort();
  const bind = `--bind=127.0.0.1:${port}`;
  // Its port answers when it has loaded httpbin, and not before, which takes seconds at the first time.
  const worker = ["--preload", "--worker-class=gthread", "--threads=4"];
  return startServer({
    command: gunicornHttpbin.path(),
    args: ["-m", "gunicorn", bind, ...worker, "httpbin:app"],
    port,
    // The quick way out: SIGTERM would wait for connections that are kept alive.
    stopSignal: "SIGINT",
  });
}
