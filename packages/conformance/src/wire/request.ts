import type { Exchange } from "./exchange.ts";
import type { HttpVersion, SentRequest } from "./exchange-parts.ts";
import type { FieldLine } from "./field-line.ts";

/** A request to send. */
export interface RequestToSend {
  readonly method: string;
  readonly url: string | URL;
  /** Sent unchanged, in this order. `Host` and `Content-Length` are added if they are missing. */
  readonly fields?: Readonly<Record<string, string>> | readonly FieldLine[];
  /** Text is sent in UTF-8. */
  readonly content?: string | Uint8Array;
}

/** Options for connections. */
export interface WireOptions {
  /** The version of HTTP. HTTP/2 is used with prior knowledge for `http:`, and by ALPN for `https:`. */
  readonly version: HttpVersion;
  /** The default limit of a wait, in milliseconds. */
  readonly patience: number;
  /** The most bytes of a response's content to hold. */
  readonly maximumBytes: number;
  /** Certificate authorities, in PEM, to trust instead of the system's. */
  readonly certificateAuthority?: string;
  /** Whether to accept any certificate. */
  readonly insecure?: boolean;
}

/** A connection on which several requests can be sent without waiting for responses. */
export interface Connection {
  send(request: RequestToSend): Exchange;
  /** Drops the connection and all exchanges on it. */
  close(): void;
}

/** @internal */
export function sentRequest({ method, url, fields, content }: RequestToSend): SentRequest {
  return {
    method,
    url: new URL(url),
    fields: fieldLines(fields),
    content: typeof content === "string" ? Buffer.from(content) : content,
  };
}

/** @internal The fields of a request, line by line. */
export function fieldLines(fields: RequestToSend["fields"] = {}): readonly FieldLine[] {
  return isList(fields) ? fields : Object.entries(fields).map(([name, value]) => ({ name, value }));
}

function isList(fields: NonNullable<RequestToSend["fields"]>): fields is readonly FieldLine[] {
  return Array.isArray(fields);
}
