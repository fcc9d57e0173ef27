/**
 * The endpoints that say what they were asked: /get, /post, /anything, /headers, /ip, …
 *
 * @module
 */

import { anyMethod, type Call, json, pause, type Route } from "./route.ts";

/** What an endpoint says of a request, as httpbin calls it. */
export interface Echo {
  args: Record<string, string | string[]>;
  data: string;
  files: Record<string, string>;
  form: Record<string, string | string[]>;
  headers: Record<string, string>;
  json: unknown;
  method: string;
  origin: string;
  url: string;
}

/** Says everything of a request. */
export async function echo(call: Call): Promise<Echo> {
  const content = await readContent(call.request);
  return {
    args: flatten(call.url.searchParams),
    headers: headersOf(call.request),
    method: call.request.method,
    origin: call.request.headers.get("x-forwarded-for") ?? call.origin,
    url: call.request.url,
    ...content,
  };
}

/** Says what a GET has: args, headers, origin, url. */
export function echoGet(
  call: Call,
): Pick<Echo, "args" | "headers" | "origin" | "url"> {
  return {
    args: flatten(call.url.searchParams),
    headers: headersOf(call.request),
    origin: call.request.headers.get("x-forwarded-for") ?? call.origin,
    url: call.request.url,
  };
}

export const echoRoutes: readonly Route[] = [
  { pattern: /^\/get$/, answer: (call) => json(echoGet(call)) },
  ...["post", "put", "patch", "delete"].map((name): Route => ({
    pattern: new RegExp(`^/${name}$`),
    methods: [name.toUpperCase()],
    answer: async (call) => {
      const { method: _method, ...rest } = await echo(call);
      return json(rest);
    },
  })),
  {
    pattern: /^\/anything(?:\/.*)?$/,
    methods: anyMethod,
    answer: async (call) => json(await echo(call)),
  },
  {
    pattern: /^\/delay\/([\d.]+)$/,
    methods: anyMethod,
    answer: async (call) => {
      await pause(Math.min(10, Number(call.path[0])), call);
      const { method: _method, json: _json, ...rest } = await echo(call);
      return json(rest);
    },
  },
  {
    pattern: /^\/headers$/,
    answer: ({ request }) => json({ headers: headersOf(request) }),
  },
  { pattern: /^\/ip$/, answer: (call) => json({ origin: call.origin }) },
  {
    pattern: /^\/user-agent$/,
    answer: ({ request }) => json({ "user-agent": request.headers.get("user-agent") }),
  },
  {
    pattern: /^\/uuid$/,
    answer: () => json({ uuid: crypto.randomUUID() }),
  },
];

function flatten(
  pairs: Iterable<readonly [string, string]>,
): Record<string, string | string[]> {
  const lists = Map.groupBy(pairs, ([key]) => key);
  return Object.fromEntries(
    [...lists].map(([key, list]) => {
      const values = list.map(([, value]) => value);
      return [key, values.length === 1 ? values[0] ?? "" : values];
    }),
  );
}

/** The names as httpbin writes them, without what a proxy adds: `?show_env` shows that too. */
export function headersOf(request: Request): Record<string, string> {
  const all = new URL(request.url).searchParams.has("show_env");
  return Object.fromEntries(
    [...request.headers]
      .filter(([name]) => all || !addedByProxy.test(name))
      .map(([name, value]) => [
        name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase()),
        value,
      ]),
  );
}

const addedByProxy = /^(?:via|x-forwarded-\w+|x-real-ip|x-request-id)$/;

async function readContent(
  request: Request,
): Promise<Pick<Echo, "data" | "files" | "form" | "json">> {
  const type = request.headers.get("content-type") ?? "";
  const none = { data: "", files: {}, form: {}, json: null };
  if (/^application\/x-www-form-urlencoded\b/i.test(type)) {
    const text = await request.text();
    return { ...none, form: flatten(new URLSearchParams(text)) };
  }
  if (/^multipart\/form-data\b/i.test(type)) {
    return { ...none, ...await readParts(await request.formData()) };
  }
  const bytes = await request.bytes();
  const data = toText(bytes, "application/octet-stream");
  return { ...none, data, json: parseJson(data) };
}

async function readParts(
  form: FormData,
): Promise<Pick<Echo, "files" | "form">> {
  const fields: [string, string][] = [];
  const files: Record<string, string> = {};
  for (const [name, value] of form) {
    if (typeof value === "string") {
      fields.push([name, value]);
    } else if (!(name in files)) {
      // Of several files with one name httpbin shows the first.
      const type = value.type || "application/octet-stream";
      files[name] = toText(await value.bytes(), type);
    }
  }
  return { files, form: flatten(fields) };
}

/** The text, or a data: URL for bytes that are none. */
function toText(bytes: Uint8Array<ArrayBuffer>, type: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
      .decode(bytes);
  } catch {
    return `data:${type};base64,${bytes.toBase64()}`;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
