/**
 * Types that few programs name: the parts of options, bodies and facts.
 *
 * @module
 */

export type { BearerToken } from "./auth/bearer.ts";
export type { AuthFunction } from "./auth/function.ts";
export type { OAuth2ClientCredentialsOptions } from "./auth/oauth2_request.ts";
export type { AuthInput } from "./auth/resolve.ts";
export type { ByteWriter } from "./bytes/body_copy.ts";
export type { ReadableSource } from "./content.ts";
export type { DigestAlgorithm, DigestInput } from "./download/digest.ts";
export type { PrivateNetworks, PrivateNetworksOptions } from "./network/private_networks.ts";
export type { InformationalCallback } from "./options.ts";
export type { NextPage, PageItems } from "./paginate_options.ts";
export type { MaybeValue } from "./params_input.ts";
export type { BodyContent, BodySource, HeaderRecord, PreparedChanges } from "./prepared.ts";
export type { FileContent, FilePart, FileTuple, PartHeaders } from "./request/file_input.ts";
export type { FieldValue } from "./request/form.ts";
export type { ResponseTimings, TlsFacts } from "./response/raw_response.ts";
export type { BackoffOptions, RetryBudgetOptions, RetryDecision } from "./retry/retry.ts";
export type { SchemaResult } from "./schema.ts";
export type { Codes } from "./status.ts";
export type { ThrowOnError } from "./throw_on_error.ts";
export type { HandlerInfo, HandlerTransportOptions } from "./transports/handler.ts";
export type { MountOptions } from "./transports/mounts.ts";
export type { UrlParts } from "./url.ts";
