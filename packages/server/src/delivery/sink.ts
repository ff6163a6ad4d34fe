/**
 * What an adapter gives the core to write one response to. Nothing here throws: a peer that left is told by `onClose`,
 * and what is written to it afterwards is dropped.
 */
export interface Sink {
  /** Sends bytes; they must reach the transport at once, and must not be changed by anybody afterwards. */
  write(bytes: Uint8Array): void;
  /** How many bytes were written and have not been taken by the transport yet. */
  readonly waiting: number;
  /** Resolves when the transport has taken enough for more to be written, or is closed: for long representations. */
  ready(): Promise<void>;
  /** Ends the response cleanly, after what was written. */
  end(): void;
  /** Breaks the response off, so that the peer sees that it is not whole. */
  abort(): void;
  /** Calls the listener once, when the response has ended or its peer has gone, whichever way; at once if it has. */
  onClose(listener: () => void): void;
}

/** A field list: names and values as they are to be written, in order. */
export type ResponseFields = readonly (readonly [name: string, value: string])[];

/** Sends a response's head, at once, and gives the sink for its content. */
export type Respond = (status: number, fields: ResponseFields) => Sink;

/** What an ordinary GET of the resource is answered with. A Fetch `Response` is one, but for the name of its fields. */
export interface BaseResponse {
  /** The status code. */
  readonly status: number;
  /** The header fields. */
  readonly fields: Headers;
  /** The content; left early by `return()`. `null`: none. */
  readonly body: AsyncIterable<Uint8Array> | null;
}
