/** What a feature adds to a client. The core knows none of them by name. */

import type { Auth } from "./auth/auth.ts";
import type { Call } from "./call.ts";
import type { CookieJar } from "./cookies/jar.ts";
import type { AnyOption } from "./options/option.ts";
import type { ClientOptions } from "./options/client_options.ts";
import type { BodySource, PreparedRequest } from "./request/prepared.ts";
import type { RawResponse } from "./response/raw_response.ts";
import type { Settings } from "./options/settings.ts";
import type { HttpResponse } from "./response/response.ts";
import type { Stage, StageClient } from "./stage.ts";
import type { SendContext, Transport } from "./fetch/transport.ts";

/** A feature, which stands in a list of them. */
export interface Feature {
  readonly options?: readonly AnyOption[];
  /**
   * Takes a body that the core does not know; `undefined` if it is none of its own.
   *
   * @throws {TypeError} If it cannot be sent.
   */
  readonly toBody?: (options: object, contentType: string | undefined) => BodySource | undefined;
  /** Gives what it does for one client; `undefined` if it has nothing to do there. */
  readonly install?: (subject: FeatureSubject) => Installed | undefined;
}

/** The client that a feature is for. */
export interface FeatureSubject {
  /** What was said of the client. */
  readonly options: ClientOptions;
  /** What holds for it. */
  readonly settings: Settings;
  /** Its jar; `undefined` if it has none. */
  readonly jar: CookieJar | undefined;
  readonly base: URL | undefined;
}

/** What a feature does for one client. Of several `auth`, `carry`, `router` and `made` the first in the list counts. */
export interface Installed {
  /** Sees each hop before it is signed: inside of redirects, outside of auth. */
  readonly outer?: Stage;
  /** Sees each hop as it goes out: inside of hooks and of the stages of a user's own, outside of limits. */
  readonly inner?: Stage;
  /** Whether it looks at each URL before it is asked for, so that nobody else may follow redirects. Default `false`. */
  readonly checksUrls?: boolean;
  /** Signs what nobody else signs. */
  readonly auth?: Auth;
  /** Carries requests over a transport, in the place of the core. */
  readonly carry?: Carry;
  /** Says which transport carries a URL. */
  readonly router?: Router;
  /**
   * Sees an answer that a stage made, which no transport gave, before its body is read.
   *
   * @returns The answer, whose body may be seen on its way.
   */
  readonly made?: (made: MadeAnswer) => Promise<HttpResponse>;
  /** Called when a call begins, before anything else. */
  readonly begin?: (call: Call, request: PreparedRequest) => Promise<void> | undefined;
  /** Gives the options that this adds for a client that extends this one. */
  readonly extend?: (more: ClientOptions) => object;
}

/** An answer that a stage made. */
export interface MadeAnswer {
  readonly response: HttpResponse;
  /** What it answers, as the stages of a user's own got it. */
  readonly request: PreparedRequest;
  readonly client: StageClient;
}

/** Sends a request over a transport. */
export type Carry = (
  transport: Transport,
  request: PreparedRequest,
  context: SendContext,
) => Promise<RawResponse>;

/** Which transport carries what. */
export interface Router extends Iterable<Transport> {
  readonly path: "sockets" | "fetch" | "transport";
  find(url: URL): Transport;
}
