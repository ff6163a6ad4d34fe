import { Transform, type TransformCallback } from "node:stream";

/** Listeners for HTTP/2 frames (RFC 9113 section 6). */
export interface FrameListener {
  /** Content of a DATA frame, in one or more pieces. Frames are counted from 0 on each stream. */
  data(stream: number, bytes: Buffer, frame: number): void;
  /** END_STREAM. (Node also reports an end for streams that were reset.) */
  end(stream: number): void;
  reset(stream: number, code: number): void;
}

const frame = { data: 0x0, headers: 0x1, resetStream: 0x3 };
const flag = { endStream: 0x1, padded: 0x8 };
const headLength = 9;

/** Passes on the frames that a server sends, and reports them: node:http2 hides the ends of DATA frames. */
export class Http2Frames extends Transform {
  readonly #counts = new Map<number, number>();
  #head = Buffer.alloc(0);
  /** The content of the current frame, if it is needed as a whole. */
  #held = Buffer.alloc(0);
  /** The number of bytes of the current frame that have not arrived. */
  #left = 0;
  #type = 0;
  #flags = 0;
  #stream = 0;

  constructor(private readonly listener: FrameListener) {
    super();
  }

  override _transform(bytes: Buffer, _: BufferEncoding, done: TransformCallback): void {
    for (let offset = 0; offset < bytes.length; ) {
      if (this.#head.length < headLength) {
        const piece = bytes.subarray(offset, offset + headLength - this.#head.length);
        this.#head = Buffer.concat([this.#head, piece]);
        offset += piece.length;
        if (this.#head.length < headLength) break;
        this.#begin();
      } else {
        const payload = bytes.subarray(offset, offset + this.#left);
        offset += payload.length;
        this.#left -= payload.length;
        this.#payload(payload);
      }
      if (this.#left === 0) this.#end();
    }
    done(null, bytes);
  }

  #begin(): void {
    this.#left = this.#head.readUIntBE(0, 3);
    this.#type = this.#head[3] ?? 0;
    this.#flags = this.#head[4] ?? 0;
    this.#stream = this.#head.readUInt32BE(5) & 0x7fffffff;
    this.#held = Buffer.alloc(0);
  }

  #payload(bytes: Buffer): void {
    const plain = this.#type === frame.data && (this.#flags & flag.padded) === 0;
    if (plain) this.listener.data(this.#stream, bytes, this.#counts.get(this.#stream) ?? 0);
    else if (this.#type === frame.data || this.#type === frame.resetStream) {
      this.#held = Buffer.concat([this.#held, bytes]);
    }
  }

  #end(): void {
    this.#head = Buffer.alloc(0);
    const count = this.#counts.get(this.#stream) ?? 0;
    if (this.#type === frame.data) {
      if ((this.#flags & flag.padded) !== 0 && this.#held.length > 0) {
        this.listener.data(this.#stream, this.#held.subarray(1, this.#held.length - (this.#held[0] ?? 0)), count);
      }
      this.#counts.set(this.#stream, count + 1);
    }
    if (this.#type === frame.resetStream && this.#held.length >= 4) {
      this.listener.reset(this.#stream, this.#held.readUInt32BE(0));
    }
    const ends = this.#type === frame.data || this.#type === frame.headers;
    if (ends && (this.#flags & flag.endStream) !== 0) this.listener.end(this.#stream);
  }
}
