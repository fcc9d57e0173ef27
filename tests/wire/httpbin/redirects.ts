/**
 * /redirect/{n}, /relative-redirect/{n}, /absolute-redirect/{n}, /redirect-to and /status/{codes}.
 *
 * @module
 */

import { anyMethod, type Call, page, redirect, type Route } from "./route.ts";

export const redirectRoutes: readonly Route[] = [
  {
    pattern: /^\/redirect\/([1-9]\d*)$/,
    answer: (call) => {
      const absolute = call.url.searchParams.get("absolute") ?? "";
      return redirect(nextHop(call, /^true$/i.test(absolute)));
    },
  },
  {
    pattern: /^\/relative-redirect\/([1-9]\d*)$/,
    answer: (call) => redirect(nextHop(call, false)),
  },
  {
    pattern: /^\/absolute-redirect\/([1-9]\d*)$/,
    answer: (call) => redirect(nextHop(call, true)),
  },
  { pattern: /^\/redirect-to$/, methods: anyMethod, answer: redirectTo },
  { pattern: /^\/status\/([^/]+)$/, methods: anyMethod, answer: status },
];

function nextHop({ path, url }: Call, absolute: boolean): string {
  const left = Number(path[0]) - 1;
  const kind = absolute ? "absolute" : "relative";
  const target = left === 0 ? "/get" : `/${kind}-redirect/${left}`;
  return absolute ? url.origin + target : target;
}

function redirectTo({ url }: Call): Response {
  const location = url.searchParams.get("url");
  if (location === null) return new Response("No url", { status: 400 });
  const status = Number(url.searchParams.get("status_code") ?? 302);
  return redirect(toHeaderBytes(location), {
    status: status >= 300 && status < 400 ? status : 302,
  });
}

/** Makes a header of the UTF-8 bytes of a text, as httpbin does: one character a byte. */
function toHeaderBytes(text: string): string {
  return Array.from(
    new TextEncoder().encode(text),
    (byte) => String.fromCharCode(byte),
  ).join("");
}

function status({ path }: Call): Response {
  const choices = (path[0] ?? "").split(",").map((choice) => {
    const [code = "", weight = "1"] = choice.split(":");
    return { code: Number(code), weight: Number(weight) };
  });
  if (
    !choices.every(({ code, weight }) => code >= 200 && code < 600 && weight > 0)
  ) {
    return new Response("Invalid status code", { status: 400 });
  }
  return statusAnswer(choose(choices));
}

function choose(
  choices: readonly { readonly code: number; readonly weight: number }[],
): number {
  const total = choices.reduce((sum, { weight }) => sum + weight, 0);
  let left = Math.random() * total;
  for (const { code, weight } of choices) {
    left -= weight;
    if (left < 0) return code;
  }
  return choices.at(-1)?.code ?? 200;
}

/** The answer of a status code, with what httpbin adds to some of them. */
export function statusAnswer(code: number): Response {
  const init = { status: code, headers: headersOf(code) };
  const empty = [204, 205, 304].includes(code);
  return empty ? new Response(null, init) : page(bodies[code] ?? "", init);
}

function headersOf(code: number): Record<string, string> {
  if ([301, 302, 303, 305, 307].includes(code)) {
    return { location: "/redirect/1" };
  }
  return extraHeaders[code] ?? {};
}

const extraHeaders: Readonly<Record<number, Record<string, string>>> = {
  401: { "www-authenticate": 'Basic realm="Fake Realm"' },
  406: { "content-type": "application/json" },
  407: { "proxy-authenticate": 'Basic realm="Fake Realm"' },
  418: { "x-more-info": "http://tools.ietf.org/html/rfc2324" },
};

const bodies: Readonly<Record<number, string>> = {
  406: JSON.stringify({
    message: "Client did not request a supported media type.",
    accept: [
      "image/webp",
      "image/svg+xml",
      "image/jpeg",
      "image/png",
      "image/*",
    ],
  }),
  418: "I'm a teapot, short and stout.\n",
};
