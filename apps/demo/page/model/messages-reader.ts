import { FieldsReader } from "./fields-reader.ts";
import type { WireListener } from "./wire-listener.ts";

/** `application/http`: messages, whose length their `Content-Length` tells. */
export class MessagesReader extends FieldsReader {
  readonly #tellKind: () => void;
  #place: "start-line" | "fields" | "body" = "start-line";
  #begun = false;
  #left = 0;

  constructor(to: WireListener, tellKind: () => void) {
    super(to);
    this.#tellKind = tellKind;
  }

  protected step(): boolean {
    if (this.#place === "start-line") {
      if (!this.#begun) this.to.onBlock();
      this.#begun = true;
      const line = this.takeLine("start-line");
      if (line === undefined) return false;
      this.#tellKind();
      this.fields = new Map();
      this.#place = "fields";
    } else if (this.#place === "fields") {
      const line = this.takeLine("field");
      if (line === undefined) return false;
      if (line === "") this.#beginBody();
      else this.keepField(line);
    } else {
      const length = Math.min(this.held.length, this.#left);
      this.tell("body", length);
      this.#left -= length;
      if (this.#left === 0) this.#beginMessage();
    }
    return true;
  }

  #beginBody(): void {
    // Without a length it goes on to the end; this server sends none such.
    this.#left = Number(this.fields.get("content-length") ?? Infinity) || 0;
    this.#place = "body";
    if (this.#left === 0) this.#beginMessage();
  }

  #beginMessage(): void {
    this.#place = "start-line";
    this.#begun = false;
  }
}
