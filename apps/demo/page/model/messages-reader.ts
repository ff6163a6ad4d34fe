import { FieldsReader } from "./fields-reader.ts";
import type { WireListener } from "./wire-listener.ts";

/** Reads `application/http`: messages framed by `Content-Length`. */
export class MessagesReader extends FieldsReader {
  readonly #reportKind: () => void;
  #state: "start-line" | "fields" | "body" = "start-line";
  #begun = false;
  #left = 0;

  constructor(to: WireListener, reportKind: () => void) {
    super(to);
    this.#reportKind = reportKind;
  }

  protected step(): boolean {
    if (this.#state === "start-line") {
      if (!this.#begun) this.to.onBlock();
      this.#begun = true;
      const line = this.takeLine("start-line");
      if (line === undefined) return false;
      this.#reportKind();
      this.fields = new Map();
      this.#state = "fields";
    } else if (this.#state === "fields") {
      const line = this.takeLine("field");
      if (line === undefined) return false;
      if (line === "") this.#beginBody();
      else this.keepField(line);
    } else {
      const length = Math.min(this.held.length, this.#left);
      this.emit("body", length);
      this.#left -= length;
      if (this.#left === 0) this.#beginMessage();
    }
    return true;
  }

  #beginBody(): void {
    // Without a length the body extends to the end of the stream. This server does not send such messages.
    this.#left = Number(this.fields.get("content-length") ?? Infinity) || 0;
    this.#state = "body";
    if (this.#left === 0) this.#beginMessage();
  }

  #beginMessage(): void {
    this.#state = "start-line";
    this.#begun = false;
  }
}
