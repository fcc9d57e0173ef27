/**
 * What our httpbin and the real one are both asked.
 *
 * @module
 */

export type Row = [path: string, init?: () => RequestInit];

const form = () => {
  const form = new FormData();
  form.append("a", "1");
  form.append("a", "2");
  form.append("é", "ü");
  form.append("file", new File(["text é"], "a.txt", { type: "text/plain" }));
  form.append("file", new File(["second"], "b.txt"));
  form.append(
    "raw",
    new File([new Uint8Array([255, 0])], "c.png", { type: "image/png" }),
  );
  return form;
};
const send = (method: string, body: BodyInit | null, type?: string) => () => ({
  method,
  body,
  ...(type === undefined ? {} : { headers: { "content-type": type } }),
});
const withHeaders = (headers: Record<string, string>) => () => ({ headers });
const byMethod = (method: string) => () => ({ method });

/** What both servers are asked; the answers must be the same. */
export const rows: readonly Row[] = [
  ["/get"],
  ["/get?a=1&a=2&b=&c&%C3%A9=%20+"],
  [
    "/get",
    withHeaders({ "x-own-name": "Value", "x-forwarded-for": "1.2.3.4" }),
  ],
  ["/get", byMethod("OPTIONS")],
  ["/get", byMethod("HEAD")],
  ["/get", byMethod("POST")],
  ["/post", byMethod("GET")],
  ["/nowhere"],
  [
    "/post",
    send("POST", "a=1&a=2&b=&c=%20+", "application/x-www-form-urlencoded"),
  ],
  ["/post", () => ({ method: "POST", body: form() })],
  ["/post", send("POST", '{"a":[1,null]}', "application/json")],
  ["/post", send("POST", "{oops", "application/json")],
  ["/post", send("POST", new Uint8Array([0, 255, 254]))],
  ["/post", send("POST", null)],
  ["/put", send("PUT", "é ☃")],
  ["/patch", send("PATCH", "7", "application/json")],
  ["/delete", send("DELETE", null)],
  ["/anything/a/b%20c?x=1", send("PUT", "x")],
  ["/anything"],
  ["/anything", byMethod("OPTIONS")],
  ["/headers", withHeaders({ "x-a": "1" })],
  ["/ip"],
  ["/user-agent", withHeaders({ "user-agent": "mine/1" })],
  ["/delay/0.01?a=1"],
  ...[
    200,
    201,
    204,
    301,
    302,
    303,
    304,
    305,
    307,
    308,
    400,
    401,
    404,
    406,
    407,
    500,
    503,
  ]
    .map((code): Row => [`/status/${code}`]),
  ["/status/abc"],
  ["/status/503", send("POST", "x")],
  ["/cookies", withHeaders({ cookie: 'a=1; b="q x"; c=d=e' })],
  ["/cookies/set?k=v&l=w&k=x"],
  ["/cookies/set/k/v"],
  ["/cookies/set/k/a%20b"],
  ["/cookies/delete?k&l"],
  ["/redirect/1"],
  ["/redirect/3"],
  ["/redirect/2?absolute=true"],
  ["/relative-redirect/2"],
  ["/absolute-redirect/2"],
  ["/absolute-redirect/1"],
  ["/redirect-to?url=/a"],
  ["/redirect-to?url=http://example.org/&status_code=307", send("POST", "x")],
  ["/redirect-to?url=/x&status_code=200"],
  ["/basic-auth/u/p"],
  ["/basic-auth/u/p", withHeaders({ authorization: `Basic ${btoa("u:p")}` })],
  ["/basic-auth/u/p", withHeaders({ authorization: `Basic ${btoa("u:q")}` })],
  ["/hidden-basic-auth/u/p"],
  [
    "/hidden-basic-auth/u/p",
    withHeaders({ authorization: `Basic ${btoa("u:p")}` }),
  ],
  ["/bearer"],
  ["/bearer", withHeaders({ authorization: "Bearer xyz" })],
  ["/gzip"],
  ["/brotli"],
  ["/stream/3"],
  ["/drip?numbytes=5&duration=0&code=201"],
  ["/drip?numbytes=0"],
  ["/range/30"],
  ["/range/30", withHeaders({ range: "bytes=3-7" })],
  ["/range/30", withHeaders({ range: "bytes=25-" })],
  ["/range/30", withHeaders({ range: "bytes=-4" })],
  ["/range/30", withHeaders({ range: "bytes=40-50" })],
  ["/range/0"],
  ["/etag/x"],
  ["/etag/x", withHeaders({ "if-none-match": '"y", "x"' })],
  ["/etag/x", withHeaders({ "if-match": '"y"' })],
  ["/cache/60"],
  ["/cache", withHeaders({ "if-none-match": "x" })],
  ["/response-headers?a=1&a=2&b=3"],
  ["/links/3"],
  ["/links/3/1"],
  ["/base64/aMOp"],
];
