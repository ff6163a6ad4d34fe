import type { Fields } from "./fields.ts";
import { ResponseReader } from "./response-reader.ts";
import { WireError } from "./wire-error.ts";

/** Decodes `application/http` as our server must write it: responses framed one way, nothing between them (EQ-ST-5). */
export class StrictHttpMessages {
  readonly #onMessage: (status: number, fields: Fields, content: Buffer) => void;
  #pieces: Buffer[] = [];
  #message = this.#next();

  constructor(onMessage: (status: number, fields: Fields, content: Buffer) => void) {
    this.#onMessage = onMessage;
  }

  /** Whether a message has begun and is not complete. */
  get midway(): boolean {
    return !this.#message.untouched;
  }

  push(bytes: Buffer): void {
    this.#message.push(bytes);
    while (this.#message.complete) {
      const { head, rest } = this.#message;
      const content = Buffer.concat(this.#pieces);
      this.#message = this.#next();
      this.#onMessage(head?.status ?? 0, head?.fields ?? [], content);
      if (rest.length > 0) this.#message.push(rest);
    }
  }

  #next(): ResponseReader {
    this.#pieces = [];
    return new ResponseReader("GET", {
      onHead({ status, fields }) {
        const names = fields.map(([name]) => name.toLowerCase());
        const framed = names.includes("content-length") || names.includes("transfer-encoding");
        if (!framed && status !== 304) throw new WireError(`A message without length: ${JSON.stringify(fields)}`);
      },
      onContent: (bytes) => this.#pieces.push(bytes),
    });
  }
}
