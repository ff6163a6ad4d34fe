import type { Writable } from "node:stream";
import { CommandError, OutputClosed } from "./command-error.ts";

/** A standard stream. A write resolves when the system has taken the data, so a slow reader slows the command down. */
export class Output {
  readonly #stream: Writable;
  #last: Promise<unknown> = Promise.resolve();

  /** @param onClosed called when the reader has closed the stream */
  constructor(stream: Writable, onClosed: () => void) {
    this.#stream = stream;
    stream.on("error", onClosed); // without it, a closed pipe ends the process with a stack trace
  }

  /** Writes content. @throws OutputClosed; CommandError `file` if writing fails for another reason, such as a full disk */
  write(content: string | Uint8Array): Promise<void> {
    const written = new Promise<void>((resolve, reject) => {
      this.#stream.write(content, (error) => (error ? reject(reasonOf(error)) : resolve()));
    });
    this.#last = written.catch(() => {});
    return written;
  }

  /** Resolves when the system has taken everything that was written. */
  async flushed(): Promise<void> {
    await this.#last;
  }
}

const leaving: readonly unknown[] = ["EPIPE", "ECONNRESET", "ERR_STREAM_DESTROYED", "ERR_STREAM_WRITE_AFTER_END"];

function reasonOf(error: Error): Error {
  if ("code" in error && leaving.includes(error.code)) return new OutputClosed();
  return new CommandError("file", `The output can't be written: ${error.message}`, { cause: error });
}
