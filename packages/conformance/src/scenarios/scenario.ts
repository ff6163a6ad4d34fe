import type { Protocol } from "../settings/configuration.ts";

export type { Protocol } from "../settings/configuration.ts";

/** A task for a client under test. */
export interface Task {
  /** The protocol to subscribe by. */
  readonly protocol: Protocol;
  /** Whether to ask for a stream of notifications or a single one (EQ-SN-1). */
  readonly mode: "stream" | "single";
  /** The encapsulation to ask for. Only for streams by Events Query. */
  readonly encapsulation?: "multipart/mixed" | "application/http" | "application/json-seq";
  /** Whether to ask for the representation before the notifications. PREP always sends it. */
  readonly representation: boolean;
  /** The id of the event to resume after. */
  readonly lastEventId?: string;
}

/**
 * Abilities that some scenarios need, and that a client may declare to lack: to report the `event-id`, the `type`
 * (create, update, delete), the `media-type` and the `body` of notifications; to `resume` after an event id; to wait
 * for a `single` notification; to read each encapsulation of Events Query.
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
 * One step of the scripted server. A text is bytes (one character each) to send together, as one chunk if the body is
 * chunked. `raw` bytes are sent outside that framing. `reported` waits until the client has reported something. This
 * proves that it has read the bytes before, and finds clients that report too late.
 */
export type Step =
  | string
  | {
      /** Bytes to send outside the framing of the body. */
      readonly raw: string;
    }
  | {
      /** The number of notifications that the client must have reported by now, or the representation. */
      readonly reported: number | "representation";
    }
  | {
      /** Seconds to wait. */
      readonly seconds: number;
    };

/** One response, byte by byte. */
export interface Answer {
  /** The method of the request that it answers. Another request gets a plain response that says what is offered. */
  readonly method: "GET" | "QUERY";
  /**
   * Status line and fields, with the empty line. `{date}` and `{date+600}` become dates in IMF-fixdate: now, and that
   * many seconds from now.
   */
  readonly head: string;
  /** Whether to send the texts of the body as chunks. The head must say the same. */
  readonly chunked: boolean;
  /** The body, or the part of it that is sent. */
  readonly body: readonly Step[];
  /** Whether to wait until the client has read one piece before the next is sent, if there are not too many pieces. */
  readonly paced?: boolean;
  /**
   * How it ends: `complete`, as HTTP says; `open`, not at all, so that the client must close it; `close`, by closing
   * the connection (which ends a body without length, and cuts off any other); `reset`, by a TCP reset.
   */
  readonly end: "complete" | "open" | "close" | "reset";
}

/** Requirements for a request. */
export interface ExpectedRequest {
  /** The end of the request target (the path). */
  readonly target?: string;
  /** Required fields, by lower-case name, with patterns for their values. */
  readonly fields?: Readonly<Record<string, RegExp>>;
  /** A pattern for the content. */
  readonly content?: RegExp;
  /** The event id that the request must contain, in `Last-Event-ID` or in its content. */
  readonly lastEventId?: string;
}

/** A notification as the client must report it. A missing member allows any value. */
export interface ExpectedNotification {
  /** The id of the event. */
  readonly eventId?: string;
  /** What happened. */
  readonly type?: "create" | "update" | "delete";
  /** The media type in lower case, without parameters. */
  readonly mediaType?: string;
  /** For `message/rfc822` the content after its fields, for other forms the whole content; one character per byte. */
  readonly body?: string;
}

/** A representation as the client must report it. */
export interface ExpectedRepresentation {
  /** Its status, if it has its own. */
  readonly status?: number;
  /** Its media type. */
  readonly type?: string;
  /** The content, one character per byte. */
  readonly body: string;
}

/** The end that a client reports. */
export type End = "clean" | "cut-off" | "error" | "no-notifications";

/** The report of a correct client. */
export interface ExpectedReport {
  /** The representation to report. `none`: it must report none; `any`: every report is correct. */
  readonly representation: ExpectedRepresentation | "none" | "any";
  /** The notifications to report, in this order, and no others. */
  readonly notifications: readonly ExpectedNotification[];
  /** The number of them that it must report, from the first. Default: all. */
  readonly atLeast?: number;
  /** The correct ends. */
  readonly ends: readonly End[];
  /** Requirements for the requests that got the answers, in the same order. */
  readonly requests?: readonly ExpectedRequest[];
  /** Fields with values that no request may have, unless its method is GET. */
  readonly neverBesidesGet?: Readonly<Record<string, RegExp>>;
}

/** The bytes that a client gets at one URL, and the report that a correct client makes of them. */
export interface Scenario {
  /** Stable and unique, as in `client/prep/ragged/one-byte-chunks`. */
  readonly id: string;
  /** The IDs of the requirements that it judges. */
  readonly requirements: readonly string[];
  /** Whether a failure breaks a MUST, a SHOULD, or a decision of ours because the drafts are silent. */
  readonly level: "must" | "should" | "ours";
  /** What a correct client does, in one sentence. */
  readonly sentence: string;
  /** The task of the client. */
  readonly task: Task;
  /** The abilities that a client needs for this scenario. */
  readonly needs: readonly Ability[];
  /** The responses, in their order. */
  readonly answers: readonly Answer[];
  /** The report of a correct client. */
  readonly expected: ExpectedReport;
}
