/** Asks with node:http, one line of JSON a request; redirects are followed and codings undone as a script would. */

import { Buffer } from "node:buffer";
import { request } from "node:http";
import process from "node:process";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import * as zlib from "node:zlib";

const REDIRECTS = [301, 302, 303, 307, 308];
const gunzip = promisify(zlib.gunzip);
const inflate = promisify(zlib.inflate);
const inflateRaw = promisify(zlib.inflateRaw);
const unbrotli = promisify(zlib.brotliDecompress);

class Unable extends Error {}

async function decoded(body, header) {
  for (const coding of header.toLowerCase().split(",").map((each) => each.trim()).reverse()) {
    if (coding === "" || coding === "identity") continue;
    if (coding === "gzip" || coding === "x-gzip") body = await gunzip(body);
    else if (coding === "deflate") body = await inflate(body).catch(() => inflateRaw(body));
    else if (coding === "br") body = await unbrotli(body);
    else throw new Unable(coding);
  }
  return body;
}

function once(url, method) {
  return new Promise((resolve, reject) => {
    if (new URL(url).protocol !== "http:") throw new Error("another scheme");
    const headers = { "user-agent": "node", connection: "close" };
    const asked = request(url, { method, headers, agent: false, timeout: 20_000 }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => resolve({ response, body: Buffer.concat(chunks) }));
    });
    asked.on("timeout", () => asked.destroy(new Error("timeout")));
    asked.on("upgrade", (_, socket) => {
      socket.destroy();
      reject(new Error("upgrade"));
    });
    asked.on("error", reject);
    asked.end();
  });
}

async function ask(url, method) {
  let at = url;
  for (let hops = 0; hops <= 20; hops++) {
    const { response, body } = await once(at, method);
    const { location } = response.headers;
    if (REDIRECTS.includes(response.statusCode) && location) {
      at = new URL(Buffer.from(location, "latin1").toString(), at).href;
      continue;
    }
    const coding = response.headers["content-encoding"];
    return {
      status: response.statusCode,
      body: coding && body.length > 0 ? await decoded(body, coding) : body,
    };
  }
  throw new Error("too many redirects");
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, url, method } = JSON.parse(line);
  ask(url, method).then(
    ({ status, body }) => ({ id, status, body: body.toString("base64") }),
    (error) => error instanceof Unable ? { id, unable: error.message } : { id, error: `${error}` },
  ).then((answer) => process.stdout.write(`${JSON.stringify(answer)}\n`));
}
