import type { Exchange } from "./exchange.ts";
import type { HttpVersion, SentRequest } from "./exchange-parts.ts";
import type { FieldLine } from "./field-line.ts";

/** A request to be sent. */
export interface RequestToSend {
  readonly method: string;
  readonly url: string | URL;
  /** Sent as they are, in this order. `Host` and `Content-Length` are added where they are missing. */
  readonly fields?: Readonly<Record<string, string>> | readonly FieldLine[];
  /** Text is sent in UTF-8. */
  readonly content?: string | Uint8Array;
}

/** What requests are sent with. */
export interface WireOptions {
  /** For `http:` HTTP/2 with prior knowledge, for `https:` by ALPN. */
  readonly version: HttpVersion;
  /** Milliseconds that a wait takes at most, where it doesn't say. */
  readonly patience: number;
  /** Bytes of a response's content that are held at most. */
  readonly maximumBytes: number;
  /** PEM of the certificate authorities that are trusted, where they are not those of the system. */
  readonly certificateAuthority?: string;
  /** Whether any certificate is taken. */
  readonly insecure?: boolean;
}

/** A connection, on which several requests can be sent without waiting for the responses. */
export interface Connection {
  send(request: RequestToSend): Exchange;
  /** Drops it, and leaves every exchange on it. */
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
