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
  /** When it was complete: milliseconds of the monotonic clock that all exchanges share. */
  readonly at: number;
  /** The bytes of the head, including status line and empty line. Empty on HTTP/2. */
  readonly raw: Uint8Array;
}

/** Content that arrived at one time, without HTTP's framing. */
export interface BodyPiece {
  /** Its offset in the content. */
  readonly offset: number;
  readonly bytes: Uint8Array;
  /** When it arrived: milliseconds, as {@link ResponseHead.at}. */
  readonly at: number;
  /**
   * The number of the chunk (HTTP/1.1) or DATA frame (HTTP/2) that it belongs to, from 0. One of them may arrive in
   * several pieces. Without chunks and frames, each piece counts as one.
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
 * How a response ended: `complete`, as its framing says; `closed`, the connection was closed before that; `reset`, by
 * TCP or by RST_STREAM; `malformed`, its framing is invalid; `too-long`, it exceeded the limit of the suite; `left`,
 * the suite closed it; `unreachable`, no connection could be made.
 */
export type EndKind = "complete" | "closed" | "reset" | "malformed" | "too-long" | "left" | "unreachable";

/** The end of a response. */
export interface Ending {
  readonly kind: EndKind;
  /** When it ended: milliseconds, as {@link ResponseHead.at}. */
  readonly at: number;
  /** The details that the system, or HTTP/2, gave. */
  readonly detail?: string;
  /** The error code of the RST_STREAM frame, if there was one. */
  readonly code?: number;
}

/** How a response's content is delimited. */
export type Framing = "chunked" | "length" | "close" | "none" | "frames";
