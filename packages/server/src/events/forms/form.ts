import type { Delta, ResourceEvent } from "../event.ts";

/** What a form is told beside the event. */
export interface RenderContext {
  /** The delta, where the subscriber asked for one of its media type (NF-5). */
  readonly delta?: Delta;
  /** The resource's entity tag, where it is that of the subscriber's variant (PREP-MS-4). */
  readonly etag?: string;
  /** How many notifications were left out before this one, where any were. */
  readonly skipped?: number;
  /** Makes the URL of a resource, or of an event's `object`, as absolute as it is known. */
  readonly url: (reference: string) => string;
}

/**
 * How an event is rendered as a notification of one media type. The registry is the list of forms in the options of
 * `createResourceEvents`: add your own to it. What it renders is framed once and sent to every subscriber that
 * asked for the same, so that it may depend on nothing but its two arguments.
 */
export interface Form {
  /** The media type of the notifications, for example `application/activity+json`. */
  readonly mediaType: string;
  /** Whether it takes the parameter `delta` (NF-5). Default: false, and `context.delta` is never there. */
  readonly delta?: boolean;
  /**
   * Whether it tells how many notifications were left out before one (`context.skipped`): without that, slow readers are
   * cut off even where they asked for the `latest`. Default: false.
   */
  readonly latest?: boolean;
  /** The notification. One that throws costs its subscribers this notification, and goes to `onError`. */
  render(event: ResourceEvent, context: RenderContext): Uint8Array;
}

const encoder = new TextEncoder();

/** The bytes of a notification that is text. */
export function textOf(text: string): Uint8Array {
  return encoder.encode(text);
}
