/**
 * How to connect and how long to wait: the options.
 *
 * @module
 */

/** The table. */
export const CONNECTION = {
  timeout: {
    type: "string",
    multiple: false,
    value: "SECONDS",
    group: "connection",
    help: "wait no longer for anything (30, 2.5, 30s, 500ms, 2m; 0 for ever; default 5)",
  },
  "connect-timeout": {
    type: "string",
    multiple: false,
    value: "SECONDS",
    group: "connection",
    help: "wait no longer for a connection",
  },
  "max-time": {
    type: "string",
    multiple: false,
    value: "SECONDS",
    group: "connection",
    help: "take no longer for everything together",
  },
  retries: {
    type: "string",
    multiple: false,
    value: "COUNT",
    group: "connection",
    help: "try so often again after failures, 408, 425, 429, 500, 502, 503 and 504 (default 0)",
  },
  follow: {
    type: "boolean",
    short: "F",
    multiple: false,
    group: "connection",
    help: "follow redirects, which is the default",
  },
  "no-follow": {
    type: "boolean",
    multiple: false,
    group: "connection",
    help: "show a redirect instead of following it",
  },
  "max-redirects": {
    type: "string",
    multiple: false,
    value: "COUNT",
    group: "connection",
    help: "follow at most so many redirects (default 20)",
  },
  proxy: {
    type: "string",
    multiple: false,
    value: "URL",
    group: "connection",
    help: "go through a proxy (http, https, socks5, socks5h)",
  },
  insecure: {
    type: "boolean",
    short: "k",
    multiple: false,
    group: "connection",
    help: "do not check the certificate of the server",
  },
  verify: {
    type: "string",
    multiple: false,
    value: "CA.pem",
    group: "connection",
    help: "trust the authorities of this file as well; yes or no",
  },
  cert: {
    type: "string",
    multiple: false,
    value: "FILE",
    group: "connection",
    help: "show this certificate (PEM), with its key in the same file or in --key",
  },
  key: {
    type: "string",
    names: ["cert-key"],
    multiple: false,
    value: "FILE",
    group: "connection",
    help: "the key of --cert",
  },
  passphrase: {
    type: "string",
    names: ["cert-key-pass"],
    multiple: false,
    value: "TEXT",
    group: "connection",
    help: "what the key is encrypted with; asked for if it is left out",
  },
  unix: {
    type: "string",
    names: ["unix-socket"],
    multiple: false,
    value: "SOCKET",
    group: "connection",
    help: "connect to a Unix socket, whatever the URL says",
  },
  resolve: {
    type: "string",
    multiple: true,
    value: "HOST:PORT:ADDR",
    group: "connection",
    help: "take this address, or several with commas between them, for a host; * for all ports",
  },
  "ipv4": {
    type: "boolean",
    short: "4",
    multiple: false,
    group: "connection",
    help: "connect over IPv4 only",
  },
  "ipv6": {
    type: "boolean",
    short: "6",
    multiple: false,
    group: "connection",
    help: "connect over IPv6 only",
  },
  "http2": {
    type: "boolean",
    multiple: false,
    group: "connection",
    help: "speak HTTP/2 where the server can",
  },
  "http1.1": {
    type: "boolean",
    multiple: false,
    group: "connection",
    help: "speak HTTP/1.1, which is the default",
  },
  "limit-rate": {
    type: "string",
    multiple: false,
    value: "BYTES",
    group: "connection",
    help: "read no more than so many bytes a second (500k, 2M)",
  },
} as const;
