import { boundaryOf } from "@resource-events/streams";
import { mostKept, type WireKind, type WireMark, type WireMarker } from "./wire-marks.ts";

/** A multipart body that is open: all delimiters of those around it end it. */
interface Multipart {
  readonly marker: string;
  /** Its parts are messages unless they say otherwise (PREP-RS-5). */
  readonly isDigest: boolean;
}

/**
 * Multipart bodies, nested ones too, and the messages in a digest. A line that begins with a delimiter is taken for one
 * whatever follows in it, since that may not have come yet.
 */
export class MultipartMarker implements WireMarker {
  readonly #open: Multipart[];
  #state: "delimiter" | "fields" | "message" | "body" = "body";
  #atLineStart = true;
  /** The line, as far as it is needed. */
  #line = "";
  #block = "";
  /** The beginning of a line that may become a delimiter. */
  #held = "";

  constructor(boundary: string) {
    this.#open = [{ marker: `--${boundary}`, isDigest: false }];
  }

  push(text: string): WireMark[] {
    const marks: WireMark[] = [];
    let rest = this.#held + text;
    this.#held = "";
    while (rest !== "") {
      if (this.#atLineStart) {
        const at = this.#open.findLastIndex(({ marker }) => rest.startsWith(marker));
        if (at < 0 && this.#open.some(({ marker }) => marker.startsWith(rest))) {
          this.#held = rest;
          break;
        }
        const { marker = "" } = this.#open[at] ?? {};
        if (marker !== "") {
          this.#open.length = at + 1;
          this.#state = "delimiter";
          this.#line = "";
          this.#atLineStart = false;
          marks.push({ kind: "delimiter", text: marker });
          rest = rest.slice(marker.length);
          continue;
        }
        this.#line = "";
      }
      const end = rest.indexOf("\n") + 1 || rest.length;
      marks.push({ kind: this.#take(rest.slice(0, end)), text: rest.slice(0, end) });
      rest = rest.slice(end);
    }
    return marks;
  }

  finish(): WireMark[] {
    const text = this.#held;
    this.#held = "";
    return text === "" ? [] : [{ kind: this.#take(text), text }];
  }

  /** Of a line, or a piece of one. */
  #take(piece: string): WireKind {
    const kind = this.#state === "delimiter" ? "delimiter" : this.#state === "body" ? "body" : "field";
    this.#atLineStart = piece.endsWith("\n");
    if (kind === "body") return kind;
    this.#line = (this.#line + piece).slice(0, mostKept);
    if (kind === "delimiter") {
      if (this.#atLineStart) this.#endDelimiter();
      return kind;
    }
    this.#block = (this.#block + piece).slice(0, mostKept);
    if (this.#atLineStart && this.#line.trim() === "") this.#endFields();
    return kind;
  }

  #endDelimiter(): void {
    const isClose = this.#line.startsWith("--");
    if (isClose) this.#open.pop();
    this.#state = isClose ? "body" : "fields";
    this.#block = "";
  }

  #endFields(): void {
    const isMessage = this.#state === "message";
    this.#state = "body";
    if (isMessage) return;
    const inDigest = this.#open.at(-1)?.isDigest ? "message/rfc822" : "";
    const type = (/^content-type:[ \t]*(.*(?:\r?\n[ \t].*)*)/im.exec(this.#block)?.[1] ?? inDigest).trim();
    if (/^message\/rfc822\b/i.test(type)) this.#state = "message";
    const boundary = /^multipart\//i.test(type) ? boundaryIn(type) : undefined;
    if (boundary !== undefined) {
      this.#open.push({ marker: `--${boundary}`, isDigest: /^multipart\/digest\b/i.test(type) });
    }
  }
}

/** The boundary of a multipart media type; undefined where it has none. */
export function boundaryIn(contentType: string): string | undefined {
  try {
    return boundaryOf(contentType);
  } catch {
    return undefined;
  }
}
