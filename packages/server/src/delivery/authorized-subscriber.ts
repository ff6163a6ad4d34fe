import { ServerError } from "../errors.ts";
import type { ResourceEvent } from "../events/event.ts";
import { isPromise } from "../events/log.ts";
import { shownEvent } from "../events/shown-event.ts";
import type { Core } from "../settings/core.ts";
import { within } from "../settings/within.ts";
import { type Authorization, authorizedSeconds, type CheckResult } from "./authorization.ts";
import { concatenate } from "./bytes.ts";
import type { LatestSubscriber } from "./latest-subscriber.ts";
import type { StreamWriter } from "./stream-writer.ts";
import type { Batch, Subscriber } from "./subscriber.ts";

/** What of a batch goes on, and whether the stream ends after it since the authorization does not hold. */
interface Judged {
  readonly batch: Batch | undefined;
  readonly permitted: boolean;
}

/** Passes notifications on if the subscription's authorization still holds (EQ-AZ-1), and those alone that it may have (PREP-SE-2). */
export class AuthorizedSubscriber implements Subscriber {
  /** Batches that wait for an answer, in order. */
  #waiting: Batch[] = [];
  #waitingBytes = 0;
  #asking = false;

  constructor(
    /** The next one in the chain. */
    private readonly next: StreamWriter | LatestSubscriber,
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

  /** Asks whether this subscriber may have the event; a failure counts as no, and is reported. */
  judge(event: ResourceEvent): CheckResult | Promise<CheckResult> {
    if (authorizedSeconds(this.authorization) === 0) return false;
    const { check } = this.authorization;
    if (check === undefined) return true;
    const fail = (cause: unknown): false => {
      this.core.onError(new ServerError("authorization", "Checking an authorization failed", { cause }));
      return false;
    };
    try {
      const answer = check(shownEvent(event));
      if (!isPromise(answer)) return clear(answer);
      return within(answer, this.core.limits.extensionSeconds, "The check of an authorization").then(clear, fail);
    } catch (cause) {
      return fail(cause);
    }
  }

  #judge(batch: Batch): Judged | Promise<Judged> {
    if (authorizedSeconds(this.authorization) === 0) return { batch: undefined, permitted: false };
    if (this.authorization.check === undefined) return { batch, permitted: true };
    const answers = batch.events.map((event) => this.judge(event));
    if (!answers.some((answer) => isPromise(answer))) return only(batch, answers as CheckResult[]);
    return Promise.all(answers).then((settled) => only(batch, settled));
  }

  #pass({ batch, permitted }: Judged): void {
    if (batch !== undefined) this.next.deliver(batch);
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
    if (this.#waitingBytes <= this.core.limits.waitingBytes) return;
    this.#waiting = [];
    const message = `A subscriber was cut off: ${this.#waitingBytes} bytes waited while its authorization was checked`;
    this.writer.abort(new ServerError("authorization", message));
  }
}

/** Whatever is no clear yes is a no. */
function clear(answer: unknown): CheckResult {
  return answer === true || answer === "omit" ? answer : false;
}

/** What of a batch its subscriber may have, up to the first event that it must not get any more. */
function only(batch: Batch, answers: readonly CheckResult[]): Judged {
  if (answers.every((answer) => answer === true)) return { batch, permitted: true };
  const end = answers.indexOf(false);
  const permitted = end < 0;
  const kept = answers.flatMap((answer, index) => (answer === true && (permitted || index < end) ? [index] : []));
  const reason = permitted ? batch.end : undefined;
  return {
    permitted,
    batch: {
      ...batch,
      bytes: concatenate(kept.map((index) => batch.frames[index] as Uint8Array)),
      frames: kept.map((index) => batch.frames[index] as Uint8Array),
      events: kept.map((index) => batch.events[index] as ResourceEvent),
      // A single notification that was left out is not the one that its client waits for.
      end: reason === "notified" && kept.length === 0 ? undefined : reason,
    },
  };
}
