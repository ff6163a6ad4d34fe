import { invalidContent } from "./node-errors.ts";

/** Called when written content was taken. */
export type Written = (error?: Error | null) => void;

/** The arguments of `write` and `end`, understood. */
export interface WrittenContent {
  /** The content as bytes; `undefined` if there is none, or if it is neither text nor bytes. */
  readonly bytes: Uint8Array | undefined;
  /** The callback, if there is one. */
  readonly written: Written | undefined;
}

/** Reads the arguments of `write` and `end`: content, its encoding, and a callback; the callback may come earlier. */
export function writtenContent(call: readonly unknown[]): WrittenContent {
  const [content, encoding] = call;
  const written = call.find((argument): argument is Written => typeof argument === "function");
  if (typeof content === "string") {
    const bytes = Buffer.from(content, typeof encoding === "string" ? (encoding as BufferEncoding) : "utf8");
    return { bytes, written };
  }
  return { bytes: content instanceof Uint8Array ? content : undefined, written };
}

/** Throws what node throws for content that is neither text nor bytes. `end`: it may be left out. */
export function checkContent([content]: readonly unknown[], end = false): void {
  if (typeof content === "string" || content instanceof Uint8Array) return;
  if (end && (!content || typeof content === "function")) return;
  throw invalidContent(content);
}
