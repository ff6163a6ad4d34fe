/** Header fields for a request, as `fetch` takes them. */
export type FieldsInit = Headers | Readonly<Record<string, string>> | readonly (readonly [string, string])[];

/** What a client asks of `fetch`. It has further members that only Node's knows. */
export interface FetchInit {
  /** The method. */
  readonly method: string;
  /** The header fields. */
  readonly headers: Record<string, string>;
  /** The content. */
  readonly body?: string;
  /** No cache: it could hold a stream back. */
  readonly cache: "no-store";
  /** As the caller of the client says. */
  readonly credentials?: "omit" | "same-origin" | "include";
  /** Aborts the request and its response. */
  readonly signal: AbortSignal;
}

/** Header fields of a response, as far as a client needs them. */
export interface FetchedFields {
  /** Returns the value of a field, `null` if there is none. */
  get(name: string): string | null;
  /** Tells whether there is such a field. */
  has(name: string): boolean;
  /** Calls a function with each field, whose name is in lower case. */
  forEach(use: (value: string, name: string) => void): void;
}

/** A response, as far as a client needs it. */
export interface FetchedResponse {
  /** Whether the status is a success. */
  readonly ok: boolean;
  /** The status. */
  readonly status: number;
  /** The header fields. */
  readonly headers: FetchedFields;
  /** A stream of the web, or of Node, as node-fetch has it. Without one, only `next` and `discover` are of use. */
  readonly body?: unknown;
  /** Reads the whole content. */
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** A function like the global `fetch`, as far as a client needs it. It may ignore the signal. */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchedResponse>;
