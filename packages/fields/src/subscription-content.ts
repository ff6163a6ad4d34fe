import { excerpt, FieldError } from "./errors.ts";
import { essenceOf, type MediaType, parseMediaType } from "./media-type.ts";
import { type Subscription, type SubscriptionLimits, subscriptionLimits, subscriptionOf } from "./subscription.ts";

/** A media type for subscriptions: a syntax of the data model (EQ-RQ-3). */
export interface Realization {
  /** The media type, such as `application/json`. If it has parameters, only content with equal ones has that type. */
  readonly mediaType: string;
  /**
   * Reads content of that type. The content is already decoded from UTF-8.
   *
   * @throws {@link FieldError} `content-syntax`, `content-semantics` or `content-too-deep`; any other error counts as
   * `content-syntax`
   */
  read(content: string, limits: Required<SubscriptionLimits>): Subscription;
}

/** The data model in `application/json`. */
export const jsonRealization: Realization = {
  mediaType: "application/json",
  read: (content, limits) => subscriptionOf(JSON.parse(content), limits),
};

/**
 * Reads the content of a subscription request according to its `Content-Type`, without sniffing (EQ-RQ-2).
 *
 * @param content - the complete content
 * @param contentType - the value of the field `Content-Type`
 * @param realizations - the supported media types
 * @param limits - the limits on the content
 * @throws {@link FieldError} `content-too-large`; `content-type-missing`, `content-type-malformed` or
 * `content-type-unsupported` (also if `charset` is not UTF-8); `content-syntax` (also if the content is not UTF-8);
 * `content-semantics`; `content-too-deep`
 */
export function readSubscription(
  content: Uint8Array,
  contentType: string | null | undefined,
  realizations: readonly Realization[],
  limits?: SubscriptionLimits,
): Subscription {
  const complete = subscriptionLimits(limits);
  if (content.byteLength > complete.bytes) {
    const message = `The content has ${content.byteLength} bytes; the limit is ${complete.bytes}`;
    throw new FieldError("content-too-large", message);
  }
  const realization = realizationFor(parseContentType(contentType), realizations);
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(content);
    const subscription = realization.read(text, complete);
    // EQ-DM-3: subscriptionOf checks this too, but a custom realization may not use it.
    if (subscription.events || !subscription.state) return subscription;
  } catch (cause) {
    if (cause instanceof FieldError) throw cause;
    throw new FieldError("content-syntax", `The content does not parse as ${realization.mediaType}`, { cause });
  }
  throw new FieldError("content-semantics", "state is only allowed together with events", { field: "state" });
}

function parseContentType(value: string | null | undefined): MediaType {
  const field = "Content-Type";
  if (!value) throw new FieldError("content-type-missing", "The content has no Content-Type", { field });
  try {
    return parseMediaType(value);
  } catch (cause) {
    throw new FieldError("content-type-malformed", `${excerpt(value)} is not a valid Content-Type`, { field, cause });
  }
}

function realizationFor(mediaType: MediaType, realizations: readonly Realization[]): Realization {
  const charset = mediaType.parameters.get("charset") ?? "utf-8";
  const realization = realizations.find((candidate) => {
    const realized = parseMediaType(candidate.mediaType);
    return (
      essenceOf(realized) === essenceOf(mediaType) &&
      [...realized.parameters].every(([name, value]) => mediaType.parameters.get(name) === value)
    );
  });
  if (realization && charset === "utf-8") return realization;
  const message = realization
    ? `The character encoding ${excerpt(charset)} is not supported; use UTF-8`
    : `The media type ${excerpt(essenceOf(mediaType))} is not supported`;
  throw new FieldError("content-type-unsupported", message, { field: "Content-Type" });
}
