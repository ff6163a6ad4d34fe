import { ServerError } from "../errors.ts";
import type { Core } from "../settings/core.ts";
import { contained } from "../settings/report.ts";
import type { EndReason } from "../settings/statistics.ts";
import type { BodyReader } from "./body-reader.ts";
import { concatenate } from "./bytes.ts";
import type { RepresentationFraming } from "./representation-framing.ts";
import type { Sink } from "./sink.ts";

/** Above this many waiting bytes, what is there to be sent in any case (a representation, the past) waits itself. */
const highWater = 64 * 1024;

/** The writing end of one subscription: bounded in bytes and in time, and ended once. */
export class Subscriber {
  /** How many bytes are written at a time, and may wait, of what is paced: so that notifications find room after it. */
  readonly pace: number;
  #reason: EndReason | undefined;
  #gone = false;
  #midway = false;
  /** Ends the response when its time is over, and breaks off what was ended and is not read. */
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Ends the wait for the peer, if there is one. */
  #wake: (() => void) | undefined;
  readonly #onEnd: ((reason: EndReason) => void)[] = [];
  readonly #onGone: (() => void)[] = [];

  constructor(
    private readonly sink: Sink,
    /** What ends the body cleanly. */
    private readonly closing: () => Uint8Array | undefined,
    private readonly core: Pick<Core, "limits" | "onError" | "meter">,
  ) {
    this.pace = Math.min(highWater, core.limits.waitingBytes / 2);
    sink.onClose(() => {
      this.#stop("left");
      this.#gone = true;
      clearTimeout(this.#timer);
      for (const listener of this.#onGone.splice(0)) listener();
    });
  }

  get ended(): boolean {
    return this.#reason !== undefined;
  }

  /** How many bytes wait for the peer to read. */
  get waiting(): number {
    try {
      return this.sink.waiting;
    } catch (error) {
      this.abort(error);
      return 0;
    }
  }

  /** Is called once, when the subscription is over, whichever way. */
  onEnd(listener: (reason: EndReason) => void): void {
    if (this.#reason === undefined) this.#onEnd.push(listener);
    else listener(this.#reason);
  }

  /** Is called once, when the response is closed: its peer has read its end, or is gone. At once where it is. */
  onGone(listener: () => void): void {
    if (this.#gone) listener();
    else this.#onGone.push(listener);
  }

  /** Ends the response cleanly after `seconds` (PREP-RS-9, EQ-ST-9). */
  endAfter(seconds: number, reason: EndReason = "duration"): void {
    if (!this.ended) this.#timer = setTimeout(() => this.end(reason), seconds * 1000);
  }

  /** Writes bytes; a subscriber that lets too many wait is cut off, and resumes from its last id. */
  write(bytes: Uint8Array): void {
    if (!this.writeAnyway(bytes)) return;
    const { waiting } = this;
    if (waiting > this.core.limits.waitingBytes) {
      this.abort(new ServerError("slow-reader", `A subscriber let ${waiting} bytes wait and was cut off`));
    }
  }

  /** Writes bytes however many wait. Whether they are on their way; a sink that fails costs this subscriber, and nobody else. */
  writeAnyway(bytes: Uint8Array): boolean {
    if (this.ended) return false;
    if (bytes.byteLength === 0) return true;
    try {
      this.sink.write(bytes);
      this.core.meter.bytes += bytes.byteLength;
    } catch (error) {
      this.abort(error);
    }
    return !this.ended;
  }

  /**
   * Writes bytes of which there are more to come, and resolves when they may, or the subscription is over. Not bounded as
   * notifications are: who reads them slowly only keeps their source waiting, and can't be cut off for having missed much.
   */
  async writePaced(bytes: Uint8Array): Promise<void> {
    if (this.writeAnyway(bytes) && this.waiting > this.pace) await this.ready();
  }

  /** Resolves when the peer has read enough for more to be written, or the subscription is over. */
  async ready(): Promise<void> {
    if (this.ended) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      this.sink.ready().then(resolve, resolve);
    });
    this.#wake = undefined;
  }

  /**
   * Sends a representation as fast as it is read and taken. Rejects where its source fails, or it has not the length
   * that was announced: the framing around it would lie.
   */
  async sendRepresentation(reader: BodyReader, before: Uint8Array, framing: RepresentationFraming): Promise<void> {
    const { piece: frame = (piece) => piece, length } = framing;
    this.#midway = true;
    let preceding: readonly Uint8Array[] = [before];
    let sent = 0;
    for (;;) {
      const piece = await reader.next();
      if (this.ended) return;
      if (piece === undefined) break;
      if (piece.byteLength === 0) continue;
      sent += piece.byteLength;
      if (length !== undefined && sent > length) break;
      await this.writePaced(concatenate([...preceding, frame(piece)]));
      preceding = [];
      if (this.ended) return;
    }
    if (length !== undefined && sent !== length) {
      throw new ServerError("representation", `A representation of ${length} bytes came with ${sent} or more`);
    }
    if (preceding.length > 0) this.writeAnyway(before);
    this.#midway = false;
  }

  /** Ends the response cleanly, its framing closed. In the middle of a representation there is no clean end. */
  end(reason: EndReason): void {
    if (this.ended) return;
    if (this.#midway) {
      this.abort(new ServerError("representation", `The response had to end (${reason}) in mid-representation`));
      return;
    }
    const closing = this.closing();
    if (closing !== undefined) this.writeAnyway(closing);
    if (this.ended) return;
    this.#stop(reason);
    try {
      this.sink.end();
    } catch (error) {
      this.breakOff(error);
      return;
    }
    if (this.#gone) return;
    const { closingSeconds } = this.core.limits;
    this.#timer = setTimeout(() => {
      this.breakOff(
        new ServerError("slow-reader", `A subscriber did not read the end within ${closingSeconds} seconds`),
      );
    }, closingSeconds * 1000);
  }

  /** Breaks the response off, visibly, unless it was ended. */
  abort(reason: unknown): void {
    if (!this.ended) this.breakOff(reason);
  }

  /** Breaks the response off, also where it was ended and its peer has not read that yet. */
  breakOff(reason: unknown): void {
    if (this.#gone) return;
    this.#stop("cut-off");
    clearTimeout(this.#timer);
    contained(() => this.sink.abort(), this.core.onError);
    this.core.onError(reason);
  }

  #stop(reason: EndReason): void {
    if (this.ended) return;
    this.#reason = reason;
    clearTimeout(this.#timer);
    this.#wake?.();
    for (const listener of this.#onEnd.splice(0)) listener(reason);
  }
}
