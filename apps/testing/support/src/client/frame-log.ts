import { Transform, type TransformCallback } from "node:stream";

const headLength = 9;
const frameTypes: ReadonlySet<number> = new Set([0x0, 0x1]);
const endStream = 0x1;

/**
 * Lets the frames of HTTP/2 pass, and remembers which streams the other side ended with END_STREAM (RFC 9113 sections 6.1
 * and 6.2). Node can't say: it emits `end` for streams that were reset, too.
 */
export class FrameLog extends Transform {
  readonly #ended = new Set<number>();
  #head = Buffer.alloc(0);
  /** How many bytes of the current frame are still to come after its head. */
  #rest = 0;

  /** Whether the other side has ended the stream, instead of resetting it. */
  hasEnded(stream: number): boolean {
    return this.#ended.has(stream);
  }

  override _transform(bytes: Buffer, _: BufferEncoding, done: TransformCallback): void {
    for (let offset = 0; offset < bytes.length; ) {
      const skipped = Math.min(this.#rest, bytes.length - offset);
      this.#rest -= skipped;
      offset += skipped;
      const piece = bytes.subarray(offset, offset + headLength - this.#head.length);
      this.#head = Buffer.concat([this.#head, piece]);
      offset += piece.length;
      if (this.#head.length === headLength) this.#note(this.#head);
    }
    done(null, bytes);
  }

  #note(head: Buffer): void {
    const [type = 0, flags = 0] = head.subarray(3);
    if (frameTypes.has(type) && (flags & endStream) !== 0) this.#ended.add(head.readUInt32BE(5) & 0x7fffffff);
    this.#rest = head.readUIntBE(0, 3);
    this.#head = Buffer.alloc(0);
  }
}
