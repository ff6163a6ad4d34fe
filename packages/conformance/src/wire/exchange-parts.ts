import type { FieldLine } from "./field-line.ts";

/** The versions of HTTP that the suite speaks. */
export type HttpVersion = "HTTP/1.1" | "HTTP/2";

/** A request as it was sent. */
export interface SentRequest {
  readonly method: string;
  readonly url: URL;
  readonly fields: readonly FieldLine[];
  readonly content: Uint8Array | undefined;
}

/** The head of a response. */
export interface ResponseHead {
  readonly status: number;
  /** The field lines, in their order. */
  readonly fields: readonly FieldLine[];
  /** When it was complete: milliseconds of a monotonic clock, the same one in all exchanges of a process. */
  readonly at: number;
  /** The bytes of the head, status line and empty line included. Empty on HTTP/2. */
  readonly raw: Uint8Array;
}

/** Content that arrived at once, freed of HTTP's framing. */
export interface BodyPiece {
  /** Where it stands in the content. */
  readonly offset: number;
  readonly bytes: Uint8Array;
  /** When it arrived: milliseconds, as {@link ResponseHead.at}. */
  readonly at: number;
  /**
   * Which chunk (HTTP/1.1) or DATA frame (HTTP/2) it belongs to, counted from 0: one of them may arrive in several
   * pieces. Without either, each piece counts as one.
   */
  readonly frame: number;
}

/** One chunk or DATA frame. */
export interface Frame {
  readonly offset: number;
  readonly length: number;
  /** When its last byte arrived: milliseconds, as {@link ResponseHead.at}. */
  readonly at: number;
}

/**
 * How a response ended: `complete` as its framing says; `closed`, the connection was closed before; `reset`, by TCP or
 * by RST_STREAM; `malformed`, its framing could not be read on; `too-long`, it exceeded what the suite holds; `left`, by
 * the suite itself; `unreachable`, no connection was made.
 */
export type EndKind = "complete" | "closed" | "reset" | "malformed" | "too-long" | "left" | "unreachable";

/** The end of a response. */
export interface Ending {
  readonly kind: EndKind;
  /** When: milliseconds, as {@link ResponseHead.at}. */
  readonly at: number;
  /** What the system, or HTTP/2, said of it. */
  readonly detail?: string;
  /** The error code of the RST_STREAM frame, where there was one. */
  readonly code?: number;
}

/** How a response's content is delimited. */
export type Framing = "chunked" | "length" | "close" | "none" | "frames";
