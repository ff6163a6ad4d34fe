import type { HeaderFields, ResponseFields } from "../message.ts";

/**
 * Where the core writes the content of one response. Nothing here throws: an adapter reports a client that left by
 * `onClose`, and drops what is written afterwards.
 */
export interface Sink {
  /** Sends bytes at once. Nobody may change them afterwards: other sinks get the same ones. */
  write(bytes: Uint8Array): void;
  /** The number of bytes that were written and that the transport has not taken yet. */
  readonly waiting: number;
  /** Resolves when the transport has taken enough for more to be written, or is closed: for long representations. */
  ready(): Promise<void>;
  /** Ends the response cleanly, after what was written. */
  end(): void;
  /** Breaks the response off, visibly: the client must not take it for complete. */
  abort(): void;
  /** Calls the listener once, when the response has ended or its client has gone; at once if it has already. */
  onClose(listener: () => void): void;
}

/** Sends the head of a response at once, and returns the sink for its content. */
export type Respond = (status: number, fields: ResponseFields) => Sink;

/** The application's response to a GET of the resource: the representation, or an error. */
export interface ApplicationResponse {
  /** The status code. */
  readonly status: number;
  /** The header fields. */
  readonly fields: HeaderFields;
  /** The content, whole or as it comes; `return()` leaves it early. `null`: none. */
  readonly body: Uint8Array | AsyncIterable<Uint8Array> | null;
}
