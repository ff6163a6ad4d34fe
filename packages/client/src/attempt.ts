import { ByteBuffer } from "@resource-events/streams";
import { within } from "./alarm.ts";
import { ClientError } from "./errors.ts";
import { clientError } from "./feed.ts";
import { clientLimits, type SubscribeOptions } from "./options.ts";
import { subscribe } from "./subscribe.ts";
import type { Subscription } from "./subscription.ts";

/** One request and response of an observation. It has its own controller, so nothing of it outlives it. */
export class Attempt {
  readonly #controller = new AbortController();
  readonly #timeout: number;

  /** @param timeout how long the server may send nothing, in seconds */
  constructor(timeout: number) {
    this.#timeout = timeout;
  }

  /** Ends the attempt, whatever it is doing: pending promises reject. */
  end(reason?: ClientError): void {
    this.#controller.abort(reason);
  }

  /** @throws ClientError, also `network` if the response takes too long; the reason that the attempt was ended with */
  async subscribe(url: string, options: SubscribeOptions): Promise<Subscription> {
    return this.#within("network", subscribe(url, { ...options, signal: this.#controller.signal }));
  }

  /**
   * Reads a representation to its end: only then can an observation resume after it.
   *
   * @throws ClientError `too-large`, `cut-off`, `stream`; the reason that the attempt was ended with
   */
  async read(representation: Response, limits: SubscribeOptions["limits"]): Promise<Response> {
    const content = new ByteBuffer(clientLimits(limits).representation);
    const reader = representation.body?.getReader();
    try {
      for (;;) {
        const { value } = (await (reader && this.#within("cut-off", reader.read()))) ?? {};
        if (!value) break;
        content.append(value);
      }
    } catch (error) {
      throw clientError(error);
    }
    return new Response(reader ? content.view() : null, representation);
  }

  #within<T>(code: "network" | "cut-off", awaited: Promise<T>): Promise<T> {
    return within(this.#timeout * 1000, awaited, () =>
      this.end(new ClientError(code, `The server sent nothing for ${this.#timeout} seconds`)),
    );
  }
}
