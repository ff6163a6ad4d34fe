import { ServerError } from "../errors.ts";
import type { ResourceEvent } from "../events/event.ts";
import { isPromise } from "../events/log.ts";
import type { Core } from "../settings/core.ts";
import type { CheckResult } from "./authorization.ts";
import { Burst } from "./burst.ts";
import { concatenate } from "./bytes.ts";
import type { Judge } from "./judge.ts";
import type { LatestSubscriber } from "./latest-subscriber.ts";
import type { StreamWriter } from "./stream-writer.ts";
import type { Batch, Subscriber } from "./subscriber.ts";

/** What of a batch goes on, and whether the stream ends after it since the authorization does not hold. */
interface Judged {
  readonly batch: Batch;
  readonly permitted: boolean;
}

/** Passes notifications on if the subscription's authorization still holds (EQ-AZ-1), and those alone that it may have (PREP-SE-2). */
export class AuthorizedSubscriber implements Subscriber {
  /** Batches that wait for an answer, in order. */
  #waiting: Batch[] = [];
  #waitingBytes = 0;
  readonly #burst = new Burst(0);
  #asking = false;

  constructor(
    /** The next one in the chain. */
    private readonly next: StreamWriter | LatestSubscriber,
    private readonly writer: StreamWriter,
    private readonly judge: Judge,
    private readonly core: Pick<Core, "limits">,
  ) {}

  deliver(batch: Batch): void {
    if (this.writer.ended) return;
    if (this.#asking) {
      this.#wait(batch);
      return;
    }
    const judged = this.#judge(batch);
    if (!isPromise(judged)) {
      this.#pass(judged);
      return;
    }
    this.#asking = true;
    this.#wait(batch);
    void this.#passAll(judged);
  }

  keepAlive(filler: Uint8Array): void {
    this.writer.keepAlive(filler);
  }

  #judge(batch: Batch): Judged | Promise<Judged> {
    const answers = batch.events.map((event) => this.judge(event));
    if (!answers.some((answer) => isPromise(answer))) return only(batch, answers as CheckResult[]);
    return Promise.all(answers).then((settled) => only(batch, settled));
  }

  #pass({ batch, permitted }: Judged): void {
    if (batch.frames.length > 0 || batch.end !== undefined) this.next.deliver(batch);
    if (!permitted) this.writer.end("unauthorized");
  }

  /** Batches that come while an answer is awaited are asked about together, and passed in their order. */
  async #passAll(first: Promise<Judged>): Promise<void> {
    let judged: (Judged | Promise<Judged>)[] = [first];
    while (judged.length > 0 && !this.writer.ended) {
      for (const one of judged) {
        const passed = await one;
        this.#waitingBytes -= this.#waiting.shift()?.bytes.byteLength ?? 0;
        this.#pass(passed);
      }
      judged = this.#waiting.map((batch) => this.#judge(batch));
    }
    this.#asking = false;
  }

  #wait(batch: Batch): void {
    this.#waiting.push(batch);
    this.#waitingBytes += batch.bytes.byteLength;
    if (this.#burst.add(this.#waitingBytes, batch) <= this.core.limits.waitingBytes) return;
    this.#waiting = [];
    const message = `A subscriber was cut off: ${this.#waitingBytes} bytes waited while its authorization was checked`;
    this.writer.abort(new ServerError("authorization", message));
  }
}

/** What of a batch its subscriber may have, up to the first event that it must not get any more. */
function only(batch: Batch, answers: readonly CheckResult[]): Judged {
  if (answers.every((answer) => answer === true)) return { batch, permitted: true };
  const end = answers.indexOf(false);
  const permitted = end < 0;
  const kept = answers.flatMap((answer, index) => (answer === true && (permitted || index < end) ? [index] : []));
  const reason = permitted ? batch.end : undefined;
  const frames = kept.map((index) => batch.frames[index] as Uint8Array);
  return {
    permitted,
    batch: {
      ...batch,
      bytes: concatenate(frames),
      frames,
      events: kept.map((index) => batch.events[index] as ResourceEvent),
      // A single notification that was left out is not the one that its client waits for.
      end: reason === "notified" && kept.length === 0 ? undefined : reason,
    },
  };
}
