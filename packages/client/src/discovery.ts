/** A media type that a server offers. Names of parameters are in lower case. */
export interface OfferedMediaType {
  /** Type and subtype in lower case, such as `application/json`; for notifications also a range, such as `text/*`. */
  readonly mediaType: string;
  /** The other parameters. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** A form of notifications in PREP. */
export interface OfferedForm extends OfferedMediaType {
  /** The media types of the deltas that it can include (NF-5); empty if the server names none. */
  readonly deltas: readonly string[];
}

/** How a resource can be followed. */
export interface Discovery {
  /** The URL of the resource, after redirects. */
  readonly url: string;
  /** The protocols that the resource offers. If empty, it may still serve them (PREP-AE-11). */
  readonly protocols: readonly ("prep" | "events-query")[];
  /** The forms of notifications in PREP, from `Accept-Events`; undefined if that does not name PREP. */
  readonly prep: readonly OfferedForm[] | undefined;
  /**
   * The media types that a QUERY may have, from `Accept-Query`, including those of subscriptions (EQ-DI-1); undefined if the
   * field is missing or malformed. `subscribe` sends `application/json`.
   */
  readonly eventsQuery: readonly OfferedMediaType[] | undefined;
  /** The responses that this comes from, the last one first: to HEAD and, if that failed, to GET and OPTIONS. */
  readonly responses: readonly Response[];
}
