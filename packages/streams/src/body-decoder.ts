import { Decoder } from "./decoder.ts";
import { defaultFieldBlock, type StreamLimits } from "./limits.ts";

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Callbacks for the bodies of parts or messages. */
export interface BodyHandlers {
  /** Some bytes of the body arrived, in order and never empty. If possible, a view of the pushed chunk. */
  onBody(chunk: Uint8Array): void;
}

/** The base of the decoders of parts and messages: lines, blocks of fields, bodies, and their limits. */
export abstract class BodyDecoder extends Decoder {
  readonly #handlers: BodyHandlers;
  readonly #blockLimit: number;
  readonly #bodyLimit: number;
  /** Bytes of the current body so far. */
  protected received = 0;

  constructor(handlers: BodyHandlers, { fieldBlock = defaultFieldBlock, part = Infinity }: StreamLimits) {
    super();
    this.#handlers = handlers;
    this.#blockLimit = fieldBlock;
    this.#bodyLimit = part;
  }

  /**
   * Finds the end of a block of lines: after its empty line, or before the first line for which `isEnd` returns true.
   * Returns -1 if that needs more bytes.
   *
   * @throws StreamError `field-block-too-large`
   */
  protected blockEnd(bytes: Uint8Array, from: number, isEnd?: (line: number) => boolean | undefined): number {
    let line = from + this.scanned;
    for (;;) {
      const at = line + Number(bytes[line] === CARRIAGE_RETURN);
      if (bytes[at] === LINE_FEED) return this.withinLimit(from, at + 1);
      if (isEnd?.(line)) return this.withinLimit(from, line);
      const next = bytes.indexOf(LINE_FEED, line) + 1;
      if (next === 0) break;
      line = next;
    }
    this.scanned = line - from;
    this.withinLimit(from, bytes.length);
    return -1;
  }

  /** @throws StreamError `field-block-too-large` */
  protected withinLimit(from: number, end: number): number {
    this.limit("field-block-too-large", end - from, this.#blockLimit);
    return end;
  }

  /** Passes bytes of a body on. @throws StreamError `part-too-large` */
  protected body(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.received += bytes.length;
    this.limit("part-too-large", this.received, this.#bodyLimit);
    this.#handlers.onBody(bytes);
  }
}
