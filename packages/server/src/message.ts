/** Header fields that can be read. A Fetch `Headers` is one; an adapter may give a cheaper object. */
export interface HeaderFields extends Iterable<[name: string, value: string]> {
  /** The value of a field, by its name in lower case; repeated fields are joined with `, `. `null`: there is none. */
  get(name: string): string | null;
}

/** A list of header fields to write: names and values, in order. */
export type ResponseFields = readonly (readonly [name: string, value: string])[];

/** The content of a request; or that it is too large, or broke off. */
export type RequestContent = Uint8Array | "too large" | "broken off";
