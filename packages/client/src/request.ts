import { discard, unreadable } from "./body.ts";
import { ClientError } from "./errors.ts";
import { readEvents } from "./events.ts";
import type { FetchInit, FieldsInit } from "./fetch.ts";
import { essence } from "./forms.ts";
import type { Answer } from "./head.ts";
import { later } from "./later.ts";
import type { RepresentationOptions, RequestOptions, SubscribeOptions } from "./options.ts";
import { unhurried } from "./unhurried.ts";

/** After how many milliseconds a head is late. */
const lateness = 2_000;

/** What a request is made of, other than what the user gave. */
interface Sent {
  readonly method: string;
  readonly headers: Headers;
  readonly body?: string;
  /** Whether its response is a stream, which must be read as it arrives. */
  readonly streams?: boolean;
}

/**
 * Sends a request. `fetch` follows redirects as EQ-RQ-4 requires: it repeats a QUERY, except for a 303, which makes it a GET.
 *
 * @throws ClientError `network`, `fetch`, or the signal's reason
 */
export async function request(
  to: string | URL,
  options: RequestOptions,
  { method, headers, body, streams }: Sent,
): Promise<Answer> {
  const { signal, credentials, fetch: send = fetch } = options;
  const url = `${to}`;
  const controller = new AbortController();
  if (signal?.aborted) throw signal.reason;
  signal?.addEventListener("abort", () => controller.abort(signal.reason), { signal: controller.signal });
  const init = {
    method,
    headers: Object.fromEntries(headers),
    body,
    credentials,
    cache: "no-store",
    signal: controller.signal,
    dispatcher: unhurried,
  } as FetchInit;
  const checkFetch = () => later(({ endIfBodiless }) => endIfBodiless(url, options, controller, unreadable));
  const timer = streams && options.fetch ? setTimeout(checkFetch, lateness) : undefined;
  let response: Response;
  try {
    response = await new Promise<Response>((resolve, reject) => {
      // A `fetch` that ignores the signal may respond later.
      controller.signal.addEventListener("abort", () => reject(controller.signal.reason));
      send(url, init).then((fetched) => {
        const late = fetched as Response;
        resolve(late);
        if (controller.signal.aborted) discard({ response: late, controller: new AbortController() });
      }, reject);
    });
  } catch (cause) {
    if (controller.signal.aborted) throw controller.signal.reason;
    controller.abort();
    throw new ClientError("network", `No response to ${method} ${url}: ${cause}`, { cause });
  } finally {
    clearTimeout(timer);
  }
  const contentType = response.headers.get("content-type") ?? "";
  return { response, url, contentType, type: essence(contentType), events: readEvents(response.headers), controller };
}

/**
 * The fields that the user gave, and further ones that have a value.
 *
 * @throws ClientError `option`
 */
export function fieldsOf(given: FieldsInit | undefined, further: Record<string, string | undefined>): Headers {
  try {
    const fields = new Headers(given as HeadersInit | undefined);
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
