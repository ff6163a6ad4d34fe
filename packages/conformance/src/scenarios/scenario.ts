import type { Protocol } from "../settings/settings.ts";

export type { Protocol } from "../settings/settings.ts";

/** What a client under test is told to do with one URL. */
export interface Task {
  /** The protocol to subscribe by. */
  readonly protocol: Protocol;
  /** A stream of notifications, or a single one (EQ-SN-1). */
  readonly mode: "stream" | "single";
  /** The encapsulation to ask for; only in Events Query, and only for streams. */
  readonly encapsulation?: "multipart/mixed" | "application/http" | "application/json-seq";
  /** Whether the representation is wanted before the notifications. PREP always sends it. */
  readonly representation: boolean;
  /** The id of the last event that the client is to have seen: it resumes from there. */
  readonly lastEventId?: string;
}

/**
 * What a client must be able to do for some of the scenarios, and may declare that it can't: to tell of notifications
 * their `event-id`, their `type` (create, update, delete), their `media-type`, their `body`; to `resume` from a last event
 * id; to wait for a `single` notification; to read each encapsulation of Events Query.
 */
export const abilities = [
  "event-id",
  "type",
  "media-type",
  "body",
  "resume",
  "single",
  "multipart",
  "http",
  "json-seq",
] as const;

/** One of {@link abilities}. */
export type Ability = (typeof abilities)[number];

/**
 * One thing that the scripted server does. A text is bytes (one character each) that leave together, as one chunk where
 * the body is chunked. `raw` bytes leave outside that framing. `reported` waits until the client under test has printed as
 * much: what it got is then surely read, and a client that would only print later is found out.
 */
export type Step =
  | string
  | {
      /** Bytes that leave outside of the framing of the body. */
      readonly raw: string;
    }
  | {
      /** How many notifications the client must have told by then, or that it has told the representation. */
      readonly reported: number | "representation";
    }
  | {
      /** How long nothing is sent. */
      readonly seconds: number;
    };

/** One response, to the byte. */
export interface Answer {
  /** The method of the request that it answers; another request gets a plain answer that says what is offered. */
  readonly method: "GET" | "QUERY";
  /**
   * Status line and fields, with the empty line. `{date}` and `{date+600}` become dates in IMF-fixdate, the latter as many
   * seconds from now.
   */
  readonly head: string;
  /** Whether the texts of the body leave as chunks, or as they are (the head says which). */
  readonly chunked: boolean;
  /** The body, or what is sent of it. */
  readonly body: readonly Step[];
  /** Whether each piece of the body, if they are not too many, waits until the client has read the one before it. */
  readonly paced?: boolean;
  /**
   * How it ends: as HTTP says; not at all, so that the client is to leave; by closing the connection (which ends a
   * body without length, and breaks off any other); by a reset.
   */
  readonly end: "complete" | "open" | "close" | "reset";
}

/** What a request must be like. */
export interface ExpectedRequest {
  /** What the request target (the path) ends with. */
  readonly target?: string;
  /** Fields that must be there, by lower-case name, and what they must be like. */
  readonly fields?: Readonly<Record<string, RegExp>>;
  /** What the content must be like. */
  readonly content?: RegExp;
  /** The event id that the request must name, in `Last-Event-ID` or in its content. */
  readonly lastEventId?: string;
}

/** A notification as the client must report it. What is left out may be anything. */
export interface ExpectedNotification {
  /** The event's id. */
  readonly eventId?: string;
  /** What happened. */
  readonly type?: "create" | "update" | "delete";
  /** In lower case, without parameters. */
  readonly mediaType?: string;
  /** Of `message/rfc822` what follows its fields, of other forms the whole content; one character per byte. */
  readonly body?: string;
}

/** A representation as the client must report it. */
export interface ExpectedRepresentation {
  /** Its status, where it has one of its own. */
  readonly status?: number;
  /** Its media type. */
  readonly type?: string;
  /** One character per byte. */
  readonly body: string;
}

/** How the client says that it ended. */
export type End = "clean" | "cut-off" | "error" | "no-notifications";

/** What a right client reports. */
export interface ExpectedReport {
  /** The representation that must be reported; `none`: none may be; `any`: whatever is reported is right. */
  readonly representation: ExpectedRepresentation | "none" | "any";
  /** The notifications in their order: no others may be reported. */
  readonly notifications: readonly ExpectedNotification[];
  /** How many of them must be reported, from the first on; default all. */
  readonly atLeast?: number;
  /** Any of these ends is right. */
  readonly ends: readonly End[];
  /** What the requests must be like that the answers were given to, in the same order. */
  readonly requests?: readonly ExpectedRequest[];
  /** What no request may be like, whatever its method but GET. */
  readonly neverBesidesGet?: Readonly<Record<string, RegExp>>;
}

/** What a client is put through at one URL, and what a right one makes of it. */
export interface Scenario {
  /** Stable, such as `client/prep/ragged/one-byte-chunks`. */
  readonly id: string;
  /** The ids of the requirements that it judges. */
  readonly requirements: readonly string[];
  /** What failing it means: against a MUST, against a SHOULD, or against a reading of ours where the drafts are silent. */
  readonly level: "must" | "should" | "ours";
  /** What a right client does, in one sentence. */
  readonly sentence: string;
  /** What the client is told to do. */
  readonly task: Task;
  /** What a client must be able to do for the scenario to say anything. */
  readonly needs: readonly Ability[];
  /** The responses, the first one first. */
  readonly answers: readonly Answer[];
  /** What a right client reports. */
  readonly expected: ExpectedReport;
}
