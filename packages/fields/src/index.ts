export {
  type MediaRange,
  type MediaTypeOffer,
  type MediaTypePreference,
  parseAccept,
  preferMediaTypes,
  serializeAccept,
} from "./accept.ts";
export { parseAcceptEventField } from "./accept-event-field.ts";
export { type AcceptEventsItem, parseAcceptEvents, preferredEvents, serializeAcceptEvents } from "./accept-events.ts";
export { parseAcceptQuery, serializeAcceptQuery } from "./accept-query.ts";
export { FieldError, type FieldErrorCode, type FieldErrorOptions } from "./errors.ts";
export { type EventFieldItem, type EventFieldValue, isInnerList } from "./event-field-value.ts";
export { isEventId, parseEventId, parseLastEventId } from "./event-id.ts";
export { type Events, parseEvents, serializeEvents } from "./events.ts";
export { assertFieldName, assertFieldValue, isToken } from "./field-syntax.ts";
export { parseIncremental, serializeIncremental } from "./incremental.ts";
export { essenceOf, type MediaType, parseMediaType, serializeMediaType } from "./media-type.ts";
export { type BareItem, type DisplayString, Token } from "./structured-fields.ts";
export { type Interest, type Subscription, type SubscriptionLimits, subscriptionOf } from "./subscription.ts";
export { jsonRealization, type Realization, readSubscription } from "./subscription-content.ts";
export { type InterestInit, type SubscriptionInit, serializeSubscription } from "./subscription-document.ts";
