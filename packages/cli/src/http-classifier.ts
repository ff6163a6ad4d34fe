import { maximumKept, type WireClassifier, type WireKind, type WirePiece } from "./wire-classifier.ts";

/**
 * Classifies `application/http`: consecutive messages (EQ-ST-5), with a length or in chunks. Status lines and chunk sizes are
 * delimiters.
 */
export class HttpClassifier implements WireClassifier {
  #state: "start" | "fields" | "body" | "chunk-size" | "chunk" | "trailers" = "start";
  #line = "";
  #block = "";
  /** How many bytes of the body or chunk are still to come. */
  #left = 0;

  push(text: string): WirePiece[] {
    const pieces: WirePiece[] = [];
    let rest = text;
    while (rest !== "") {
      const isContent = this.#state === "body" || this.#state === "chunk";
      const end = isContent ? Math.min(this.#left, rest.length) : rest.indexOf("\n") + 1 || rest.length;
      const piece = rest.slice(0, end);
      rest = rest.slice(end);
      pieces.push({ kind: isContent ? this.#content(piece) : this.#text(piece), text: piece });
    }
    return pieces;
  }

  finish(): WirePiece[] {
    return [];
  }

  #content(piece: string): WireKind {
    this.#left -= piece.length;
    if (this.#left === 0) this.#state = this.#state === "chunk" ? "chunk-size" : "start";
    return "body";
  }

  #text(piece: string): WireKind {
    const kind = this.#state === "start" || this.#state === "chunk-size" ? "delimiter" : "field";
    this.#line = (this.#line + piece).slice(0, maximumKept);
    if (piece.endsWith("\n")) {
      this.#endLine(this.#line.trim());
      this.#line = "";
    }
    return kind;
  }

  #endLine(line: string): void {
    switch (this.#state) {
      case "start":
        if (line !== "") this.#state = "fields";
        this.#block = `${line}\n`;
        break;
      case "fields":
        if (line !== "") this.#block = `${this.#block}${line}\n`.slice(0, maximumKept);
        else this.#beginBody();
        break;
      case "chunk-size":
        if (line === "") break; // the line end after a chunk
        this.#left = Number.parseInt(line, 16) || 0;
        this.#state = this.#left > 0 ? "chunk" : "trailers";
        break;
      default:
        if (line === "") this.#state = "start";
    }
  }

  #beginBody(): void {
    const isEmpty = /^HTTP\/\S+ (?:1\d\d|204|304)\b/.test(this.#block);
    const isChunked = /^transfer-encoding:.*chunked$/im.test(this.#block);
    const length = /^content-length:[ \t]*(\d+)$/im.exec(this.#block)?.[1];
    this.#left = isEmpty ? 0 : Number(length ?? Infinity);
    this.#state = !isEmpty && isChunked ? "chunk-size" : this.#left > 0 ? "body" : "start";
  }
}
