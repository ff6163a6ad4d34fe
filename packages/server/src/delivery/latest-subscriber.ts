import { ServerError } from "../errors.ts";
import type { ResourceEvent } from "../events/event.ts";
import { isPromise } from "../events/log.ts";
import type { Core } from "../settings/core.ts";
import { none } from "./bytes.ts";
import type { Judge } from "./judge.ts";
import type { StreamWriter } from "./stream-writer.ts";
import type { Batch, Subscriber } from "./subscriber.ts";

/** Frames an event for a subscriber that missed the `skipped` ones before it; `undefined` if the form fails. */
export type FrameAfterGap = (event: ResourceEvent, skipped: number) => Uint8Array | undefined;

/** Events that are left out while the client does not read. */
interface Gap {
  newest: ResourceEvent | undefined;
  length: number;
  /** Whether the client has read what waited: the next event ends the gap. */
  over: boolean;
}

/** Leaves events out if the client reads slowly, and sends it the newest one as soon as it has read (`latest`). */
export class LatestSubscriber implements Subscriber {
  #gap: Gap | undefined;

  constructor(
    private readonly writer: StreamWriter,
    private readonly frameAfterGap: FrameAfterGap,
    private readonly core: Pick<Core, "limits" | "meter">,
    /** Asked again about an event that has waited: what was permitted when it came may not be any more (EQ-AZ-1). */
    private readonly judge: Judge | undefined,
  ) {}

  deliver(batch: Batch): void {
    if (this.writer.ended) return;
    const last = batch.end !== undefined;
    if (this.#gap !== undefined) this.#leaveOut(batch, this.#gap);
    else if (last) this.writer.deliver({ ...batch, unbounded: true });
    else if (this.writer.waiting + batch.bytes.byteLength > this.core.limits.waitingBytes) this.#beginGap(batch);
    else this.writer.deliver(batch);
  }

  keepAlive(filler: Uint8Array): void {
    this.writer.keepAlive(filler);
  }

  #beginGap(batch: Batch): void {
    const gap: Gap = { newest: undefined, length: 0, over: false };
    this.#gap = gap;
    this.#leaveOut(batch, gap);
    void this.writer.ready().then(() => this.#resume(gap));
  }

  #leaveOut({ events, end }: Batch, gap: Gap): void {
    gap.length += events.length;
    const [newest, before] = [events.at(-1), gap.newest];
    gap.newest = newest ?? before;
    if (end === undefined) {
      if (gap.over) this.#endGap(gap, undefined);
      return;
    }
    // Nobody waits for an answer at the end: an event that has waited goes out if it certainly may.
    if (newest === undefined && before !== undefined && this.#judge(before) !== true) gap.newest = undefined;
    this.#endGap(gap, end);
  }

  /** The client has read what waited. */
  async #resume(gap: Gap): Promise<void> {
    if (this.#gap !== gap || this.writer.ended) return;
    const { waiting } = this.writer;
    if (waiting > this.core.limits.waitingBytes) {
      const message = `A subscriber was cut off: its sink was ready with ${waiting} bytes waiting`;
      return this.writer.abort(new ServerError("slow-reader", message));
    }
    const { newest } = gap;
    const answer = newest === undefined ? true : this.#judge(newest);
    const judged = isPromise(answer) ? await answer : answer;
    if (this.#gap !== gap || this.writer.ended) return;
    if (judged === false) return this.writer.end("unauthorized");
    // One that came meanwhile was judged when it came.
    if (judged === true || gap.newest !== newest) return this.#endGap(gap, undefined);
    gap.newest = undefined;
    gap.length -= 1;
    if (gap.length === 0) this.#gap = undefined;
    else gap.over = true;
  }

  #judge(event: ResourceEvent): ReturnType<Judge> {
    return this.judge === undefined ? true : this.judge(event);
  }

  #endGap({ newest, length }: Gap, end: Batch["end"]): void {
    this.#gap = undefined;
    const skipped = newest === undefined ? length : length - 1;
    const bytes = newest && this.frameAfterGap(newest, skipped);
    this.core.meter.skipped += skipped;
    const events = newest === undefined || bytes === undefined ? [] : [newest];
    this.writer.deliver({
      bytes: bytes ?? none,
      frames: bytes === undefined ? [] : [bytes],
      events,
      end,
      unbounded: true,
    });
  }
}
