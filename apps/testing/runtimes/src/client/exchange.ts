/** One request and its answer as it comes, on a connection of its own. */
export abstract class Exchange {
  readonly #pieces: Buffer[] = [];
  #received = Buffer.alloc(0);
  #size = 0;
  #ended = false;
  #wake: (() => void)[] = [];

  /** The status of the answer; `undefined` until its head is there. */
  abstract readonly status: number | undefined;
  /** The values of a field of the answer's head, one for each field line. */
  abstract fields(name: string): string[];
  /** The content so far, without the framing of HTTP; each byte is a character. */
  abstract readonly content: string;
  /** Whether the answer has ended as its framing says. */
  abstract readonly complete: boolean;
  abstract send(bytes: string): void;
  /** Does not read any more. */
  abstract pause(): void;
  abstract resume(): void;
  /** Leaves, without a word. */
  abstract close(): void;

  field(name: string): string | undefined {
    return this.fields(name)[0];
  }

  /** Whether nothing can come any more. */
  get ended(): boolean {
    return this.#ended;
  }

  /** How many bytes came, framing included. */
  get size(): number {
    return this.#size;
  }

  /** What came, as it came. */
  protected get received(): Buffer {
    if (this.#pieces.length > 0) this.#received = Buffer.concat([this.#received, ...this.#pieces.splice(0)]);
    return this.#received;
  }

  protected receive(bytes: Uint8Array): void {
    this.#pieces.push(Buffer.from(bytes));
    this.#size += bytes.byteLength;
    this.changed();
  }

  protected end(): void {
    this.#ended = true;
    this.changed();
  }

  protected changed(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }

  /** Waits until the condition holds; rejects, with what there is, when nothing can come any more, or does for long. */
  async until(condition: (exchange: this) => boolean, what = String(condition)): Promise<this> {
    const deadline = Date.now() + 15_000;
    while (!condition(this)) {
      const left = deadline - Date.now();
      if (this.#ended || left <= 0) {
        const came = this.received.toString("latin1").slice(-2_000);
        throw new Error(`${this.#ended ? "The answer ended before" : "In vain"}: ${what}\n${this.status}\n${came}`);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    return this;
  }

  untilHead(): Promise<this> {
    return this.until(({ status }) => status !== undefined, "a head");
  }

  untilContent(wanted: string | RegExp): Promise<this> {
    const holds = (content: string) => (typeof wanted === "string" ? content.includes(wanted) : wanted.test(content));
    return this.until(({ content }) => holds(content), `content ${String(wanted)}`);
  }

  untilComplete(): Promise<this> {
    return this.until(({ complete }) => complete, "a complete answer");
  }
}
