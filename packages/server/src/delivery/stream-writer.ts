import { ServerError } from "../errors.ts";
import { isPromise } from "../events/log.ts";
import { atOnce } from "../settings/at-once.ts";
import type { Core } from "../settings/core.ts";
import { contained } from "../settings/report.ts";
import type { EndReason } from "../settings/statistics.ts";
import { Backlog } from "./backlog.ts";
import type { BodyReader } from "./body-reader.ts";
import { concatenate } from "./bytes.ts";
import type { RepresentationFraming } from "./protocol.ts";
import type { Sink } from "./sink.ts";
import type { Batch, Subscriber } from "./subscriber.ts";

/** Above this many waiting bytes, what must be sent in any case (a representation, the past) waits itself. */
const highWater = 64 * 1024;

/** Writes the stream of one subscription: bounded in bytes and in time, ended once. */
export class StreamWriter implements Subscriber {
  /** The size of one paced write in bytes, and the most that may wait after it. This leaves room for notifications. */
  readonly pace: number;
  #reason: EndReason | undefined;
  #gone = false;
  #brokenOff = false;
  /** Whether a part of the representation was sent, so that no clean end is possible. */
  #midway = false;
  /** Ends the stream after its duration, then breaks it off if the client does not read the end. */
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Ends the wait for the client, if there is one. */
  #wake: (() => void) | undefined;
  readonly #backlog: Backlog;
  readonly #onEnd: ((reason: EndReason) => void)[] = [];
  readonly #onGone: (() => void)[] = [];

  constructor(
    private readonly sink: Sink,
    /** What ends the body cleanly. */
    private readonly closing: () => Uint8Array | undefined,
    private readonly core: Pick<Core, "limits" | "onError" | "meter">,
  ) {
    this.pace = Math.min(highWater, core.limits.waitingBytes / 2);
    this.#backlog = new Backlog(this, core);
    contained(
      () => sink.onClose(() => this.#close()),
      (error) => {
        this.breakOff(error);
        // Nobody will say when it is closed.
        this.#close();
      },
    );
  }

  get ended(): boolean {
    return this.#reason !== undefined;
  }

  /** The number of bytes that wait for the client to read. */
  get waiting(): number {
    try {
      const waiting: unknown = this.sink.waiting;
      if (typeof waiting === "number" && !Number.isNaN(waiting)) return waiting;
      atOnce(waiting, "What waits in a sink");
      throw new TypeError("What waits in a sink must be a number of bytes");
    } catch (error) {
      this.abort(error);
      return 0;
    }
  }

  /** Calls the listener once, when the stream is over, whichever way; at once if it is. */
  onEnd(listener: (reason: EndReason) => void): void {
    if (this.#reason === undefined) this.#onEnd.push(listener);
    else listener(this.#reason);
  }

  /** Calls the listener once, when the response is closed: its client has read its end, or is gone. At once if it is. */
  onGone(listener: () => void): void {
    if (this.#gone) listener();
    else this.#onGone.push(listener);
  }

  /** Ends the stream cleanly after `seconds` (PREP-RS-9, EQ-ST-9). */
  endAfter(seconds: number, reason: EndReason = "duration"): void {
    if (this.#reason === undefined) this.#timer = setTimeout(() => this.end(reason), seconds * 1000);
  }

  deliver(batch: Batch): void {
    if (this.#reason !== undefined) return;
    const { bytes, events, end, unbounded } = batch;
    if (bytes.byteLength > 0) {
      this.core.meter.delivered += events.length;
      if (unbounded === true) this.writeAnyway(bytes);
      else this.write(bytes, batch);
    }
    if (end !== undefined) this.end(end);
  }

  keepAlive(filler: Uint8Array): void {
    if (this.waiting === 0) this.write(filler);
  }

  /** Writes bytes. A client that lets too many wait is cut off; it resumes from its last id. Returns whether the stream goes on. */
  write(bytes: Uint8Array, batch: Pick<Batch, "bytes" | "newest" | "recorded"> = { bytes }): boolean {
    if (!this.writeAnyway(bytes)) return false;
    if (this.waiting > this.pace) this.#backlog.add(batch);
    return this.#reason === undefined;
  }

  /** Writes bytes however many wait. Returns whether the stream goes on; a sink that fails costs this stream alone. */
  writeAnyway(bytes: Uint8Array): boolean {
    if (this.#reason !== undefined) return false;
    if (bytes.byteLength === 0) return true;
    try {
      const written: unknown = this.sink.write(bytes);
      this.core.meter.bytes += bytes.byteLength;
      if (isPromise(written)) Promise.resolve(written).catch((error: unknown) => this.abort(error));
    } catch (error) {
      this.abort(error);
    }
    return this.#reason === undefined;
  }

  /**
   * Writes bytes that more will follow, and resolves when they may, or the stream is over. Not bounded as notifications
   * are: a client that reads them slowly only keeps their source waiting.
   */
  async writePaced(bytes: Uint8Array): Promise<void> {
    if (this.writeAnyway(bytes) && this.waiting > this.pace) await this.ready();
  }

  /** Resolves when the client has read enough for more to be written, or the stream is over. */
  async ready(): Promise<void> {
    if (this.#reason !== undefined) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      const fail = (error: unknown): void => {
        this.abort(error);
        resolve();
      };
      try {
        this.sink.ready().then(resolve, fail);
      } catch (error) {
        fail(error);
      }
    });
    this.#wake = undefined;
  }

  /**
   * Sends a representation as fast as it is read and taken, after what is `before` it. Returns what is not sent yet, for
   * the next write. Rejects if its source fails, or its length is not the announced one: the framing around it would lie.
   */
  async sendRepresentation(
    reader: BodyReader,
    before: readonly Uint8Array[],
    framing: RepresentationFraming,
  ): Promise<readonly Uint8Array[]> {
    const { piece: frame, length } = framing;
    const complete = reader.takeComplete(this.pace);
    if (complete !== undefined) {
      if (length !== undefined && complete.byteLength !== length) throw wrongLength(length, complete.byteLength);
      if (complete.byteLength === 0) return before;
      return [...before, frame === undefined ? complete : frame(complete)];
    }
    this.#midway = true;
    let unsent = before;
    let sent = 0;
    for (;;) {
      const piece = await reader.next();
      if (this.#reason !== undefined) return [];
      if (piece === undefined) break;
      if (piece.byteLength === 0) continue;
      sent += piece.byteLength;
      if (length !== undefined && sent > length) break;
      await this.writePaced(concatenate([...unsent, frame === undefined ? piece : frame(piece)]));
      unsent = [];
      if (this.#reason !== undefined) return [];
    }
    if (length !== undefined && sent !== length) throw wrongLength(length, sent);
    this.#midway = false;
    return unsent;
  }

  /** Ends the response cleanly, its framing closed. In the middle of a representation there is no clean end. */
  end(reason: EndReason): void {
    if (this.#reason !== undefined) return;
    if (this.#midway) {
      this.abort(
        new ServerError("representation", `The stream had to end (${reason}) in the middle of a representation`),
      );
      return;
    }
    const closing = this.closing();
    if (closing !== undefined) this.writeAnyway(closing);
    if (this.#reason !== undefined) return;
    this.#stop(reason);
    contained(
      () => this.sink.end(),
      (error) => this.breakOff(error),
    );
    if (this.#gone || this.#brokenOff) return;
    const { closingSeconds } = this.core.limits;
    this.#timer = setTimeout(() => {
      const message = `A client was cut off: it did not read the end within ${closingSeconds} seconds`;
      this.breakOff(new ServerError("slow-reader", message));
    }, closingSeconds * 1000);
  }

  /** Breaks the response off, visibly, unless it was ended. */
  abort(reason: unknown): void {
    if (this.#reason === undefined) this.breakOff(reason);
  }

  /** Breaks the response off, even if it was ended and its client has not read that yet. */
  breakOff(reason: unknown): void {
    if (this.#gone) return;
    this.#stop("cut-off");
    clearTimeout(this.#timer);
    this.#brokenOff = true;
    contained(
      () => this.sink.abort(),
      (error) => {
        this.core.onError(error);
        // Nothing more can be done for it.
        this.#close();
      },
    );
    this.core.onError(reason);
  }

  #close(): void {
    if (this.#gone) return;
    this.#stop("left");
    this.#gone = true;
    clearTimeout(this.#timer);
    for (const listener of this.#onGone.splice(0)) listener();
  }

  #stop(reason: EndReason): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    clearTimeout(this.#timer);
    this.#backlog.end();
    this.#wake?.();
    for (const listener of this.#onEnd.splice(0)) listener(reason);
  }
}

function wrongLength(announced: number, sent: number): ServerError {
  return new ServerError("representation", `A representation of ${announced} bytes came with ${sent} or more`);
}
