import type { IncomingMessage, ServerResponse } from "node:http";
import type { ServerHttp2Stream } from "node:http2";

/** A request of node:http. */
export type NodeRequest = IncomingMessage;

/** A response of node:http. */
export type NodeResponse = ServerResponse;

/** The fields of a request, as Fetch has them. What HTTP/2 says in pseudo-header fields are none. */
export function requestHeaders(request: NodeRequest): Headers {
  const headers = new Headers();
  const { rawHeaders } = request;
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = "", value = ""] = rawHeaders.slice(index, index + 2);
    if (!name.startsWith(":")) headers.append(name, value);
  }
  // HTTP/2 may bring it in several fields, which a comma does not join (RFC 9113 8.2.3).
  if (request.headers.cookie !== undefined) headers.set("cookie", request.headers.cookie);
  return headers;
}

/** The host that a request was sent to, with its port, as the client wrote it. */
export function hostOf({ headers }: NodeRequest): string | undefined {
  const authority = headers[":authority"];
  return typeof authority === "string" ? authority : headers.host;
}

/** Gives the request other fields, for whatever way a handler may read them. */
export function replaceRequestHeaders(request: NodeRequest, headers: Headers): void {
  const { rawHeaders, headers: record } = request;
  const pseudo = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 && name.startsWith(":") ? [name, rawHeaders[index + 1] ?? ""] : [],
  );
  rawHeaders.splice(0, rawHeaders.length, ...pseudo, ...[...headers].flat());
  for (const name of Object.keys(record)) if (!name.startsWith(":")) Reflect.deleteProperty(record, name);
  for (const [name, value] of headers) Reflect.set(record, name, value);
  // It is made of the raw fields when it is first asked for, of as many as there were.
  request.headersDistinct = Object.fromEntries([...headers].map(([name, value]) => [name, [value]]));
}

/**
 * Lets a request whose content was read look as if it never had any, to handlers that would wait for it: in node:http2
 * they see that by the stream, since HTTP/2 needs no field to announce content.
 */
export function hideContent(request: NodeRequest): void {
  if (!("stream" in request)) return;
  Object.defineProperty(request.stream, "endAfterHeaders", { configurable: true, value: true });
}

/** The stream of a response of node:http2; `undefined` for node:http. */
export function http2StreamOf(response: NodeResponse): ServerHttp2Stream | undefined {
  return "stream" in response ? (response.stream as ServerHttp2Stream) : undefined;
}

/** Whether the response is over, so that it never emits `close` any more. */
export function isClosed(response: NodeResponse): boolean {
  return http2StreamOf(response)?.destroyed ?? response.destroyed;
}

/** The fields that a response has been given so far. */
export function responseHeaders(response: NodeResponse): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(response.getHeaders())) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined) headers.append(name, String(one));
    }
  }
  return headers;
}

/** Sets fields of a response in place of those of the same names; names that come more than once keep all values. */
export function setResponseFields(response: NodeResponse, fields: Iterable<readonly [string, string]>): void {
  const grouped = new Map<string, string[]>();
  for (const [name, value] of fields) {
    const key = [...grouped.keys()].find((known) => known.toLowerCase() === name.toLowerCase()) ?? name;
    grouped.set(key, [...(grouped.get(key) ?? []), value]);
  }
  for (const [name, [first, ...others]] of grouped) {
    if (first !== undefined) response.setHeader(name, others.length === 0 ? first : [first, ...others]);
  }
}
