import { HandlerTransport } from "../src/transports/handler.ts";

/** A request as an app saw it. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What an app answers to a request that it has read. */
export type Answer = (seen: Seen, index: number) => Response | Promise<Response>;

/** An app in this program that keeps what it saw. */
export interface Recording {
  readonly transport: HandlerTransport;
  readonly seen: Seen[];
  /** The last request. */
  readonly last: Seen;
}

/** Makes an app that keeps what it sees; without an answer of the test it says `200 ok`. */
export function record(answer: Answer = () => new Response("ok")): Recording {
  const seen: Seen[] = [];
  const transport = new HandlerTransport(async (request) => {
    const { method, url } = request;
    const headers = Object.fromEntries(request.headers);
    const one = { method, url, headers, body: await request.text() };
    seen.push(one);
    return await answer(one, seen.length - 1);
  });
  return {
    transport,
    seen,
    get last() {
      const last = seen.at(-1);
      if (!last) throw new Error("the app saw no request");
      return last;
    },
  };
}

/** A redirect; the status is 302 unless told. */
export function redirectTo(
  location: string,
  init: { readonly status?: number; readonly headers?: HeadersInit; readonly body?: string } = {},
): Response {
  const { status = 302, headers, body = "moved" } = init;
  const response = new Response(body, { status, ...(headers && { headers }) });
  response.headers.set("location", location);
  return response;
}

/** An app that redirects each URL of a table and answers all others with `200 ok`. */
export function recordRedirects(
  table: Readonly<Record<string, string>>,
  init?: Parameters<typeof redirectTo>[1],
): Recording {
  return record(({ url }) => {
    const location = table[url];
    return location === undefined ? new Response("ok") : redirectTo(location, init);
  });
}
