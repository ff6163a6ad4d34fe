export { ClientError, type ClientErrorCode, type ClientErrorDetails } from "./errors.ts";
export { next } from "./next.ts";
export type { Notification, NotificationType } from "./notification.ts";
export type {
  ClientLimits,
  NextOptions,
  RepresentationOptions,
  RequestOptions,
  SubscribeOptions,
} from "./options.ts";
export { subscribe } from "./subscribe.ts";
export type { Subscription } from "./subscription.ts";
