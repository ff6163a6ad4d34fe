import { ClientError } from "./errors.ts";
import type { RepresentationOptions, RequestOptions } from "./options.ts";

/** The requests of one subscription, and what ends them. */
export class Connection {
  /** The URL that is requested. */
  readonly url: string;
  readonly #options: RequestOptions;
  readonly #controller = new AbortController();

  constructor(url: string | URL, options: RequestOptions) {
    this.url = String(url);
    this.#options = options;
  }

  /**
   * Sends a request. `fetch` follows redirects as EQ-RQ-4 has it: but for a 303, which makes it a GET, a QUERY is repeated.
   *
   * @throws ClientError `network`, or the signal's reason
   */
  async request(method: string, headers: Headers, body?: string): Promise<Response> {
    const { signal, credentials, fetch: send = fetch } = this.#options;
    signal?.throwIfAborted();
    const own = this.#controller.signal;
    const init: RequestInit = {
      method,
      headers,
      cache: "no-store",
      signal: signal ? AbortSignal.any([signal, own]) : own,
    };
    if (body !== undefined) init.body = body;
    if (credentials !== undefined) init.credentials = credentials;
    try {
      return await send(this.url, init);
    } catch (cause) {
      signal?.throwIfAborted();
      throw new ClientError("network", `No response to ${method} ${this.url}: ${cause}`, { cause });
    }
  }

  /** Ends what is going on. */
  close(): void {
    this.#controller.abort();
  }
}

/** The fields that a user gave, and the one named `accept`. @throws ClientError `option` */
export function fieldsOf({ headers, accept }: RepresentationOptions = {}): Headers {
  const fields = checked(() => new Headers(headers));
  setField(fields, "accept", accept);
  return fields;
}

/** Sets a field where there is a value for it. @throws ClientError `option` */
export function setField(fields: Headers, name: string, value: string | undefined): void {
  if (value !== undefined) checked(() => fields.set(name, value));
}

/** @throws ClientError `option` where the work fails */
export function checked<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new ClientError("option", `An option can't be sent: ${cause}`, { cause });
  }
}
