import { FieldsReader } from "./fields-reader.ts";
import type { WireListener } from "./wire-listener.ts";

/** `multipart/mixed`, with a `multipart/digest` in it by PREP. */
export class MultipartReader extends FieldsReader {
  readonly #tellKind: () => void;
  /** The boundaries of the multiparts that are open, the innermost last. */
  readonly #boundaries: { readonly delimiter: string; readonly isDigest: boolean }[];
  #place: "delimiter" | "fields" | "message-fields" | "line" | "inside-line" = "line";
  /** What followed `--boundary` in its line so far. */
  #padding = "";

  constructor(boundary: string, to: WireListener, tellKind: () => void) {
    super(to);
    this.#tellKind = tellKind;
    this.#boundaries = [{ delimiter: `--${boundary}`, isDigest: false }];
  }

  protected step(): boolean {
    switch (this.#place) {
      case "delimiter":
        return this.#stepDelimiter();
      case "fields":
      case "message-fields":
        return this.#stepFields();
      default:
        return this.#stepBody();
    }
  }

  /** The rest of a delimiter's line: it comes with the next part only. */
  #stepDelimiter(): boolean {
    const end = this.held.indexOf("\n") + 1;
    const rest = end === 0 ? this.held : this.held.slice(0, end);
    this.#padding += rest;
    this.tell("delimiter", rest.length);
    const closes = this.#padding.startsWith("--");
    if (closes) this.to.onKind("end");
    if (end === 0) return true;
    if (closes) this.#boundaries.pop();
    this.fields = new Map();
    this.#place = closes ? "line" : "fields";
    return true;
  }

  #stepFields(): boolean {
    const line = this.takeLine("field");
    if (line === undefined) return false;
    if (line !== "") this.keepField(line);
    else if (this.#place === "message-fields") this.#place = "line";
    else this.#beginPart();
    return true;
  }

  #beginPart(): void {
    const isDigest = this.#boundaries.at(-1)?.isDigest ?? false;
    const contentType = this.fields.get("content-type") ?? (isDigest ? "message/rfc822" : "");
    const boundary = boundaryIn(contentType);
    this.#place = "line";
    if (/^multipart\//i.test(contentType) && boundary !== "") {
      this.to.onKind("notifications");
      this.#boundaries.push({ delimiter: `--${boundary}`, isDigest: /^multipart\/digest/i.test(contentType) });
      return;
    }
    this.#tellKind();
    if (/^message\/rfc822/i.test(contentType)) this.#place = "message-fields";
  }

  /** A line of a body, or a delimiter with the line break before it, which belongs to it (RFC 2046 section 5.1.1). */
  #stepBody(): boolean {
    if (this.#place === "inside-line" && this.held === "\r") return false;
    const lineBreak = this.#place === "line" ? "" : (/^\r?\n/.exec(this.held)?.[0] ?? "");
    if (this.#place === "line" || lineBreak !== "") {
      const line = this.held.slice(lineBreak.length);
      const found = this.#boundaries.findLastIndex(({ delimiter }) => line.startsWith(delimiter));
      if (found >= 0) {
        this.#beginDelimiter(found, lineBreak.length);
        return true;
      }
      if (this.#boundaries.some(({ delimiter }) => delimiter.startsWith(line))) return false;
    }
    const rest = this.held.slice(lineBreak.length).search(/\r?\n|\r$/);
    this.#place = "inside-line";
    const length = rest < 0 ? this.held.length : lineBreak.length + rest;
    if (length > 0) this.tell("body", length);
    return true;
  }

  #beginDelimiter(index: number, lineBreakLength: number): void {
    // An outer delimiter ends what is inside.
    this.#boundaries.length = index + 1;
    this.to.onBlock();
    this.tell("delimiter", lineBreakLength + (this.#boundaries[index]?.delimiter.length ?? 0));
    this.#padding = "";
    this.#place = "delimiter";
  }
}

/** The boundary that a `Content-Type` tells; none, where it tells none. */
export function boundaryIn(contentType: string): string {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]*)"|([^;\s]+))/i.exec(contentType) ?? [];
  return quoted ?? plain ?? "";
}
