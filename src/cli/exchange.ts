/**
 * Sends what the command line asks for, and shows the answer.
 *
 * @module
 */

import { Client } from "../client.ts";
import type { Download } from "../features/download/options.ts";
import { StreamClosedError } from "../core/errors.ts";
import type { HarRecorder } from "../features/har/recorder.ts";
import type { RequestOptions } from "../options.ts";
import type { Recorder } from "../features/recorder/recording.ts";
import { HttpResponse } from "../core/response/response.ts";
import type { Command } from "./command/arguments.ts";
import { openBody, refusePiped } from "./request/body.ts";
import { Names, toPathOptions } from "./request/connection.ts";
import { Conversation, Recorders } from "./view/conversation.ts";
import { statusOf } from "./exit.ts";
import { type Io, writeText } from "./io.ts";
import { OfflineTransport } from "./export/offline.ts";
import { toOutgoing, toRequestOptions, type UploadBody } from "./request/outgoing.ts";
import { toPace } from "./save/pace.ts";
import { Screen } from "./view/screen.ts";
import type { Session } from "./request/session.ts";
import { escapeLine } from "./view/terminal_text.ts";

/**
 * Sends the request and shows the answer.
 *
 * @param command What the command line said.
 * @param io Where it is shown.
 * @returns The exit status.
 */
export async function exchange(command: Command, io: Io): Promise<number> {
  using opened = new DisposableStack();
  const isPiped = io.isPiped === true && !command.ignoreStdin;
  const sources = { io, opened, isPiped };
  await refusePiped(command.body, sources);
  const session = await openSession(command, io);
  const body = await openBody(command.body, sources);
  const outgoing = await toOutgoing(command, { body, session, io });
  if (command.preview === "code") {
    const { toCode } = await import("./export/code.ts");
    await writeText(io.stdout, toCode(outgoing, command));
    return 0;
  }
  await using run = await Run.open({ command, io, outgoing, session });
  if (command.preview) return await run.preview(command.preview);
  return await run.send();
}

async function openSession(command: Command, io: Io): Promise<Session | undefined> {
  if (!command.session) return undefined;
  const { Session } = await import("./request/session.ts");
  return await Session.open(command.session, { url: command.url, io });
}

interface Parts {
  readonly command: Command;
  readonly io: Io;
  readonly outgoing: UploadBody;
  readonly session: Session | undefined;
}

interface Opened extends Parts {
  readonly client: Client;
  readonly screen: Screen;
  readonly conversation: Conversation;
  readonly har: HarRecorder | undefined;
  readonly offline: OfflineTransport | undefined;
}

/** One call with everything that it needs. */
class Run implements AsyncDisposable {
  readonly #opened: Opened;
  readonly #startedAt = performance.now();

  private constructor(opened: Opened) {
    this.#opened = opened;
  }

  static async open(parts: Parts): Promise<Run> {
    const { command, io, outgoing, session } = parts;
    const screen = await openScreen(parts);
    const { connection } = command;
    const names = new Names(connection);
    const isHttp2 = connection.version === "2";
    const offline = command.preview ? new OfflineTransport() : undefined;
    const conversation = new Conversation(screen, () => ({
      path: isHttp2 ? "fetch" : client.path,
      proxy: connection.proxy,
      isUnix: connection.unix !== undefined,
      leftOut: outgoing.removed,
    }));
    const har = await openHar(command);
    const recorders: Recorder[] = [names, conversation, ...har ? [har] : []];
    const client: Client = new Client({
      ...(offline ? { transport: offline } : await toPathOptions(connection, { io, names })),
      cookies: session?.cookies,
      // A session belongs to one host.
      sensitiveHeaders: session?.headers.map(([name]) => name),
      recorder: new Recorders(recorders),
    });
    return new Run({ ...parts, client, screen, conversation, har, offline });
  }

  async #options(): Promise<RequestOptions> {
    const { outgoing, io } = this.#opened;
    return { ...await toRequestOptions(outgoing, this.#opened), signal: io.signal };
  }

  /** Shows what would be sent. */
  async preview(kind: "offline" | "curl"): Promise<number> {
    const { client, command, conversation, io, offline, outgoing } = this.#opened;
    await client.request(outgoing.method, outgoing.url, await this.#options());
    if (kind === "offline") {
      await conversation.showRequest();
    } else if (offline?.taken) {
      const { toCurlLine } = await import("./export/curl.ts");
      await writeText(io.stdout, `${toCurlLine(offline.taken, { command, outgoing })}\n`);
    }
    return 0;
  }

  /** Sends the request and shows the answer. */
  async send(): Promise<number> {
    const { command, conversation, screen } = this.#opened;
    try {
      const options = await this.#options();
      const { kind } = command.save;
      const response = kind === "none" || kind === "stdout"
        ? await this.#show(options)
        : await this.#save(options);
      await screen.times(response, performance.now() - this.#startedAt);
      await this.#warn(response);
      await this.#keep();
      return statusOf(response, command.checkStatus);
    } catch (error) {
      await conversation.showRequest();
      throw error;
    }
  }

  async #show(options: RequestOptions): Promise<HttpResponse> {
    const { client, command, conversation, outgoing, screen } = this.#opened;
    await using response = await client.stream(outgoing.method, outgoing.url, options);
    await conversation.showRequest();
    await screen.responseHead(response);
    await screen.body(response, toPace(command.connection.limitRate));
    return response;
  }

  async #save(options: RequestOptions): Promise<HttpResponse> {
    const { client, command, conversation, outgoing, screen } = this.#opened;
    const { saveBody } = await import("./save/download.ts");
    const saved = await saveBody(client, {
      ...{ command, options, url: outgoing.url, method: outgoing.method, output: screen.notes },
      onResponse: async (response) => {
        await conversation.showRequest();
        await screen.responseHead(response);
      },
    });
    if (!(saved instanceof HttpResponse)) {
      await this.#tellSaved(saved);
      return saved.response;
    }
    await conversation.showRequest();
    await screen.responseHead(saved);
    try {
      await screen.body(saved);
    } catch (error) {
      // A long one was let go of.
      if (!(error instanceof StreamClosedError)) throw error;
    }
    return saved;
  }

  /** Tells what was saved. */
  async #tellSaved({ bytes, path, resumedFrom }: Download): Promise<void> {
    const { notes } = this.#opened.screen;
    if (!notes) return;
    const name = escapeLine(path ?? "");
    const count = bytes.toLocaleString("en");
    const more = resumedFrom > 0 ? `, ${resumedFrom.toLocaleString("en")} of them before` : "";
    await writeText(notes, `Saved ${count} bytes to ${name}${more}\n`);
  }

  /** Who sees no status is told of one that is an error. */
  async #warn(response: HttpResponse): Promise<void> {
    const { io, screen } = this.#opened;
    if (!response.isError || screen.shows("h") || !screen.notes) return;
    const status = `${response.status} ${escapeLine(response.reasonPhrase)}`.trimEnd();
    await writeText(io.stderr, `ferry: the answer is ${status}\n`);
  }

  async #keep(): Promise<void> {
    const { client, command, outgoing, session } = this.#opened;
    const { credentials, said, url } = outgoing;
    const cookies = [...command.cookies, ...said.filter(([name]) => /^cookie$/i.test(name))];
    for (const [name, value] of session ? cookies : []) {
      const pairs = /^cookie$/i.test(name) ? value.split(/;\s*/) : [`${name}=${value}`];
      for (const pair of pairs) client.cookies.setCookie(`${pair}; Path=/`, url);
    }
    await session?.save({ headers: said, credentials });
  }

  /** What was recorded is kept even if the answer did not come. */
  async [Symbol.asyncDispose](): Promise<void> {
    const { client, command, har } = this.#opened;
    client.close();
    if (har && command.har !== undefined) {
      const { saveHar } = await import("./export/har.ts");
      await saveHar(har, command.har);
    }
  }
}

async function openScreen({ command, io }: Parts): Promise<Screen> {
  const { kind } = command.save;
  return await Screen.open({
    show: command.show,
    io,
    isSaved: kind === "file" || kind === "named",
    isBare: command.show.raw || kind === "stdout",
    isOffline: command.preview !== undefined,
  });
}

async function openHar(command: Command): Promise<HarRecorder | undefined> {
  if (command.har === undefined) return undefined;
  const { openRecorder } = await import("./export/har.ts");
  return await openRecorder(command.har, command.show.reveal);
}
