import { turn } from "../turns.ts";
import { OAuth2ClientCredentials } from "../../src/features/oauth2/oauth2.ts";
import type { OAuth2ClientCredentialsOptions } from "../../src/features/oauth2/request.ts";
import { type Conversation, drive } from "./driving.ts";

/** What is asked for. */
export const API = "http://127.0.0.1/api";
/** Where the tokens are. */
export const TOKEN = "http://127.0.0.1:81/token?t=1";

/** Makes the authentication. */
export function make(
  options: Partial<OAuth2ClientCredentialsOptions> = {},
): OAuth2ClientCredentials {
  const required = {
    tokenUrl: TOKEN,
    clientId: "ferry",
    clientSecret: "hidden",
  };
  return new OAuth2ClientCredentials({ ...required, ...options });
}

/** A token endpoint and an API that takes its latest token. */
export class Server {
  tokens = 0;
  calls = 0;
  /** The tokens that the API takes. */
  readonly valid: Set<string> = new Set();
  readonly #fields: Record<string, unknown>;

  constructor(fields: Record<string, unknown> = {}) {
    this.#fields = fields;
  }

  async answer(request: Request): Promise<Response> {
    await turn();
    if (request.url === TOKEN) {
      const token = `t${++this.tokens}`;
      this.valid.clear();
      this.valid.add(`Bearer ${token}`);
      return Response.json({
        access_token: token,
        token_type: "bearer",
        ...this.#fields,
      });
    }
    this.calls++;
    const header = request.headers.get("authorization") ?? "";
    return new Response(await request.text(), {
      status: this.valid.has(header) ? 200 : 401,
    });
  }
}

/** Asks the API. */
export function ask(
  auth: OAuth2ClientCredentials,
  server: Server,
): Promise<Conversation> {
  return drive(auth, new Request(API), (request) => server.answer(request));
}
