import type { Notification } from "./notification.ts";

/**
 * A resource that is followed: its representation, then a notification for each event, as soon as its last byte is here.
 *
 * The iteration finishes if the stream ended as it should: by its framing or, if that has no end mark, after the deletion of
 * the resource or the advertised duration (EQ-ST-11). Any other end throws {@link ClientError} `cut-off`; a malformed stream
 * throws `stream` or `too-large`; an aborted signal throws its reason. Leaving the loop closes the connection.
 */
export interface Subscription extends AsyncIterable<Notification, undefined> {
  /** The protocol that was agreed on. */
  readonly protocol: "prep" | "events-query";
  /** The URL of the resource, after redirects. */
  readonly url: string;
  /** The head of the response. Its body can't be read here. */
  readonly response: Response;
  /**
   * The representation; undefined if none was asked for, or none was sent because the client is up to date. Read it before
   * the notifications, or at least begin to; otherwise it is skipped, and reading it fails with {@link ClientError} `left`.
   */
  readonly representation: Response | undefined;
  /** The event after which the notifications begin (EQ-RP-5, PREP-RS-11), if the server says it by an id that can be sent back. */
  readonly startEventId: string | undefined;
  /** Whether that is the `lastEventId` that was sent, so nothing was missed. */
  readonly resumed: boolean;
  /** How long the stream will last at most, in seconds; undefined if the server did not say. */
  readonly duration: number | undefined;
  /** When the last bytes arrived, including those that only keep the connection alive; at first, when the head did. */
  readonly heardAt: Date;
  /** Leaves the stream and closes its connection. A pending `next()` resolves with the end of the iteration. */
  close(): void;
}
