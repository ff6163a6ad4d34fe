export { type DiscoverOptions, discover } from "./discover.ts";
export type { Discovery, OfferedForm, OfferedMediaType } from "./discovery.ts";
export { ClientError, type ClientErrorCode, type ClientErrorDetails } from "./errors.ts";
export type { Fetch, FetchedFields, FetchedResponse, FetchInit, FieldsInit } from "./fetch.ts";
export { next } from "./next.ts";
export type { Notification, NotificationType } from "./notification.ts";
export type {
  GapReason,
  Observation,
  ObservationState,
  Observed,
  ObservedGap,
  ObservedNotification,
  ObservedRepresentation,
} from "./observation.ts";
export { observe } from "./observe.ts";
export type { ObserveOptions, RetryOptions } from "./observe-options.ts";
export type {
  ClientLimits,
  NextOptions,
  RepresentationOptions,
  RequestOptions,
  SubscribeOptions,
} from "./options.ts";
export { subscribe } from "./subscribe.ts";
export type { Subscription } from "./subscription.ts";
export type { ClientWarning } from "./warning.ts";
