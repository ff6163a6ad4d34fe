import { type Authorization, authorizedSeconds } from "../admission/authorization.ts";
import { ServerError } from "../errors.ts";
import type { ResourceEvent } from "../events/event.ts";
import { isPromise } from "../events/log.ts";
import type { Core } from "../settings/core.ts";
import type { Batch } from "./batch.ts";
import { none } from "./bytes.ts";
import type { Subscriber } from "./subscriber.ts";

/** How one subscriber differs from others of its audience. */
export interface RecipientTerms {
  /** What it may be told depends on. Default: nothing. */
  readonly authorization?: Authorization | undefined;
  /** Frames the newest event after others were left out. Where it is not given, a slow reader is cut off. */
  readonly afterGap?: ((event: ResourceEvent, skipped: number) => Uint8Array | undefined) | undefined;
}

/** Events that are left out, while the subscriber does not read. */
interface Gap {
  newest: ResourceEvent | undefined;
  length: number;
}

/** Who gets the notifications of an audience: as they come, after its authorization was checked, or the latest of them. */
export class Recipient {
  #unchecked: Batch[] = [];
  #uncheckedBytes = 0;
  #checking = false;
  #gap: Gap | undefined;

  constructor(
    readonly subscriber: Subscriber,
    private readonly core: Pick<Core, "limits" | "onError" | "meter">,
    private readonly terms: RecipientTerms = {},
  ) {
    const revoked = terms.authorization?.revoked;
    if (revoked === undefined) return;
    const end = () => subscriber.end("unauthorized");
    revoked.addEventListener("abort", end);
    subscriber.onEnd(() => revoked.removeEventListener("abort", end));
    if (revoked.aborted) end();
  }

  /** Whether something of what is delivered may be kept from the subscriber, or have to wait. */
  get selective(): boolean {
    return this.terms.authorization !== undefined || this.terms.afterGap !== undefined;
  }

  /** Gives the subscriber what its audience is told. */
  deliver(batch: Batch): void {
    if (this.subscriber.ended) return;
    if (this.#gap === undefined) this.#check(batch);
    else this.#leaveOut(batch, this.#gap);
  }

  /** Tells nothing, so that intermediaries see that the stream is alive; not to who has enough to read. */
  keepAlive(filler: Uint8Array): void {
    if (this.subscriber.waiting === 0) this.subscriber.write(filler);
  }

  /** Asks whether the authorization still holds (EQ-AZ-1); a failure to tell counts as no. */
  permitted(): boolean | Promise<boolean> {
    const { authorization } = this.terms;
    if (authorization === undefined) return true;
    if (authorizedSeconds(authorization) === 0) return false;
    const fail = (cause: unknown): boolean => {
      this.core.onError(new ServerError("authorization", "An authorization could not be checked", { cause }));
      return false;
    };
    try {
      const holds = authorization.check?.() ?? true;
      return isPromise(holds) ? Promise.resolve(holds).then((held) => held === true, fail) : holds === true;
    } catch (cause) {
      return fail(cause);
    }
  }

  #check(batch: Batch): void {
    if (this.#checking) {
      this.#keep(batch);
      return;
    }
    const holds = this.permitted();
    if (typeof holds === "boolean") {
      this.#proceed(holds, batch);
      return;
    }
    this.#checking = true;
    this.#keep(batch);
    void this.#settle(holds);
  }

  /** Batches are kept in their order while one is checked; what came after a check had begun needs another. */
  async #settle(first: Promise<boolean>): Promise<void> {
    for (let holds: boolean | Promise<boolean> = first; ; holds = this.permitted()) {
      const batches = this.#unchecked;
      this.#unchecked = [];
      const held = await holds;
      for (const batch of batches) {
        this.#uncheckedBytes -= batch.bytes.byteLength;
        this.#proceed(held, batch);
      }
      if (this.#unchecked.length === 0 || this.subscriber.ended) break;
    }
    this.#checking = false;
  }

  #keep(batch: Batch): void {
    this.#unchecked.push(batch);
    this.#uncheckedBytes += batch.bytes.byteLength;
    if (this.#uncheckedBytes <= this.core.limits.waitingBytes) return;
    this.#unchecked = [];
    const message = `${this.#uncheckedBytes} bytes waited for the check of an authorization, and the subscriber was cut off`;
    this.subscriber.abort(new ServerError("authorization", message));
  }

  #proceed(permitted: boolean, batch: Batch): void {
    if (!permitted) this.subscriber.end("unauthorized");
    else if (this.#gap === undefined) this.#send(batch);
    else this.#leaveOut(batch, this.#gap);
  }

  #send(batch: Batch): void {
    const { subscriber, core, terms } = this;
    const { bytes, events, end } = batch;
    if (subscriber.ended) return;
    const wantsLatest = terms.afterGap !== undefined;
    // The last one finds room however much waits, since nothing comes after it; so does what comes after a gap.
    const mayExceed = wantsLatest && (end !== undefined || batch.closesGap === true);
    if (wantsLatest && !mayExceed && subscriber.waiting + bytes.byteLength > core.limits.waitingBytes) {
      this.#beginGap(batch);
      return;
    }
    if (bytes.byteLength > 0) {
      core.meter.delivered += events.length;
      if (mayExceed) subscriber.writeAnyway(bytes);
      else subscriber.write(bytes);
    }
    if (end !== undefined) subscriber.end(end);
  }

  #beginGap(batch: Batch): void {
    const gap: Gap = { newest: undefined, length: 0 };
    this.#gap = gap;
    this.#leaveOut(batch, gap);
    void this.subscriber.ready().then(() => {
      const { subscriber, core } = this;
      if (this.#gap !== gap || subscriber.ended) return;
      const { waiting } = subscriber;
      if (waiting > core.limits.waitingBytes) {
        const message = `A subscriber's sink was ready with ${waiting} bytes waiting, and was cut off`;
        subscriber.abort(new ServerError("slow-reader", message));
      } else {
        this.#endGap(gap, undefined);
      }
    });
  }

  #leaveOut({ events, end }: Batch, gap: Gap): void {
    gap.length += events.length;
    gap.newest = events.at(-1) ?? gap.newest;
    if (end !== undefined) this.#endGap(gap, end);
  }

  #endGap({ newest, length }: Gap, end: Batch["end"]): void {
    this.#gap = undefined;
    const skipped = length - 1;
    const bytes = newest && this.terms.afterGap?.(newest, skipped);
    this.core.meter.skipped += skipped;
    const events = newest === undefined || bytes === undefined ? [] : [newest];
    this.#check({ bytes: bytes ?? none, events, end, closesGap: true });
  }
}
