/** A media type that a server names, and its parameters by their names in lower case. */
export interface OfferedMediaType {
  /** Type and subtype in lower case, such as `application/json`; of notifications also a range, such as `text/*`. */
  readonly mediaType: string;
  /** The other parameters. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** A form that notifications come in by PREP. */
export interface OfferedForm extends OfferedMediaType {
  /** The media types of the deltas that it can carry (NF-5); empty where none are told. */
  readonly deltas: readonly string[];
}

/** What a resource offers to those who want to follow it. */
export interface Discovery {
  /** The URL of the resource, after redirects. */
  readonly url: string;
  /** The protocols that it offers, none where it says nothing of either: it may still serve them (PREP-AE-11). */
  readonly protocols: readonly ("prep" | "events-query")[];
  /** The forms of notifications by PREP, as in `Accept-Events`; undefined where that does not name the protocol. */
  readonly prep: readonly OfferedForm[] | undefined;
  /**
   * The media types that a QUERY may have by `Accept-Query`, among them those of subscriptions (EQ-DI-1); undefined where
   * the field is missing or malformed. `subscribe` sends `application/json`.
   */
  readonly eventsQuery: readonly OfferedMediaType[] | undefined;
  /** The heads that tell this, the last one first: of HEAD and, where that is not supported, of GET and OPTIONS. */
  readonly responses: readonly Response[];
}
