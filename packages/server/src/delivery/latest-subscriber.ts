import { ServerError } from "../errors.ts";
import type { ResourceEvent } from "../events/event.ts";
import type { Core } from "../settings/core.ts";
import { none } from "./bytes.ts";
import type { StreamWriter } from "./stream-writer.ts";
import type { Batch, Subscriber } from "./subscriber.ts";

/** Frames an event for a subscriber that missed the `skipped` ones before it; `undefined` if the form fails. */
export type FrameAfterGap = (event: ResourceEvent, skipped: number) => Uint8Array | undefined;

/** Events that are left out while the client does not read. */
interface Gap {
  newest: ResourceEvent | undefined;
  length: number;
}

/** Leaves events out if the client reads slowly, and sends it the newest one as soon as it has read (`latest`). */
export class LatestSubscriber implements Subscriber {
  #gap: Gap | undefined;

  constructor(
    private readonly writer: StreamWriter,
    private readonly frameAfterGap: FrameAfterGap,
    private readonly core: Pick<Core, "limits" | "meter">,
  ) {}

  deliver(batch: Batch): void {
    if (this.writer.ended) return;
    const last = batch.end !== undefined;
    if (this.#gap !== undefined) this.#leaveOut(batch, this.#gap);
    else if (last) this.writer.deliver({ ...batch, unbounded: true });
    else if (this.#waiting + batch.bytes.byteLength > this.core.limits.waitingBytes) this.#beginGap(batch);
    else this.writer.deliver(batch);
  }

  keepAlive(filler: Uint8Array): void {
    this.writer.keepAlive(filler);
  }

  get #waiting(): number {
    return this.writer.waiting;
  }

  #beginGap(batch: Batch): void {
    const gap: Gap = { newest: undefined, length: 0 };
    this.#gap = gap;
    this.#leaveOut(batch, gap);
    void this.writer.ready().then(() => {
      if (this.#gap !== gap || this.writer.ended) return;
      const { waiting } = this.writer;
      if (waiting <= this.core.limits.waitingBytes) return this.#endGap(gap, undefined);
      const message = `A subscriber was cut off: its sink was ready with ${waiting} bytes waiting`;
      this.writer.abort(new ServerError("slow-reader", message));
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
