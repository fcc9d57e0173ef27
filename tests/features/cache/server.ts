/**
 * A server of one's own for tests of the cache, and a client in front of it.
 *
 * @module
 */

import { Client, type ClientOptions, HandlerTransport } from "../../../mod.ts";
import { cache, type CacheOptions, parseCacheStatus } from "../../../src/features/cache/mod.ts";

type Fields = Readonly<Record<string, string>>;

/** What a server says. */
export interface Said {
  readonly status?: number;
  readonly headers?: Fields;
  readonly body?: BodyInit | null;
}

/** Counts what it was asked, and answers one thing after the other, the last one for ever. */
export class Origin {
  readonly #answers: readonly (Said | Error | ((request: Request) => Said))[];
  readonly requests: Request[] = [];

  constructor(...answers: readonly (Said | Error | ((request: Request) => Said))[]) {
    this.#answers = answers;
  }

  get transport(): HandlerTransport {
    return new HandlerTransport((request) => this.#answer(request));
  }

  #answer(request: Request): Response {
    const index = Math.min(this.requests.length, this.#answers.length - 1);
    this.requests.push(request);
    const answer = this.#answers[index];
    if (answer instanceof Error) throw answer;
    const said = typeof answer === "function" ? answer(request) : answer;
    const { status = 200, headers = {}, body = `${this.requests.length}` } = said ?? {};
    const isBodiless = [204, 304].includes(status);
    return new Response(isBodiless ? null : body, { status, headers });
  }

  get count(): number {
    return this.requests.length;
  }

  client(options: CacheOptions = {}, more: ClientOptions = {}): Client {
    return new Client({
      transport: this.transport,
      cookies: null,
      retries: 0,
      stages: [cache(options)],
      ...more,
    });
  }
}

/** What the cache of the client says that it did. */
export function did(response: Response): string {
  const status = parseCacheStatus(response.headers.get("cache-status")).at(-1);
  return status?.hit ? "hit" : status?.forward ?? status?.detail ?? "nothing";
}

/** A date so many seconds from now. */
export function after(seconds: number): string {
  return new Date(Date.now() + seconds * 1_000).toUTCString();
}
