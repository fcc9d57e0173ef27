import type { Auth, AuthFlow } from "../../src/core/auth/auth.ts";
import { type BodySource, PreparedRequest } from "../../src/core/request/prepared.ts";
import { HttpResponse } from "../../src/core/response/response.ts";

/** Makes of a web response what a flow gets. */
export async function toHttpResponse(
  response: Response,
  request: Request,
): Promise<HttpResponse> {
  const { status, headers } = response;
  return new HttpResponse({
    request: PreparedRequest.from(request),
    elapsed: 0,
    raw: { status, fields: headers, headers, reasonPhrase: "", source: undefined },
    content: await response.bytes(),
  });
}

/** A server that a flow talks to; it gets a request of its own, as it would come over the wire. */
export type Answer = (request: Request) => Response | Promise<Response>;

/** What a conversation came to. */
export interface Conversation {
  /** The requests as they were sent. */
  readonly sent: readonly Request[];
  /** The last answer. */
  readonly response: HttpResponse;
}

/** Runs a flow as the client does: every request that it yields is sent, the last answer counts. */
export async function drive(
  auth: Auth,
  request: Request,
  answer: Answer,
): Promise<Conversation> {
  const flow = auth.flow(request);
  const sent: Request[] = [];
  let step = await flow.next();
  let response: HttpResponse | undefined;
  while (!step.done) {
    const wire = await toWire(step.value);
    sent.push(wire.clone());
    response = await toHttpResponse(await answer(wire), wire);
    step = await flow.next(response);
  }
  if (!response) throw new Error("the flow sent nothing");
  return { sent, response };
}

/** Sends the first request of a flow and gives it, the flow still open. */
export async function first(flow: AuthFlow): Promise<Request> {
  const step = await flow.next();
  if (step.done) throw new Error("the flow sent nothing");
  return step.value;
}

/** Opens the replayable body again for each time that a request is sent. */
async function toWire(request: Request): Promise<Request> {
  const { method, url, headers, body } = PreparedRequest.from(request);
  const bytes = body && await new Response(body.open()).bytes();
  return new Request(url, { method, headers, ...(bytes && { body: bytes }) });
}

/** Makes a request whose body can be sent again. */
export function withBody(url: string, text: string): Request {
  const bytes = new TextEncoder().encode(text);
  const body: BodySource = {
    size: bytes.length,
    contentType: undefined,
    replayable: true,
    open: () => bytes,
    discard: () => Promise.resolve(),
  };
  return new PreparedRequest("POST", new URL(url), {}, body).toRequest();
}
