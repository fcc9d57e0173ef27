import type { MediaType } from "../src/core/fields/media_type.ts";

/** Writes a media type (MIME Sniffing section 4.5). */
export function serializeMediaType({ essence, parameters }: MediaType): string {
  let text = essence;
  for (const [name, value] of parameters) {
    const isToken = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(value);
    text += `;${name}=${isToken ? value : `"${value.replace(/["\\]/g, "\\$&")}"`}`;
  }
  return text;
}
