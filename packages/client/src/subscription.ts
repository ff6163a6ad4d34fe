import type { Notification } from "./notification.ts";

/**
 * A resource that is followed: its representation, then a notification for each event, as soon as its last byte is here.
 *
 * The iteration finishes where the stream ended as it should: by its framing or, where that has no end mark, after the
 * deletion of the resource or the advertised duration (EQ-ST-11). Any other end throws {@link ClientError} `cut-off`; a
 * malformed stream `stream` or `too-large`; an aborted signal its reason. Leaving the loop closes the connection.
 */
export interface Subscription extends AsyncIterable<Notification, undefined> {
  /** The protocol that was agreed on. */
  readonly protocol: "prep" | "events-query";
  /** The URL of the resource, after redirects. */
  readonly url: string;
  /** The head of the response. Its body can't be read here. */
  readonly response: Response;
  /**
   * The representation; undefined where none was asked for, or none was sent since it is known. Read it before the
   * notifications, or at least begin to: else it is passed over, and reading it fails with {@link ClientError} `left`.
   */
  readonly representation: Response | undefined;
  /** The event after which the notifications begin (EQ-RP-5, PREP-RS-11). */
  readonly startEventId: string | undefined;
  /** Whether that is the `lastEventId` sent, so that nothing was missed. */
  readonly resumed: boolean;
  /** The most seconds that the stream will last; undefined where the server did not say. */
  readonly duration: number | undefined;
  /** When its last bytes came, those included that only keep the connection alive; at first, the head. */
  readonly heardAt: Date;
  /** Leaves the stream and closes its connection. Who waits for a notification gets the end of the iteration. */
  close(): void;
}
