/** The protocols that the suite judges. */
export type Protocol = "prep" | "events-query";

/** The events that the suite can cause on a resource. */
export type EventKind = "put" | "patch" | "post" | "delete";

/** The actions of the suite: to cause an event, and to create or remove a fresh resource. */
export type Action = EventKind | "create" | "remove";

/** The content that a method sends. The suite replaces `{n}`, so each content differs from all earlier ones. */
export interface MethodContent {
  /** The media type. */
  readonly type: string;
  /** The content. */
  readonly content: string;
}

/** Subscriptions in a server's own realization of the data model (EQ-DM-1). */
export interface SubscriptionContents {
  /** The media type. */
  readonly type: string;
  /** Asks for a stream of notifications. */
  readonly stream: string;
  /** Asks for a stream that begins with the representation. */
  readonly streamWithState: string;
  /** Asks for a single notification. */
  readonly single: string;
}

/** Options of a run. Only `target` is required. By default the suite writes nothing. */
export interface Configuration {
  /** The URL of a resource with notifications, `http:` or `https:`. */
  readonly target: string;
  /** The name of the target in reports. Default: its URL. */
  readonly name?: string;
  /** The protocol to judge. Default `all`: the protocols that the target advertises. */
  readonly protocol?: Protocol | "all";
  /** Whether to use HTTP/2: with prior knowledge for `http:`, by ALPN for `https:`. Default: HTTP/1.1. */
  readonly http2?: boolean;
  /**
   * Fields for every request, such as credentials. Results hide their values everywhere; a value of fewer than four
   * characters is only hidden in the field itself.
   */
  readonly fields?: Readonly<Record<string, string>>;
  /** Whether the suite may change resources by PUT, PATCH, POST and DELETE. Default false. */
  readonly allowWrites?: boolean;
  /** A URL with `{id}`. Each check creates a fresh resource there, so checks run in parallel. */
  readonly resourceTemplate?: string;
  /** The URL of a resource on which POST creates others (a container or collection). */
  readonly container?: string;
  /** The content that each method sends. Default: JSON objects, and a merge patch. */
  readonly contents?: Partial<Readonly<Record<"create" | "put" | "patch" | "post", MethodContent>>>;
  /**
   * Commands that cause events. `sh` runs them with the URL of the resource as argument and in `RESOURCE_URL`, and the
   * event in `EVENT`.
   */
  readonly triggers?: Partial<Readonly<Record<Action, string>>>;
  /**
   * A URL that causes events. The suite sends `{"event":"put","resource":"http://…"}` by POST; the response means that
   * the event happened.
   */
  readonly webhook?: string;
  /** The actions that the webhook performs. Default: all events, but not `create` and `remove`. */
  readonly webhookActions?: readonly Action[];
  /**
   * Optional features that the target claims: names of features (`resume`, `delta`), requirement IDs, check ids, or
   * `ours` for all. A check of level `ours` fails if it is claimed, and informs otherwise.
   */
  readonly claims?: readonly string[];
  /** Subscriptions for a target that does not accept `application/json` with `events` and `state`. */
  readonly subscription?: SubscriptionContents;
  /** The duration of the target's PREP streams, in seconds. Without it, checks of their end are skipped. */
  readonly prepDuration?: number;
  /** Seconds that the suite waits for something that should arrive at once. Default 5. */
  readonly patience?: number;
  /** The most seconds that the suite waits for the end of a stream's duration. Default 10. */
  readonly longestWait?: number;
  /** The time limit of one check, in seconds. Default 60. */
  readonly timeLimit?: number;
  /** The number of checks that run at once, if each has a fresh resource. Default 16. */
  readonly concurrency?: number;
  /**
   * The checks to run: ids, prefixes of ids up to a slash (`prep`, `prep/discovery`), or any prefixes followed by `*`.
   * The checks that they depend on run too. Default: all.
   */
  readonly only?: readonly string[];
  /** The checks to skip: patterns as in `only`. Default: none. */
  readonly skip?: readonly string[];
  /** Certificate authorities, in PEM, to trust instead of the system's. */
  readonly certificateAuthority?: string;
  /** Whether to accept any certificate. Default false. */
  readonly insecure?: boolean;
}
