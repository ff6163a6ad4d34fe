import { HttpMarker } from "./http-marker.ts";
import { boundaryIn, MultipartMarker } from "./multipart-marker.ts";
import { JsonSequenceMarker, MessageMarker, PlainMarker } from "./other-markers.ts";
import type { Output } from "./output.ts";
import type { Palette } from "./palette.ts";
import { printableLine } from "./printable.ts";
import type { Wire } from "./wire.ts";
import type { WireKind, WireMark, WireMarker } from "./wire-marks.ts";

/** What stands before each line of these bytes, so that they are told apart without colours, too. */
const gutters: Readonly<Record<WireKind | "head", string>> = { head: "<", delimiter: "=", field: ":", body: "|" };

/** Heads and content of responses for people: each line marked by what it is, nothing in it that the terminal would obey. */
export class MarkedWire implements Wire {
  readonly #output: Output;
  readonly #styles: Readonly<Record<WireKind | "head", (text: string) => string>>;
  #marker: WireMarker = new PlainMarker();
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
    this.#marker = markerFor(headers.get("content-type") ?? "");
    await this.#output.write(this.#lines("head", head));
  }

  async bytes(bytes: Uint8Array): Promise<void> {
    await this.#show(this.#marker.push(Buffer.from(bytes).toString("latin1")));
  }

  async end(): Promise<void> {
    await this.#show(this.#marker.finish());
    const rest = this.#utf8.decode();
    if (rest !== "") await this.#output.write(this.#lines("body", rest));
    if (!this.#atLineStart) await this.#output.write("\n");
    this.#atLineStart = true;
    this.#return = "";
    this.#marker = new PlainMarker();
  }

  async #show(marks: readonly WireMark[]): Promise<void> {
    const shown = marks.map(({ kind, text }) =>
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

function markerFor(contentType: string): WireMarker {
  const type = contentType.replace(/;.*/s, "").trim().toLowerCase();
  const boundary = type.startsWith("multipart/") ? boundaryIn(contentType) : undefined;
  if (boundary !== undefined) return new MultipartMarker(boundary);
  if (type === "application/http") return new HttpMarker();
  if (type === "application/json-seq") return new JsonSequenceMarker();
  return type === "message/rfc822" ? new MessageMarker() : new PlainMarker();
}
