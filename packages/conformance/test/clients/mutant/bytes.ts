import type { IncomingMessage } from "node:http";

/** Thrown when the bytes end too early. */
export class BrokenOff extends Error {
  override readonly name = "BrokenOff";
}

/** The content of a response so far. */
export class Bytes {
  /** The bytes that arrived and were not read. */
  waiting: Buffer = Buffer.alloc(0);
  /** The length of the latest chunk. */
  lastChunk = 0;
  /** Whether it ended, and by losing the connection. */
  lost = false;
  readonly #chunks: Buffer[] = [];
  #over = false;
  #wake: () => void = () => {};

  constructor(response: IncomingMessage) {
    response.on("data", (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#wake();
    });
    const end = (lost: boolean) => () => {
      this.lost ||= lost && !this.#over;
      this.#over = true;
      this.#wake();
    };
    response.on("end", end(false)).on("error", end(true)).on("close", end(true));
  }

  /** Waits for the next chunk. @returns whether there is one */
  async more(): Promise<boolean> {
    for (;;) {
      const chunk = this.#chunks.shift();
      if (chunk) {
        this.waiting = Buffer.concat([this.waiting, chunk]);
        this.lastChunk = chunk.length;
        return true;
      }
      if (this.#over) return false;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Waits for a text, and returns its offset in the unread bytes. @throws BrokenOff */
  async find(text: string): Promise<number> {
    let from = 0;
    for (;;) {
      const at = this.waiting.indexOf(text, from, "latin1");
      if (at >= 0) return at;
      from = Math.max(0, this.waiting.length - text.length);
      if (!(await this.more())) throw new BrokenOff();
    }
  }

  /** Waits until as many bytes are there. @throws BrokenOff */
  async ensure(count: number): Promise<void> {
    while (this.waiting.length < count) if (!(await this.more())) throw new BrokenOff();
  }

  take(count: number): Buffer {
    const taken = this.waiting.subarray(0, count);
    this.waiting = this.waiting.subarray(count);
    return taken;
  }

  async whole(): Promise<Buffer> {
    while (await this.more());
    return this.take(this.waiting.length);
  }
}
