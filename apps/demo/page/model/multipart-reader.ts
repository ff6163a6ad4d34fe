import { FieldsReader } from "./fields-reader.ts";
import type { WireListener } from "./wire-listener.ts";

/** Reads `multipart/mixed`, which in PREP contains a `multipart/digest`. */
export class MultipartReader extends FieldsReader {
  readonly #reportKind: () => void;
  /** The boundaries of the open multiparts, innermost last. */
  readonly #boundaries: { readonly delimiter: string; readonly isDigest: boolean }[];
  #state: "delimiter" | "fields" | "message-fields" | "line" | "inside-line" = "line";
  /** The text after `--boundary` in its line so far. */
  #padding = "";

  constructor(boundary: string, to: WireListener, reportKind: () => void) {
    super(to);
    this.#reportKind = reportKind;
    this.#boundaries = [{ delimiter: `--${boundary}`, isDigest: false }];
  }

  protected step(): boolean {
    switch (this.#state) {
      case "delimiter":
        return this.#stepDelimiter();
      case "fields":
      case "message-fields":
        return this.#stepFields();
      default:
        return this.#stepBody();
    }
  }

  /** Reports the rest of a delimiter's line, which arrives with the next part. */
  #stepDelimiter(): boolean {
    const end = this.held.indexOf("\n") + 1;
    const rest = end === 0 ? this.held : this.held.slice(0, end);
    this.#padding += rest;
    this.emit("delimiter", rest.length);
    const closes = this.#padding.startsWith("--");
    if (closes) this.to.onKind("end");
    if (end === 0) return true;
    if (closes) this.#boundaries.pop();
    this.fields = new Map();
    this.#state = closes ? "line" : "fields";
    return true;
  }

  #stepFields(): boolean {
    const line = this.takeLine("field");
    if (line === undefined) return false;
    if (line !== "") this.keepField(line);
    else if (this.#state === "message-fields") this.#state = "line";
    else this.#beginPart();
    return true;
  }

  #beginPart(): void {
    const isDigest = this.#boundaries.at(-1)?.isDigest ?? false;
    const contentType = this.fields.get("content-type") ?? (isDigest ? "message/rfc822" : "");
    const boundary = boundaryIn(contentType);
    this.#state = "line";
    if (/^multipart\//i.test(contentType) && boundary !== "") {
      this.to.onKind("notifications");
      this.#boundaries.push({ delimiter: `--${boundary}`, isDigest: /^multipart\/digest/i.test(contentType) });
      return;
    }
    this.#reportKind();
    if (/^message\/rfc822/i.test(contentType)) this.#state = "message-fields";
  }

  /** Reports a line of a body, or a delimiter including the line break before it (RFC 2046 section 5.1.1). */
  #stepBody(): boolean {
    if (this.#state === "inside-line" && this.held === "\r") return false;
    const lineBreak = this.#state === "line" ? "" : (/^\r?\n/.exec(this.held)?.[0] ?? "");
    if (this.#state === "line" || lineBreak !== "") {
      const line = this.held.slice(lineBreak.length);
      const found = this.#boundaries.findLastIndex(({ delimiter }) => line.startsWith(delimiter));
      if (found >= 0) {
        this.#beginDelimiter(found, lineBreak.length);
        return true;
      }
      if (this.#boundaries.some(({ delimiter }) => delimiter.startsWith(line))) return false;
    }
    const rest = this.held.slice(lineBreak.length).search(/\r?\n|\r$/);
    this.#state = "inside-line";
    const length = rest < 0 ? this.held.length : lineBreak.length + rest;
    if (length > 0) this.emit("body", length);
    return true;
  }

  #beginDelimiter(index: number, lineBreakLength: number): void {
    // An outer delimiter also ends the inner multiparts.
    this.#boundaries.length = index + 1;
    this.to.onBlock();
    this.emit("delimiter", lineBreakLength + (this.#boundaries[index]?.delimiter.length ?? 0));
    this.#padding = "";
    this.#state = "delimiter";
  }
}

/** Returns the boundary in a `Content-Type`, or an empty string. */
export function boundaryIn(contentType: string): string {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]*)"|([^;\s]+))/i.exec(contentType) ?? [];
  return quoted ?? plain ?? "";
}
