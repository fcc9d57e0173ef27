/**
 * Types that few programs name: the parts of options, bodies and facts.
 *
 * @module
 */

export type { CachedLookupOptions } from "./features/connection/dns_cache.ts";
export type { Compress } from "./features/compress/coding.ts";
export type { BearerToken } from "./features/oauth2/bearer.ts";
export type { ThrowOnError } from "./core/options/throw_on_error.ts";
export type { OAuth2ClientCredentialsOptions } from "./features/oauth2/request.ts";
export type { AuthFunction, AuthInput } from "./core/auth/resolve.ts";
export type { ByteWriter } from "./core/bytes/body_copy.ts";
export type { ReadableSource, ReopenableSource } from "./core/request/content.ts";
export type { DigestAlgorithm, DigestInput } from "./features/download/digest.ts";
export type {
  PrivateNetworks,
  PrivateNetworksOptions,
} from "./features/url_guard/private_networks.ts";
export type { InformationalCallback } from "./features/informational/callback.ts";
export type { NextPage, PageItems } from "./features/pages/paginate_options.ts";
export type { MaybeValue, SerializeParams } from "./core/request/params_input.ts";
export type {
  BodyContent,
  BodySource,
  HeaderRecord,
  PreparedChanges,
} from "./core/request/prepared.ts";
export type {
  FileContent,
  FilePart,
  FileTuple,
  PartHeaders,
} from "./features/multipart/file_input.ts";
export type { FieldValue } from "./core/request/form.ts";
export type { AnswerBody, AnswerChanges, AnswerInit } from "./core/response/web_parts.ts";
export type { ResponseTimings, TlsFacts } from "./core/response/raw_response.ts";
export type { BackoffOptions, RetryBudgetOptions, RetryDecision } from "./features/retry/retry.ts";
export type { SchemaResult } from "./core/schema.ts";
export type { Codes } from "./core/status.ts";
export type { HandlerInfo, HandlerTransportOptions } from "./transports/handler.ts";
export type { MountOptions } from "./features/connection/mounts.ts";
export type { UrlParts } from "./features/urls/copy_url.ts";
