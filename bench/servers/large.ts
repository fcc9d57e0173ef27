/**
 * Answers every request with as many bytes as its path says: `deno run -A large.ts PORT`, then `/1048576`.
 *
 * It writes one block again and again and parses next to nothing, so that it is the client that is measured.
 *
 * @module
 */

const [port = "0"] = Deno.args;
const block = new Uint8Array(2 ** 20).fill(0x61);

for await (const connection of Deno.listen({ hostname: "127.0.0.1", port: Number(port) })) {
  serve(connection).catch(() => {}).finally(() => connection.close());
}

async function serve(connection: Deno.Conn): Promise<void> {
  const buffer = new Uint8Array(16_384);
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const count = await connection.read(buffer);
    if (!count) return;
    text += decoder.decode(buffer.subarray(0, count), { stream: true });
    const end = text.indexOf("\r\n\r\n");
    if (end < 0) continue;
    const size = Number(/^GET \/(\d+) /.exec(text)?.[1] ?? 0);
    text = text.slice(end + 4);
    await answer(connection, size);
  }
}

async function answer(connection: Deno.Conn, size: number): Promise<void> {
  const head = `HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n` +
    `Content-Length: ${size}\r\n\r\n`;
  await connection.write(new TextEncoder().encode(head));
  for (let left = size; left > 0;) left -= await connection.write(block.subarray(0, left));
}
