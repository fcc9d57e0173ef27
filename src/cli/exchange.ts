/**
 * Sends what the command line asks for, and shows the answer.
 *
 * @module
 */

import type { Auth } from "../core/auth/auth.ts";
import { BasicAuth } from "../core/auth/basic.ts";
import { BearerAuth } from "../features/oauth2/bearer.ts";
import { DigestAuth } from "../features/digest/digest.ts";
import { Client } from "../client.ts";
import type { Download } from "../features/download/options.ts";
import { StreamClosedError } from "../core/errors.ts";
import type { RequestOptions } from "../options.ts";
import { HttpResponse } from "../core/response/response.ts";
import type { Command, Credentials } from "./arguments.ts";
import { openBody, type OpenedBody } from "./body.ts";
import { viewBody, viewPlainBody } from "./body_view.ts";
import { saveBody } from "./download.ts";
import { toRequestHead, toResponseHead } from "./head.ts";
import { type Io, type Output, writeText } from "./io.ts";
import { colored, type Painter, plain } from "./painter.ts";
import { escapeLine } from "./terminal_text.ts";

/**
 * Sends the request and shows the answer.
 *
 * @param command What the command line said.
 * @param io Where it is shown.
 * @returns Whether the status is no error.
 */
export async function exchange(command: Command, io: Io): Promise<boolean> {
  const startedAt = performance.now();
  using opened = new DisposableStack();
  const body = await openBody(command.body, { io, opened });
  using client = new Client({
    headers: Object.fromEntries(removedHeaders(command)),
    proxy: command.proxy,
  });
  const options = { ...toOptions(command, body), signal: io.signal };
  const report = new Report(command, io);
  const { output } = command;
  const response = output && output !== "-"
    ? await save(client, { command, path: output, options, report })
    : await show(client, { command, options, report });
  await report.times(response, startedAt);
  return !response.isError;
}

interface Plan {
  readonly command: Command;
  readonly options: RequestOptions;
  readonly report: Report;
}

async function show(client: Client, { command, options, report }: Plan): Promise<HttpResponse> {
  await using response = await client.stream(command.method, command.url, options);
  await report.head(response);
  await report.body(response);
  return response;
}

async function save(
  client: Client,
  { command, path, options, report }: Plan & { readonly path: string },
): Promise<HttpResponse> {
  const { output } = report;
  const onResponse = (response: HttpResponse) => report.head(response);
  const saved = await saveBody(client, { command, path, options, output, onResponse });
  if (!(saved instanceof HttpResponse)) {
    await report.saved(saved);
    return saved.response;
  }
  await report.head(saved);
  try {
    await report.body(saved);
  } catch (error) {
    // A long one was let go of.
    if (!(error instanceof StreamClosedError)) throw error;
  }
  return saved;
}

function removedHeaders({ headers }: Command): [string, null][] {
  return headers.filter(([, value]) => value === "").map((
    [name],
  ) => [name, null]);
}

function toOptions(
  command: Command,
  { options, contentType }: OpenedBody,
): RequestOptions {
  const headers = command.headers.filter(([, value]) => value !== "");
  const typed = command.headers.some(([name]) => name.toLowerCase() === "content-type");
  if (contentType && !typed) headers.push(["content-type", contentType]);
  return {
    ...options,
    headers,
    params: command.params,
    cookies: command.cookies.length ? command.cookies : undefined,
    auth: toAuth(command.credentials),
    timeout: command.timeout,
    followRedirects: command.follow ? undefined : false,
    maxRedirects: command.maxRedirects,
  };
}

function toAuth(credentials: Credentials | undefined): Auth | undefined {
  switch (credentials?.kind) {
    case "basic":
      return new BasicAuth(credentials.user, credentials.password);
    case "digest":
      return new DigestAuth(credentials.user, credentials.password);
    case "bearer":
      return new BearerAuth(credentials.token);
    default:
      return undefined;
  }
}

/** Shows an answer part by part, each where it belongs. */
class Report {
  readonly #command: Command;
  readonly #io: Io;
  /** Whether standard output gets the whole answer, for a person to read. */
  readonly #formatted: boolean;

  constructor(command: Command, io: Io) {
    this.#command = command;
    this.#io = io;
    this.#formatted = command.output !== "-" && !command.raw;
  }

  /** Where a bar may be drawn. */
  get output(): Output | undefined {
    return this.#command.quiet ? undefined : this.#io.stderr;
  }

  /** Shows the status line and the headers, and what led to them. */
  async head(response: HttpResponse): Promise<void> {
    await this.#requests(response);
    if (this.#command.quiet) return;
    const output = this.#formatted ? this.#io.stdout : this.#io.stderr;
    const lines = toResponseHead(response, this.#style(output));
    await writeText(output, `${lines.join("\n")}\n\n`);
  }

  /** Shows every request and the redirects between them. */
  async #requests(response: HttpResponse): Promise<void> {
    if (!this.#command.verbose) return;
    for (const hop of response.history) {
      await this.#lines(
        toRequestHead(hop.request, this.#style(this.#io.stderr)),
        "> ",
      );
      await this.#lines(
        toResponseHead(hop, this.#style(this.#io.stderr)),
        "< ",
      );
      await this.#lines(
        [`${Math.round(hop.elapsed)} ms until the headers`],
        "* ",
      );
    }
    await this.#lines(
      toRequestHead(response.request, this.#style(this.#io.stderr)),
      "> ",
    );
  }

  async #lines(lines: readonly string[], mark: string): Promise<void> {
    await writeText(
      this.#io.stderr,
      lines.map((line) => `${mark}${line}\n`).join("") + "\n",
    );
  }

  #style(output: Output): { paint: Painter; reveal: boolean } {
    const paint = output.isTerminal && this.#io.color ? colored : plain;
    return { paint, reveal: this.#command.reveal };
  }

  /** Shows the body, or passes it on. */
  async body(response: HttpResponse): Promise<void> {
    const { stdout } = this.#io;
    if (this.#formatted) {
      const { paint } = this.#style(stdout);
      for await (const text of viewBody(response, paint)) {
        await writeText(stdout, text);
      }
    } else if (stdout.isTerminal && this.#command.output !== "-") {
      for await (const text of viewPlainBody(response)) await writeText(stdout, text);
    } else {
      for await (const chunk of response.iterBytes()) await stdout.write(chunk);
    }
  }

  /** Tells what was saved. */
  async saved({ bytes, path, resumedFrom }: Download): Promise<void> {
    if (this.#command.quiet) return;
    const name = escapeLine(path ?? "");
    const count = bytes.toLocaleString("en");
    const more = resumedFrom > 0 ? `, ${resumedFrom.toLocaleString("en")} of them before` : "";
    await writeText(this.#io.stderr, `Saved ${count} bytes to ${name}${more}\n`);
  }

  /** Shows how long it took. */
  async times(response: HttpResponse, startedAt: number): Promise<void> {
    if (!this.#command.verbose) return;
    const total = Math.round(performance.now() - startedAt);
    const bytes = response.numBytesDownloaded.toLocaleString("en");
    const headers = Math.round(response.elapsed);
    const line = `${headers} ms until the headers, ${total} ms in all, ${bytes} bytes of body`;
    await writeText(this.#io.stderr, `* ${line}\n`);
  }
}
