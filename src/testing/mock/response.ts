/**
 * Responses made by hand that say where they come from.
 *
 * @module
 */

/**
 * Gives a response the URL of its request, unless it has one from a server.
 *
 * @param response The response; its body moves into the new one.
 * @param url Where the request went.
 */
export function withUrl(response: Response, url: URL): Response {
  return response.url === "" ? new MockedResponse(response, url) : response;
}

class MockedResponse extends Response {
  readonly #url: URL;

  constructor(response: Response, url: URL) {
    super(response.body, response);
    this.#url = url;
  }

  override get url(): string {
    return this.#url.href.replace(/#.*$/, "");
  }

  override clone(): MockedResponse {
    return new MockedResponse(super.clone(), this.#url);
  }
}
