import { HttpClassifier } from "./http-classifier.ts";
import { boundaryIn, MultipartClassifier } from "./multipart-classifier.ts";
import { JsonSequenceClassifier, MessageClassifier, PlainClassifier } from "./other-classifiers.ts";
import type { Output } from "./output.ts";
import type { Palette } from "./palette.ts";
import { printableLine } from "./printable.ts";
import type { Wire } from "./wire.ts";
import type { WireClassifier, WireKind, WirePiece } from "./wire-classifier.ts";

/** The sign at the start of each line, which shows its kind without colours, too. */
const gutters: Readonly<Record<WireKind | "head", string>> = { head: "<", delimiter: "=", field: ":", body: "|" };

/** Shows heads and content of responses to people: it marks each line with its kind, and replaces control characters. */
export class AnnotatedWire implements Wire {
  readonly #output: Output;
  readonly #styles: Readonly<Record<WireKind | "head", (text: string) => string>>;
  #classifier: WireClassifier = new PlainClassifier();
  #utf8 = new TextDecoder();
  #atLineStart = true;
  /** A carriage return that may be part of a line end. */
  #return = "";

  constructor(output: Output, { dim, cyan, yellow }: Palette) {
    this.#output = output;
    this.#styles = { head: dim, delimiter: yellow, field: cyan, body: (text) => text };
  }

  async begin({ status, statusText, headers }: Response): Promise<void> {
    await this.end();
    const fields = Array.from(headers, ([name, value]) => `${name}: ${value}`);
    const head = [`${status} ${statusText}`.trim(), ...fields, ""].map((line) => `${line}\n`).join("");
    this.#classifier = classifierFor(headers.get("content-type") ?? "");
    await this.#output.write(this.#lines("head", head));
  }

  async bytes(bytes: Uint8Array): Promise<void> {
    await this.#show(this.#classifier.push(Buffer.from(bytes).toString("latin1")));
  }

  async end(): Promise<void> {
    await this.#show(this.#classifier.finish());
    const rest = this.#utf8.decode();
    if (rest !== "") await this.#output.write(this.#lines("body", rest));
    if (!this.#atLineStart) await this.#output.write("\n");
    this.#atLineStart = true;
    this.#return = "";
    this.#classifier = new PlainClassifier();
  }

  async #show(pieces: readonly WirePiece[]): Promise<void> {
    const shown = pieces.map(({ kind, text }) =>
      this.#lines(kind, this.#utf8.decode(Buffer.from(text, "latin1"), { stream: true })),
    );
    if (shown.join("") !== "") await this.#output.write(shown.join(""));
  }

  #lines(kind: WireKind | "head", text: string): string {
    const whole = this.#return + text;
    this.#return = whole.endsWith("\r") ? "\r" : "";
    const pieces = whole.slice(0, whole.length - this.#return.length).split(/(\r?\n)/);
    const style = this.#styles[kind];
    return pieces
      .map((piece) => {
        if (piece === "") return "";
        const isEnd = piece.endsWith("\n");
        const gutter = this.#atLineStart ? style(`${gutters[kind]} `) : "";
        this.#atLineStart = isEnd;
        return gutter + (isEnd ? "\n" : style(printableLine(piece)));
      })
      .join("");
  }
}

function classifierFor(contentType: string): WireClassifier {
  const type = contentType.replace(/;.*/s, "").trim().toLowerCase();
  const boundary = type.startsWith("multipart/") ? boundaryIn(contentType) : undefined;
  if (boundary !== undefined) return new MultipartClassifier(boundary);
  if (type === "application/http") return new HttpClassifier();
  if (type === "application/json-seq") return new JsonSequenceClassifier();
  return type === "message/rfc822" ? new MessageClassifier() : new PlainClassifier();
}
