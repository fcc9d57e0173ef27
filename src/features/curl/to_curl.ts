/**
 * A request as a command for curl, to try it elsewhere or to show it to somebody.
 *
 * @module
 */

/**
 * How a command is written.
 *
 * @example A command that can be run as it is
 * ```ts
 * import { toCurl, type ToCurlOptions } from "@ferry/http";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const options: ToCurlOptions = { redact: false };
 * const request = new Request("http://example.org/", { headers: { authorization: "Bearer t" } });
 * assertStringIncludes(await toCurl(request, options), "Bearer t");
 * ```
 * @category Observability
 */
export interface ToCurlOptions {
  /** Whether secrets in headers and in the query are left out. Default `true`. */
  readonly redact?: boolean | undefined;
  /** More headers whose values are left out, beside those of the client that made the request. Default: none. */
  readonly sensitiveHeaders?: readonly string[] | undefined;
}

/**
 * Writes a request as one command for a POSIX shell, which sends the same method, URL, headers and body.
 *
 * Values of `authorization`, `cookie`, `proxy-authorization` and of everything else whose name looks like a secret's
 * are `REDACTED`, unless `redact` is `false`; the body is written as it is. The request can be sent afterwards.
 *
 * @param request Any request: from `client.buildRequest()`, `response.request`, a handler, or your own. A body of
 * another's making is read, and kept in memory for who reads it next.
 * @param options Whether secrets are left out.
 * @returns The command. Bytes that are no text come from `printf` through a pipe.
 * @throws {TypeError} If it is no request.
 * @throws {BodyUsedError} If its body was read before, or is a stream that can be sent once.
 *
 * @example Show what would be sent
 * ```ts
 * import { Client, toCurl } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * using client = new Client({ headers: { authorization: "Bearer t0ken" } });
 * const request = client.buildRequest("PUT", "https://api.example/it", { json: { it: "isn't" } });
 * const [command, ...rest] = (await toCurl(request)).split(" -H ");
 * assertEquals(command, "curl -X PUT 'https://api.example/it'");
 * assertEquals(rest.slice(1, 2), ["'authorization: Bearer REDACTED'"]);
 * ```
 * @category Observability
 */
export async function toCurl(request: Request, options: ToCurlOptions = {}): Promise<string> {
  const { toCommand } = await import("./curl_command.ts");
  return await toCommand(request, options);
}
