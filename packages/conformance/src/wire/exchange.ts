import { arrivalTime } from "./arrival-time.ts";
import type {
  BodyPiece,
  Ending,
  EndKind,
  Frame,
  Framing,
  HttpVersion,
  ResponseHead,
  SentRequest,
} from "./exchange-parts.ts";
import { type FieldLine, fieldTokens, fieldValue, fieldValues } from "./field-line.ts";

/**
 * One request, and its response as it arrives. It records everything with times. Its waits are for conditions, never
 * for a fixed time. A wait in vain rejects with a {@link WaitFailure}.
 */
export class Exchange {
  /** When the last byte of the request's head was passed to the system, in milliseconds. */
  sentAt: number | undefined;
  head: ResponseHead | undefined;
  framing: Framing | undefined;
  ending: Ending | undefined;
  /** The informational responses (1xx) before the response. */
  readonly interim: ResponseHead[] = [];
  readonly pieces: BodyPiece[] = [];
  readonly trailers: FieldLine[] = [];
  /** Faults in HTTP's framing. */
  readonly faults: string[] = [];
  #body = new Uint8Array(1024);
  #size = 0;
  readonly #wake = new Set<() => void>();
  readonly #onEnd: ((ending: Ending) => void)[] = [];

  constructor(
    readonly version: HttpVersion,
    readonly request: SentRequest,
    /** The default limit of a wait, in milliseconds. */
    readonly patience: number,
    /** The most bytes of content to hold. */
    private readonly maximumBytes: number,
  ) {}

  /** The content so far, without HTTP's framing. */
  get body(): Uint8Array {
    return this.#body.subarray(0, this.#size);
  }

  /** The content so far, one character per byte, so that offsets are the same. */
  get text(): string {
    return Buffer.from(this.#body.buffer, 0, this.#size).toString("latin1");
  }

  get status(): number | undefined {
    return this.head?.status;
  }

  /** The value of a response field, its lines joined by commas. */
  field(name: string): string | undefined {
    return fieldValue(this.head?.fields ?? [], name);
  }

  /** The values of a response field, line by line. */
  fieldLines(name: string): readonly string[] {
    return fieldValues(this.head?.fields ?? [], name);
  }

  /** The members of a response field that lists tokens, in lower case. */
  tokens(name: string): readonly string[] {
    return fieldTokens(this.head?.fields ?? [], name);
  }

  /** The chunks or DATA frames so far. The last one may be incomplete. */
  frames(): readonly Frame[] {
    const frames: Frame[] = [];
    for (const { frame, offset, bytes, at } of this.pieces) {
      const known = frames[frame];
      frames[frame] = { offset: known?.offset ?? offset, length: (known?.length ?? 0) + bytes.length, at };
    }
    return frames;
  }

  /** When the byte at this offset of the content arrived, in milliseconds. */
  arrivalOf(offset: number): number | undefined {
    return this.pieces.find((piece) => offset < piece.offset + piece.bytes.length)?.at;
  }

  /** Waits for the head. */
  headWithin(limit = this.patience, what = "the head of the response"): Promise<ResponseHead> {
    return this.until(() => this.head, limit, what);
  }

  /** Waits until `look` finds something in the content. It is called whenever content or the end arrives. */
  bodyUntil<T>(look: (body: Uint8Array) => T | undefined | false, what: string, limit = this.patience): Promise<T> {
    return this.until(() => look(this.body), limit, what);
  }

  /** Waits for the end, whatever its kind. */
  ended(limit = this.patience, what = "the end of the response"): Promise<Ending> {
    return this.until(() => this.ending, limit, what);
  }

  /** Waits until `look` finds something, and resolves with it. */
  async until<T>(look: () => T | undefined | false, limit: number, what: string): Promise<T> {
    const deadline = performance.now() + limit;
    for (;;) {
      const found = look();
      if (found !== undefined && found !== false) return found;
      const left = deadline - performance.now();
      if (this.ending !== undefined || left <= 0) throw new WaitFailure(what, this.describe(limit), this);
      await this.#change(left);
    }
  }

  /** Closes the exchange at once: drops the connection, or resets the stream. */
  leave(): void {
    this.finish({ kind: "left" });
  }

  /** Describes the response so far. */
  describe(limit?: number): string {
    const head = this.head === undefined ? "no head" : `status ${this.head.status}, ${this.#size} bytes of content`;
    const { ending } = this;
    const details = [...(ending?.detail ? [ending.detail] : []), ...this.faults].join("; ");
    if (ending !== undefined) return `${head}, ${endings[ending.kind]}${details && ` (${details})`}`;
    return limit === undefined ? `${head}, and no end` : `${head}, and nothing more within ${limit / 1000} s`;
  }

  /** @internal */
  onEnd(listener: (ending: Ending) => void): void {
    if (this.ending === undefined) this.#onEnd.push(listener);
    else listener(this.ending);
  }

  /** @internal */
  receiveHead(head: Omit<ResponseHead, "at">): void {
    const complete = { ...head, at: arrivalTime() };
    if (head.status >= 100 && head.status < 200) this.interim.push(complete);
    else this.head = complete;
    this.#changed();
  }

  /** @internal */
  receive(bytes: Uint8Array, frame: number): void {
    if (bytes.length === 0 || this.ending !== undefined) return;
    if (this.#size + bytes.length > this.maximumBytes) {
      this.finish({ kind: "too-long", detail: `more than ${this.maximumBytes} bytes` });
      return;
    }
    this.pieces.push({ offset: this.#size, bytes: Uint8Array.from(bytes), at: arrivalTime(), frame });
    if (this.#size + bytes.length > this.#body.length) {
      const larger = new Uint8Array(2 * (this.#size + bytes.length));
      larger.set(this.body);
      this.#body = larger;
    }
    this.#body.set(bytes, this.#size);
    this.#size += bytes.length;
    this.#changed();
  }

  /** @internal Only the first call counts. */
  finish(ending: Omit<Ending, "at">): void {
    if (this.ending !== undefined) return;
    this.ending = { ...ending, at: arrivalTime() };
    this.#changed();
    for (const listener of this.#onEnd.splice(0)) listener(this.ending);
  }

  #changed(): void {
    for (const wake of this.#wake) wake();
  }

  #change(limit: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#wake.delete(done);
        resolve();
      };
      const timer = setTimeout(done, limit);
      this.#wake.add(done);
    });
  }
}

const endings: Readonly<Record<EndKind, string>> = {
  complete: "ended as its framing says",
  closed: "the connection was closed before its end",
  reset: "it was reset",
  malformed: "its framing is invalid",
  "too-long": "it exceeded the limit of the suite",
  left: "closed by the suite",
  unreachable: "no connection could be made",
};

/** Thrown when a wait is in vain: its time is over, or the response ended. */
export class WaitFailure extends Error {
  override readonly name = "WaitFailure";

  constructor(
    /** What should have arrived. */
    readonly expected: string,
    /** What arrived instead. */
    readonly observed: string,
    readonly exchange: Exchange,
  ) {
    super(`Expected ${expected}; observed: ${observed}`);
  }
}
