import type { Respond, ResponseFields, Sink } from "../src/adapter.ts";

/** Converts bytes to text, one character per byte. */
export function textOfBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}

/** Converts text to bytes, one byte per character. */
export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** A response in memory, which keeps its head and every write. */
export class RecordingSink implements Sink {
  status = 0;
  head: ResponseFields = [];
  readonly writes: string[] = [];
  outcome: "open" | "ended" | "aborted" | "left" = "open";
  /** The number of bytes that the peer has not read. Bytes wait only while the peer is `stalled`. */
  waiting = 0;
  stalled = false;
  /** Whether an ended response closes only when the peer leaves or the response is aborted. */
  lingers = false;
  onWrite: ((text: string) => void) | undefined;
  #listeners: (() => void)[] = [];
  #takers: (() => void)[] = [];
  #closed = false;

  /** The header fields, in any letter case. The values of repeated fields are joined. */
  get fields(): Headers {
    return new Headers(this.head.map(([name, value]) => [name, value]));
  }

  get text(): string {
    return this.writes.join("");
  }

  get eventId(): string {
    return this.fields.get("event-id") ?? "";
  }

  /** The boundary in the response's own Content-Type. */
  get boundary(): string {
    return /boundary="(.+)"$/.exec(this.fields.get("content-type") ?? "")?.[1] ?? "";
  }

  write(bytes: Uint8Array): void {
    if (this.outcome !== "open") return;
    const text = textOfBytes(bytes);
    this.writes.push(text);
    if (this.stalled) this.waiting += bytes.byteLength;
    this.onWrite?.(text);
  }

  async ready(): Promise<void> {
    if (!this.stalled || this.outcome !== "open") return;
    await new Promise<void>((resolve) => this.#takers.push(resolve));
  }

  end(): void {
    this.#close("ended");
  }

  abort(): void {
    this.#close("aborted");
  }

  onClose(listener: () => void): void {
    if (this.#closed) listener();
    else this.#listeners.push(listener);
  }

  /** Makes the peer read everything that waits. */
  take(): void {
    this.waiting = 0;
    for (const resume of this.#takers.splice(0)) resume();
  }

  /** Makes the peer leave. */
  leave(): void {
    this.#close("left");
  }

  #close(outcome: "ended" | "aborted" | "left"): void {
    if (this.#closed) return;
    if (this.outcome === "open" || outcome !== "ended") this.outcome = outcome;
    if (outcome === "ended" && this.lingers) return;
    this.#closed = true;
    this.take();
    for (const listener of this.#listeners.splice(0)) listener();
  }
}

/** The `respond` of an adapter, and the sink that records the response. */
export function recordingResponse(sink = new RecordingSink()): {
  readonly sink: RecordingSink;
  readonly respond: Respond;
} {
  let responded = false;
  const respond: Respond = (status, fields) => {
    if (responded) throw new Error("A response has one head");
    responded = true;
    sink.status = status;
    sink.head = fields;
    return sink;
  };
  return { sink, respond };
}
