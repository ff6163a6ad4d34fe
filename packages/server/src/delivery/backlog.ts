import { ServerError } from "../errors.ts";
import type { Core } from "../settings/core.ts";
import { Burst } from "./burst.ts";
import type { Batch } from "./subscriber.ts";

/** Writes the stream of one client. */
interface BoundedWriter {
  /** With so many bytes waiting, the client counts as one that has read everything. */
  readonly pace: number;
  /** How many bytes wait now. */
  readonly waiting: number;
  /** Cuts the client off. */
  abort(reason: ServerError): void;
}

/** Bounds the notifications that wait for one client to read. */
export class Backlog {
  readonly #burst: Burst;
  /** Ends the time to read a burst. */
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly writer: BoundedWriter,
    private readonly core: Pick<Core, "limits">,
  ) {
    this.#burst = new Burst(writer.pace);
  }

  /** A batch was written, and more than a few bytes wait. What comes at once may be more than may wait for long. */
  add(batch: Pick<Batch, "bytes" | "newest" | "recorded">): void {
    const { waitingBytes, closingSeconds } = this.core.limits;
    const { waiting } = this.writer;
    const counted = this.#burst.add(waiting, batch);
    if (waiting <= waitingBytes) return;
    if (counted > waitingBytes) this.#slow(waiting);
    else this.#timer ??= setTimeout(() => this.#look(), closingSeconds * 1000);
  }

  /** Nothing more is of interest. */
  end(): void {
    clearTimeout(this.#timer);
  }

  #look(): void {
    this.#timer = undefined;
    const { waiting } = this.writer;
    if (waiting > this.core.limits.waitingBytes) this.#slow(waiting);
  }

  #slow(waiting: number): void {
    this.writer.abort(new ServerError("slow-reader", `A subscriber was cut off: it let ${waiting} bytes wait`));
  }
}
