import { boundaryOf } from "@resource-events/streams";
import { maximumKept, type WireClassifier, type WireKind, type WirePiece } from "./wire-classifier.ts";

/** A multipart body that has not ended. Delimiters of the multipart bodies around it end it, too. */
interface Multipart {
  readonly delimiter: string;
  /** Whether its parts are messages by default (PREP-RS-5). */
  readonly isDigest: boolean;
}

/**
 * Classifies multipart bodies, nested ones too, and the messages in a digest. Any line that begins with a delimiter counts as
 * one, because the rest of the line may not have arrived yet.
 */
export class MultipartClassifier implements WireClassifier {
  readonly #open: Multipart[];
  #state: "delimiter" | "fields" | "message" | "body" = "body";
  #atLineStart = true;
  /** The start of the current line. */
  #line = "";
  #block = "";
  /** The beginning of a line that may turn out to be a delimiter. */
  #held = "";

  constructor(boundary: string) {
    this.#open = [{ delimiter: `--${boundary}`, isDigest: false }];
  }

  push(text: string): WirePiece[] {
    const pieces: WirePiece[] = [];
    let rest = this.#held + text;
    this.#held = "";
    while (rest !== "") {
      if (this.#atLineStart) {
        const at = this.#open.findLastIndex(({ delimiter }) => rest.startsWith(delimiter));
        if (at < 0 && this.#open.some(({ delimiter }) => delimiter.startsWith(rest))) {
          this.#held = rest;
          break;
        }
        const { delimiter = "" } = this.#open[at] ?? {};
        if (delimiter !== "") {
          this.#open.length = at + 1;
          this.#state = "delimiter";
          this.#line = "";
          this.#atLineStart = false;
          pieces.push({ kind: "delimiter", text: delimiter });
          rest = rest.slice(delimiter.length);
          continue;
        }
        this.#line = "";
      }
      const end = rest.indexOf("\n") + 1 || rest.length;
      pieces.push({ kind: this.#take(rest.slice(0, end)), text: rest.slice(0, end) });
      rest = rest.slice(end);
    }
    return pieces;
  }

  finish(): WirePiece[] {
    const text = this.#held;
    this.#held = "";
    return text === "" ? [] : [{ kind: this.#take(text), text }];
  }

  /** Takes a line or a piece of one, and returns its kind. */
  #take(piece: string): WireKind {
    const kind = this.#state === "delimiter" ? "delimiter" : this.#state === "body" ? "body" : "field";
    this.#atLineStart = piece.endsWith("\n");
    if (kind === "body") return kind;
    this.#line = (this.#line + piece).slice(0, maximumKept);
    if (kind === "delimiter") {
      if (this.#atLineStart) this.#endDelimiter();
      return kind;
    }
    this.#block = (this.#block + piece).slice(0, maximumKept);
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
      this.#open.push({ delimiter: `--${boundary}`, isDigest: /^multipart\/digest\b/i.test(type) });
    }
  }
}

/** Returns the boundary of a multipart media type, or undefined if it has none. */
export function boundaryIn(contentType: string): string | undefined {
  try {
    return boundaryOf(contentType);
  } catch {
    return undefined;
  }
}
