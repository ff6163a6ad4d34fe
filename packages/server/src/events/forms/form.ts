import type { Delta, ResourceEvent } from "../event.ts";

/** What a form needs to render an event, in addition to the event. */
export interface RenderContext {
  /** The delta, if the subscriber asked for its media type (NF-5). */
  readonly delta?: Delta;
  /** The resource's new entity tag, if it applies to the variant that the subscriber gets (PREP-MS-4). */
  readonly etag?: string;
  /** How many notifications the subscriber skipped before this one, if any. */
  readonly skipped?: number;
  /** Returns the URL of a resource key or of an event's `object`: absolute if the option `base` is set. */
  readonly url: (reference: string) => string;
}

/**
 * Renders events as notifications in one media type. To add your own form, list it in the options `prep.forms` and
 * `eventsQuery.forms`. The result is framed once and sent to all subscribers of an audience, so it must depend only on the two
 * arguments.
 */
export interface Form {
  /** The media type of the notifications, for example `application/activity+json`. */
  readonly mediaType: string;
  /** Whether it can carry a delta, and so accepts the parameter `delta` (NF-5). Default: false; `context.delta` is then never set. */
  readonly delta?: boolean;
  /**
   * Whether it can say how many notifications were skipped before this one (`context.skipped`). If not, slow clients are
   * disconnected even if they asked for the `latest`. Default: false.
   */
  readonly latest?: boolean;
  /** Returns the notification. If it throws, subscribers do not get this notification, and `onError` gets the error. */
  render(event: ResourceEvent, context: RenderContext): Uint8Array;
}

const encoder = new TextEncoder();

/** Encodes a notification that is text. */
export function textOf(text: string): Uint8Array {
  return encoder.encode(text);
}
