import type { Respond, ResponseFields, Sink } from "../src/adapter.ts";

/** Text of bytes, one character per byte. */
export function textOfBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}

/** Bytes of a text, one per character. */
export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** A response in memory: keeps its head, and every write to it. */
export class RecordingSink implements Sink {
  status = 0;
  head: ResponseFields = [];
  readonly writes: string[] = [];
  outcome: "open" | "ended" | "aborted" | "left" = "open";
  /** Bytes that the peer has not taken; they only wait while it is `stalled`. */
  waiting = 0;
  stalled = false;
  /** Whether the peer has to leave, or to be broken off, before the response is closed. */
  lingers = false;
  onWrite: ((text: string) => void) | undefined;
  #listeners: (() => void)[] = [];
  #takers: (() => void)[] = [];
  #closed = false;

  /** The head, by any letter case; values of repeated fields are joined. */
  get fields(): Headers {
    return new Headers(this.head.map(([name, value]) => [name, value]));
  }

  get text(): string {
    return this.writes.join("");
  }

  get eventId(): string {
    return this.fields.get("event-id") ?? "";
  }

  /** The boundary that the response's own Content-Type tells. */
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

  /** The peer reads what waits. */
  take(): void {
    this.waiting = 0;
    for (const resume of this.#takers.splice(0)) resume();
  }

  /** The peer goes. */
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

/** What an adapter gives to answer with; the sink tells what came of it. */
export function recordingResponse(sink = new RecordingSink()): {
  readonly sink: RecordingSink;
  readonly respond: Respond;
} {
  let answered = false;
  const respond: Respond = (status, fields) => {
    if (answered) throw new Error("A response has one head");
    answered = true;
    sink.status = status;
    sink.head = fields;
    return sink;
  };
  return { sink, respond };
}
