import type { WireListener, WireReader } from "./wire-listener.ts";

const separator = "\x1e";

/** Matches consecutive separators, or the text between them. */
const sequenceRuns = new RegExp(`${separator}+|[^${separator}]+`, "g");

/**
 * Reads `application/json-seq`: RS, a text, LF. A lone RS keeps the connection alive and is shown with the next text.
 */
export class SequenceReader implements WireReader {
  readonly #to: WireListener;
  readonly #reportKind: () => void;
  #state: "text" | "separators" | "beginning" = "beginning";

  constructor(to: WireListener, reportKind: () => void) {
    this.#to = to;
    this.#reportKind = reportKind;
  }

  push(bytes: string): void {
    for (const run of bytes.match(sequenceRuns) ?? []) {
      const isText = !run.startsWith(separator);
      if (this.#state === "beginning" || (this.#state === "text" && !isText)) this.#to.onBlock();
      if (isText && this.#state !== "text") this.#reportKind();
      this.#state = isText ? "text" : "separators";
      this.#to.onPiece(isText ? "body" : "separator", run);
    }
  }

  end(): void {}
}
