import type { WireListener, WireReader } from "./wire-listener.ts";

const separator = "\x1e";

/** Separators in a row, or what is between them. */
const sequenceRuns = new RegExp(`${separator}+|[^${separator}]+`, "g");

/** `application/json-seq`: RS, a text, LF. A lone RS keeps the connection alive, and belongs to the next text. */
export class SequenceReader implements WireReader {
  readonly #to: WireListener;
  readonly #tellKind: () => void;
  #place: "text" | "separators" | "beginning" = "beginning";

  constructor(to: WireListener, tellKind: () => void) {
    this.#to = to;
    this.#tellKind = tellKind;
  }

  push(bytes: string): void {
    for (const run of bytes.match(sequenceRuns) ?? []) {
      const isText = !run.startsWith(separator);
      if (this.#place === "beginning" || (this.#place === "text" && !isText)) this.#to.onBlock();
      if (isText && this.#place !== "text") this.#tellKind();
      this.#place = isText ? "text" : "separators";
      this.#to.onPiece(isText ? "body" : "separator", run);
    }
  }

  end(): void {}
}
