import { Client, type ClientOptions, type HttpResponse } from "../mod.ts";

/** What a server answers. */
export interface Answered extends ResponseInit {
  /** The body, or a list of chunks that come one by one. */
  readonly body?: BodyInit | readonly (string | Uint8Array<ArrayBuffer>)[] | null;
  /** How the client is set up. */
  readonly client?: ClientOptions;
}

/** The two ways to get a response. */
export const ways = ["read", "streamed"] as const;

/** Asks a client for this answer, and gives the response read or unread. */
export async function ask(
  way: typeof ways[number],
  { body = null, client: options = {}, ...init }: Answered = {},
): Promise<HttpResponse> {
  const client = new Client({
    transport: { send: () => Promise.resolve(new Response(toBody(body), init)) },
    ...options,
  });
  const url = "http://user:secret@h.example/path?q=1#part";
  return way === "read" ? await client.get(url) : await client.stream("GET", url);
}

function toBody(body: Answered["body"]): BodyInit | null {
  if (!isChunks(body)) return body ?? null;
  const chunks = body.map((chunk) =>
    typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk
  );
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      const chunk = chunks.shift();
      if (chunk) controller.enqueue(chunk);
      else controller.close();
    },
  });
}

function isChunks(
  body: Answered["body"],
): body is readonly (string | Uint8Array<ArrayBuffer>)[] {
  return Array.isArray(body);
}
