/**
 * Takes request bodies as fast as they come and answers with how many bytes there were: `deno run -A sink.ts PORT`.
 *
 * It parses next to nothing, so that it is the client that is measured: a chunked body is counted with its
 * framing, and is over when its last chunk is the last thing that came.
 *
 * @module
 */

const [port = "0"] = Deno.args;

for await (const connection of Deno.listen({ hostname: "127.0.0.1", port: Number(port) })) {
  serve(connection).catch(() => {}).finally(() => connection.close());
}

async function serve(connection: Deno.Conn): Promise<void> {
  const buffer = new Uint8Array(1 << 20);
  for (;;) {
    const head = await readHead(connection, buffer);
    if (!head) return;
    const count = await drain(connection, buffer, head);
    const body = String(count);
    const answer = `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
    await connection.write(new TextEncoder().encode(answer));
  }
}

interface Head {
  readonly text: string;
  /** The bytes of the body that came with it. */
  readonly rest: Uint8Array;
}

/** Reads until the blank line; `undefined` if the client has gone. */
async function readHead(connection: Deno.Conn, buffer: Uint8Array): Promise<Head | undefined> {
  let filled = 0;
  for (;;) {
    const count = await connection.read(buffer.subarray(filled));
    if (!count) return undefined;
    filled += count;
    const text = new TextDecoder("latin1").decode(buffer.subarray(0, Math.min(filled, 16_384)));
    const end = text.indexOf("\r\n\r\n");
    if (end < 0) continue;
    return { text: text.slice(0, end + 2).toLowerCase(), rest: buffer.slice(end + 4, filled) };
  }
}

async function drain(connection: Deno.Conn, buffer: Uint8Array, { text, rest }: Head) {
  if (text.includes("expect: 100-continue")) {
    await connection.write(new TextEncoder().encode("HTTP/1.1 100 Continue\r\n\r\n"));
  }
  const length = Number(/^content-length: *(\d+)\r$/m.exec(text)?.[1] ?? 0);
  const chunked = text.includes("transfer-encoding: chunked");
  let count = rest.length;
  let tail = toTail("", rest);
  while (chunked ? !tail.endsWith("0\r\n\r\n") : count < length) {
    const more = await connection.read(buffer);
    if (!more) throw new Error("Cannot read the body: it was cut short");
    count += more;
    tail = toTail(tail, buffer.subarray(0, more));
  }
  return count;
}

function toTail(before: string, bytes: Uint8Array): string {
  return (before + String.fromCharCode(...bytes.subarray(-5))).slice(-5);
}
