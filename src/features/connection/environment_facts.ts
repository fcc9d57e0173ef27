/**
 * What a client's own transport may learn of the environment that the program runs in.
 *
 * @module
 */

/** Proxies and certificates that the environment names, as far as it may be read. */
export interface EnvironmentFacts {
  /** Whether it names proxies, which the runtime may use; `undefined` where it may not be read. */
  readonly hasProxies: boolean | undefined;
  /** Whether it excepts hosts from proxies; `undefined` where it may not be read. */
  readonly hasExceptions: boolean | undefined;
  /** Whether the runtime traces what goes over its `fetch`. */
  readonly isTraced: boolean;
  /** PEM text of more certificate authorities. */
  readonly caCerts: string | undefined;
  /** Gives the proxy for a URL, if there is one. */
  proxyFor(url: URL): string | undefined;
}
