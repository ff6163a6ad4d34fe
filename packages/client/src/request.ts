import { ClientError } from "./errors.ts";
import { type Events, readEvents } from "./events.ts";
import { essence } from "./forms.ts";
import type { RepresentationOptions, RequestOptions, SubscribeOptions } from "./options.ts";

/** A response, with what is often needed of it. */
export interface Answer {
  readonly response: Response;
  /** The URL that was requested. */
  readonly url: string;
  /** Its `Content-Type`, empty if there is none. */
  readonly contentType: string;
  /** Type and subtype of that, in lower case. */
  readonly type: string;
  /** Its `Events`; undefined if there is no such field, or it does not parse. */
  readonly events: Events | undefined;
  /** Aborts the request and its response. */
  readonly controller: AbortController;
}

/**
 * Sends a request. `fetch` follows redirects as EQ-RQ-4 requires: it repeats a QUERY, except for a 303, which makes it a GET.
 *
 * @throws ClientError `network`, or the signal's reason
 */
export async function request(
  to: string | URL,
  { signal, credentials, fetch: send = fetch }: RequestOptions,
  init: RequestInit,
): Promise<Answer> {
  signal?.throwIfAborted();
  const url = `${to}`;
  const controller = new AbortController();
  try {
    const response = await send(url, {
      ...init,
      cache: "no-store",
      signal: AbortSignal.any([controller.signal].concat(signal ?? [])),
      ...(credentials && { credentials }),
    });
    const contentType = response.headers.get("content-type") ?? "";
    return { response, url, contentType, type: essence(contentType), events: readEvents(response.headers), controller };
  } catch (cause) {
    signal?.throwIfAborted();
    throw new ClientError("network", `No response to ${init.method} ${url}: ${cause}`, { cause });
  }
}

/**
 * The fields that the user gave, and further ones that have a value.
 *
 * @throws ClientError `option`
 */
export function fieldsOf(given: HeadersInit | undefined, further: Record<string, string | undefined>): Headers {
  try {
    const fields = new Headers(given);
    for (const [name, value] of Object.entries(further)) if (value !== undefined) fields.set(name, value);
    return fields;
  } catch (cause) {
    throw new ClientError("option", `An option can't be sent: ${cause}`, { cause });
  }
}

/** The fields that select the representation. @throws ClientError `option` */
export function representationFields(representation: SubscribeOptions["representation"]): Record<string, string> {
  const { headers, accept }: RepresentationOptions = typeof representation === "object" ? representation : {};
  return Object.fromEntries(fieldsOf(headers, { accept }));
}
