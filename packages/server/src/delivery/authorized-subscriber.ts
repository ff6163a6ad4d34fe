import { ServerError } from "../errors.ts";
import { isPromise } from "../events/log.ts";
import type { Core } from "../settings/core.ts";
import { type Authorization, authorizedSeconds } from "./authorization.ts";
import type { StreamWriter } from "./stream-writer.ts";
import type { Batch, Subscriber } from "./subscriber.ts";

/** Passes notifications on if the subscription's authorization still holds (EQ-AZ-1); else its stream ends. */
export class AuthorizedSubscriber implements Subscriber {
  /** Batches that wait for an answer, in order. */
  #waiting: Batch[] = [];
  #waitingBytes = 0;
  #asking = false;

  constructor(
    private readonly writer: StreamWriter,
    private readonly authorization: Authorization,
    private readonly core: Pick<Core, "limits" | "onError">,
  ) {
    const { revoked } = authorization;
    if (revoked === undefined) return;
    const end = () => writer.end("unauthorized");
    revoked.addEventListener("abort", end);
    writer.onEnd(() => revoked.removeEventListener("abort", end));
    if (revoked.aborted) end();
  }

  /** The number of bytes that wait for an answer. */
  get waiting(): number {
    return this.#waitingBytes;
  }

  deliver(batch: Batch): void {
    if (this.writer.ended) return;
    if (this.#asking) {
      this.#wait(batch);
      return;
    }
    const holds = this.permitted();
    if (typeof holds === "boolean") {
      this.#pass(holds, batch);
      return;
    }
    this.#asking = true;
    this.#wait(batch);
    void this.#passAll(holds);
  }

  keepAlive(filler: Uint8Array): void {
    this.writer.keepAlive(filler);
  }

  /** Asks whether the authorization still holds; a failure counts as no, and is reported. */
  permitted(): boolean | Promise<boolean> {
    if (authorizedSeconds(this.authorization) === 0) return false;
    const fail = (cause: unknown): boolean => {
      this.core.onError(new ServerError("authorization", "Checking an authorization failed", { cause }));
      return false;
    };
    try {
      const holds = this.authorization.check?.() ?? true;
      return isPromise(holds) ? Promise.resolve(holds).then((held) => held === true, fail) : holds === true;
    } catch (cause) {
      return fail(cause);
    }
  }

  #pass(permitted: boolean, batch: Batch): void {
    if (permitted) this.writer.deliver(batch);
    else this.writer.end("unauthorized");
  }

  /** Batches that come while an answer is awaited need an answer of their own. */
  async #passAll(first: Promise<boolean>): Promise<void> {
    for (let holds: boolean | Promise<boolean> = first; ; holds = this.permitted()) {
      const batches = this.#waiting;
      this.#waiting = [];
      const permitted = await holds;
      for (const batch of batches) {
        this.#waitingBytes -= batch.bytes.byteLength;
        this.#pass(permitted, batch);
      }
      if (this.#waiting.length === 0 || this.writer.ended) break;
    }
    this.#asking = false;
  }

  #wait(batch: Batch): void {
    this.#waiting.push(batch);
    this.#waitingBytes += batch.bytes.byteLength;
    if (batch.unbounded === true || this.#waitingBytes <= this.core.limits.waitingBytes) return;
    this.#waiting = [];
    const message = `A subscriber was cut off: ${this.#waitingBytes} bytes waited while its authorization was checked`;
    this.writer.abort(new ServerError("authorization", message));
  }
}
