/**
 * Streams the answer of a language model: a POST whose answer comes word by word as Server-Sent Events.
 *
 * Run it: `deno run -A examples/llm_stream.ts`
 *
 * @module
 */

import { BearerAuth, Client, type StandardSchema } from "@ferry/http";

/** Speaks as the chat APIs of most models do. */
await using server = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen() {} },
  async (request) => {
    const { prompt } = await request.json();
    const words = `You said: ${prompt}`.split(/(?<= )/);
    const events = words.map((content) => `data: ${JSON.stringify({ delta: { content } })}\n\n`);
    const body = ReadableStream.from([...events, "data: [DONE]\n\n"]);
    return new Response(body.pipeThrough(new TextEncoderStream()), {
      headers: { "content-type": "text/event-stream" },
    });
  },
);

interface Chunk {
  readonly delta: { readonly content: string };
}

/** What Zod, Valibot or ArkType would give. */
const chunk: StandardSchema<unknown, Chunk> = {
  "~standard": {
    version: 1,
    vendor: "example",
    validate: (value) => {
      const content = Object(Object(value).delta).content;
      return typeof content === "string"
        ? { value: { delta: { content } } }
        : { issues: [{ message: "expected a text", path: ["delta", "content"] }] };
    },
  },
};

using client = new Client({
  baseUrl: `http://127.0.0.1:${server.addr.port}/v1`,
  auth: new BearerAuth("t0ken"),
  // A model may think for a minute before the next word.
  timeout: { read: 60_000 },
});

// A POST is not sent again by itself when the stream breaks off: the question would be asked twice.
const words = client.events("/chat", {
  method: "POST",
  json: { prompt: "How deep is the sea?", stream: true },
  schema: chunk,
  until: ({ data }) => data === "[DONE]",
});
let answer = "";
for await (const { data } of words) {
  answer += data.delta.content;
  console.log(JSON.stringify(data.delta.content));
}
console.log(answer);
