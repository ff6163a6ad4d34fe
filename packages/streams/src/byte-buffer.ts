/** Collects bytes that arrive in pieces. Doubles its room, so many tiny pieces cost no more than few large ones. */
export class ByteBuffer {
  #bytes = new Uint8Array(0);
  #length = 0;

  /** How many bytes are there. */
  get length(): number {
    return this.#length;
  }

  append(piece: Uint8Array): void {
    const length = this.#length + piece.length;
    if (length > this.#bytes.length) {
      const roomier = new Uint8Array(Math.max(length, 2 * this.#bytes.length, 256));
      roomier.set(this.view());
      this.#bytes = roomier;
    }
    this.#bytes.set(piece, this.#length);
    this.#length = length;
  }

  /** The bytes collected so far: valid until more are appended. */
  view(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Forgets the bytes and gives back their memory. */
  clear(): void {
    if (this.#length === 0) return;
    this.#bytes = new Uint8Array(0);
    this.#length = 0;
  }
}
