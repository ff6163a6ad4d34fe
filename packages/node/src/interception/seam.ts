// The types by which an adapter talks to the core about responses. They move to the core's entry for adapters.

/** A value, or the promise of one. */
export type Awaitable<T> = T | Promise<T>;

/** Header fields that can be read. A Fetch `Headers` is one; an adapter may give a cheaper object. */
export interface HeaderFields extends Iterable<[name: string, value: string]> {
  /** The value of a field, by its name in lower case; repeated fields are joined with `, `. `null`: there is none. */
  get(name: string): string | null;
}

/** A list of header fields to write: names and values, in order. */
export type ResponseFields = readonly (readonly [name: string, value: string])[];

/** The head of a response of the application. */
export interface ResponseHead {
  /** The status code. */
  readonly status: number;
  /** The header fields. */
  readonly fields: HeaderFields;
  /** The object by which `describe` knows the response. Default: nothing is described. */
  readonly response?: object;
}

/** How a response of the application goes to the client. */
export interface PassThrough {
  /** Fields to set, in place of fields of the same names. */
  readonly fields: ResponseFields;
  /**
   * To be called when the response was handed to the operating system, or its connection closed; further calls do
   * nothing. Events of a mutation wait for it (PREP-MS-2).
   */
  readonly sent?: (() => void) | undefined;
}

/** The application's response to a GET of the resource: the representation, or word that there is none. */
export interface ApplicationResponse {
  /** The status code. */
  readonly status: number;
  /** The header fields. */
  readonly fields: HeaderFields;
  /** The content, whole or as it comes; `return()` leaves it early. `null`: none. */
  readonly body: Uint8Array | AsyncIterable<Uint8Array> | null;
}

/** Whether it is a promise of any kind: `instanceof` fails for promises of other realms and libraries. */
export function isPromise<T>(value: Awaitable<T>): value is Promise<T> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}
