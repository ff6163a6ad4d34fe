import { ServerError } from "../errors.ts";
import type { Settings } from "../settings.ts";
import type { Sink } from "../sink.ts";
import type { BodyReader } from "./body-reader.ts";
import { concatenate } from "./bytes.ts";
import type { RepresentationFraming } from "./preparation.ts";

/** Above this many waiting bytes, what is there to be sent in any case (a representation, the past) waits itself. */
const highWater = 64 * 1024;

/** The writing end of one subscription: bounded in bytes and in time, and ended once. */
export class Subscriber {
  /** How many bytes are written at a time, and may wait, of what is paced: so that notifications find room after it. */
  readonly pace: number;
  #ended = false;
  #midway = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Ends the wait for the peer, if there is one. */
  #wake: (() => void) | undefined;
  readonly #leave: (() => void)[] = [];

  constructor(
    private readonly sink: Sink,
    /** What ends the body cleanly. */
    private readonly closing: () => Uint8Array | undefined,
    private readonly settings: Pick<Settings, "limits" | "onError">,
  ) {
    this.pace = Math.min(highWater, settings.limits.waitingBytes / 2);
    sink.onClose(() => this.#stop());
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Is called once, when the subscription is over, whichever way. */
  onEnd(listener: () => void): void {
    if (this.#ended) listener();
    else this.#leave.push(listener);
  }

  /** Ends the response cleanly after `seconds` (PREP-RS-9, EQ-ST-9). */
  endAfter(seconds: number): void {
    if (!this.#ended) this.#timer = setTimeout(() => this.end(), seconds * 1000);
  }

  /** Writes bytes; a subscriber that lets too many wait is cut off, and resumes from its last id. */
  write(bytes: Uint8Array): void {
    if (!this.#give(bytes)) return;
    const waiting = this.#waiting();
    if (waiting > this.settings.limits.waitingBytes) {
      this.abort(new ServerError("slow-reader", `A subscriber let ${waiting} bytes wait and was cut off`));
    }
  }

  /**
   * Writes bytes of which there are more to come, and resolves when they may, or the subscription is over. Not bounded as
   * notifications are: who reads them slowly only keeps their source waiting, and can't be cut off for having missed much.
   */
  async writePaced(bytes: Uint8Array): Promise<void> {
    if (!this.#give(bytes) || this.#waiting() <= this.pace) return;
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
      if (this.#ended) return;
      if (piece === undefined) break;
      if (piece.byteLength === 0) continue;
      sent += piece.byteLength;
      if (length !== undefined && sent > length) break;
      await this.writePaced(concatenate([...preceding, frame(piece)]));
      preceding = [];
      if (this.#ended) return;
    }
    if (length !== undefined && sent !== length) {
      throw new ServerError("representation", `A representation of ${length} bytes came with ${sent} or more`);
    }
    if (preceding.length > 0) this.#give(before);
    this.#midway = false;
  }

  /** Ends the response cleanly, its framing closed. In the middle of a representation there is no clean end. */
  end(): void {
    if (this.#ended) return;
    if (this.#midway) {
      this.abort(new ServerError("representation", "The time was over in mid-representation"));
      return;
    }
    const closing = this.closing();
    if (closing !== undefined) this.#give(closing);
    if (this.#ended) return;
    this.#stop();
    this.#contained(() => this.sink.end());
  }

  /** Breaks the response off, visibly. */
  abort(reason: unknown): void {
    if (this.#ended) return;
    this.#stop();
    this.#contained(() => this.sink.abort());
    this.settings.onError(reason);
  }

  /** Whether the bytes are on their way. A sink that fails costs this subscriber, and nobody else. */
  #give(bytes: Uint8Array): boolean {
    if (this.#ended) return false;
    try {
      this.sink.write(bytes);
    } catch (error) {
      this.abort(error);
    }
    return !this.#ended;
  }

  #waiting(): number {
    try {
      return this.sink.waiting;
    } catch (error) {
      this.abort(error);
      return 0;
    }
  }

  #contained(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.settings.onError(error);
    }
  }

  #stop(): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#wake?.();
    for (const listener of this.#leave.splice(0)) listener();
  }
}
