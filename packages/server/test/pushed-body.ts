import { bytesOf } from "./recording-sink.ts";

/** The content of a representation, which a test pushes piece by piece. */
export class PushedBody implements AsyncIterable<Uint8Array> {
  /** Whether the reader has said that it wants no more pieces. */
  left = false;
  /** How many pieces the reader has asked for. */
  asked = 0;
  readonly #pieces: Uint8Array[] = [];
  #over: "no" | "ended" | { readonly error: unknown } = "no";
  #wake: (() => void) | undefined;

  push(piece: string | Uint8Array): void {
    this.#pieces.push(typeof piece === "string" ? bytesOf(piece) : piece);
    this.#wake?.();
  }

  end(): void {
    this.#over = "ended";
    this.#wake?.();
  }

  fail(error: unknown): void {
    this.#over = { error };
    this.#wake?.();
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return {
      next: () => this.#next(),
      return: async () => {
        this.left = true;
        this.#wake?.();
        return { done: true, value: undefined };
      },
    };
  }

  async #next(): Promise<IteratorResult<Uint8Array, undefined>> {
    this.asked += 1;
    for (;;) {
      const piece = this.#pieces.shift();
      if (piece !== undefined) return { done: false, value: piece };
      if (this.#over === "ended" || this.left) return { done: true, value: undefined };
      if (this.#over !== "no") throw this.#over.error;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

/** A body that is complete from the start. */
export function bodyOf(...pieces: (string | Uint8Array)[]): PushedBody {
  const body = new PushedBody();
  for (const piece of pieces) body.push(piece);
  body.end();
  return body;
}
