import type { IncomingMessage, ServerResponse } from "node:http";
import type { ServerHttp2Stream } from "node:http2";
import type { HeaderFields } from "@resource-events/server/adapter";

/** A request of node:http. */
export type NodeRequest = IncomingMessage;

/** A response of node:http. */
export type NodeResponse = ServerResponse;

/** The fields of a request, read from `rawHeaders` on demand: the core needs only one or two of most requests. */
export function requestFields(request: NodeRequest): HeaderFields {
  const rawHeaders = rawHeadersOf(request);
  return {
    get(name) {
      if (name === "cookie") return request.headers.cookie ?? null;
      let value: string | null = null;
      for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
        const other = rawHeaders[index] as string;
        if (other.length !== name.length || other.toLowerCase() !== name) continue;
        value = value === null ? (rawHeaders[index + 1] as string) : `${value}, ${rawHeaders[index + 1]}`;
      }
      return value;
    },
    *[Symbol.iterator]() {
      for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
        const name = (rawHeaders[index] as string).toLowerCase();
        // Pseudo-header fields of HTTP/2 are not header fields.
        if (name.startsWith(":") || name === "cookie") continue;
        yield [name, rawHeaders[index + 1] as string];
      }
      // HTTP/2 may split it into several fields. They are not joined with a comma (RFC 9113 section 8.2.3).
      if (request.headers.cookie !== undefined) yield ["cookie", request.headers.cookie];
    },
  };
}

/** The fields of a request as they came. Those of tests and of serverless platforms may have `headers` alone. */
function rawHeadersOf({ rawHeaders, headers }: Partial<NodeRequest>): string[] {
  if (rawHeaders !== undefined && rawHeaders.length > 0) return rawHeaders;
  return Object.entries(headers ?? {}).flatMap(([name, value]) => [value ?? []].flat().flatMap((one) => [name, one]));
}

/** The host that a request was sent to, with its port, as the client wrote it; `undefined` if it wrote none, or two. */
export function hostOf({ headers }: NodeRequest): string | undefined {
  const authority = headers[":authority"];
  if (typeof authority !== "string") return headers.host;
  // A handler may read either one.
  return headers.host === undefined || headers.host === authority ? authority : undefined;
}

/**
 * Replaces the fields of a request in all the places where a handler may read them. A field whose value stays is left as it
 * came: if it came repeatedly, node gives a handler some of the values, or all of them, by rules of its own.
 */
export function replaceRequestFields(request: NodeRequest, fields: HeaderFields): void {
  const { headers: record } = request;
  const rawHeaders = rawHeadersOf(request);
  const before = requestFields(request);
  const [kept, set] = [new Set<string>(), new Map<string, string>()];
  for (const [name, value] of fields) {
    // A `Headers` does not join this one.
    if (name === "set-cookie" || before.get(name) === value) kept.add(name);
    else set.set(name, value);
  }
  const raw: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name, value] = [rawHeaders[index] as string, rawHeaders[index + 1] as string];
    if (name.startsWith(":") || kept.has(name.toLowerCase())) raw.push(name, value);
  }
  rawHeaders.splice(0, rawHeaders.length, ...raw, ...[...set].flat());
  for (const name of Object.keys(record)) {
    if (!name.startsWith(":") && !kept.has(name)) Reflect.deleteProperty(record, name);
  }
  for (const [name, value] of set) Reflect.set(record, name, value);
  // node:http would compute it on first use, from the original number of raw fields. node:http2 has no such thing.
  if ("headersDistinct" in request) request.headersDistinct = distinctFields(rawHeaders);
}

function distinctFields(rawHeaders: readonly string[]): Record<string, string[]> {
  const distinct: Record<string, string[]> = Object.create(null);
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] as string).toLowerCase();
    if (name.startsWith(":")) continue;
    distinct[name] ??= [];
    distinct[name].push(rawHeaders[index + 1] as string);
  }
  return distinct;
}

/**
 * Makes a request whose content was read look as if it never had any: a handler might wait for content. In HTTP/2 no
 * field announces content, so handlers look at the stream instead.
 */
export function hideContent(request: NodeRequest): void {
  if (!("stream" in request)) return;
  Object.defineProperty(request.stream, "endAfterHeaders", { configurable: true, value: true });
}

/** The stream of a response of node:http2; `undefined` for node:http. */
export function http2StreamOf(response: NodeResponse): ServerHttp2Stream | undefined {
  return "stream" in response ? (response.stream as ServerHttp2Stream) : undefined;
}

/** Whether the response is closed, and will not emit `close` again. */
export function isClosed(response: NodeResponse): boolean {
  return http2StreamOf(response)?.destroyed ?? response.destroyed;
}
