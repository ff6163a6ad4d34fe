import type { Awaitable } from "../events/log.ts";
import type { HeaderFields, ResponseFields } from "../message.ts";
import type { ProtocolName } from "../settings/statistics.ts";
import type { Audience, AudienceKind } from "./audience.ts";
import type { BodyReader } from "./body-reader.ts";

/** What delivery asks of the protocol that a plan was negotiated in. */
export interface Protocol {
  readonly name: ProtocolName;
  /** Whether notifications may follow a response of the application with this status (PREP-NO-2, EQ-RP-2, EQ-RP-3). */
  admits(status: number): boolean;
  /** The duration that the head may promise: `seconds`, in what the protocol can express, and never 0 (PREP-EV-4, EQ-EV-4). */
  promise(seconds: number): number;
  /** How the stream begins; or the complete response to send in its place, if the representation does not fit (EQ-RP-4). */
  streamHead(context: StreamHeadContext): Awaitable<StreamHead | CompleteResponse>;
}

/** What a protocol composes the head of a stream from. */
export interface StreamHeadContext {
  /** The application's response: its status and its header fields. */
  readonly status: number;
  readonly fields: HeaderFields;
  /** The media type of the representation, normalized; `undefined` if it has none. */
  readonly variant: string | undefined;
  /** Reads the content of the representation. */
  readonly reader: BodyReader;
  /** Whether the representation is to be sent. */
  readonly representation: boolean;
  /** The event after which the stream begins (EQ-RP-5, PREP-RS-11). */
  readonly eventId: string;
  /** The seconds that the stream lasts, as promised. */
  readonly duration: number;
  /** Finds the audience of a kind. */
  readonly audienceOf: (kind: AudienceKind) => Audience;
  /** Makes an audience for this subscriber alone; `undefined`: the resource has too many already. */
  readonly privateAudienceOf: (kind: AudienceKind) => Audience | undefined;
}

/** How a stream begins and ends: the same for both protocols from here on. */
export interface StreamHead {
  readonly kind: "stream";
  readonly status: number;
  readonly fields: ResponseFields;
  readonly audience: Audience;
  /** What precedes the representation; without one, what the body begins with. In pieces, for one write. */
  readonly before: readonly Uint8Array[];
  /** How the representation is sent; `undefined`: it is not. */
  readonly representation: RepresentationFraming | undefined;
  /** What follows the representation, before the first notification. */
  readonly after: readonly Uint8Array[];
  /** Returns what ends the body cleanly; `undefined`: nothing is needed. */
  readonly close: () => Uint8Array | undefined;
}

/** How the content of a representation is sent. */
export interface RepresentationFraming {
  /** The number of bytes that it was announced to have. */
  readonly length?: number;
  /** Frames a piece. Throws if this encapsulation can't hold it. */
  readonly piece?: (piece: Uint8Array) => Uint8Array;
}

/** A response with all of its content. */
export interface CompleteResponse {
  readonly kind: "complete";
  readonly status: number;
  /** The header fields, without `Content-Length`. */
  readonly fields: ResponseFields;
  readonly content: Uint8Array;
}
