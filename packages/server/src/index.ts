export type { Authorization, AuthorizationDecision, CheckResult } from "./delivery/authorization.ts";
export { ServerError, type ServerErrorCode } from "./errors.ts";
export type { Delta, EventDetails, EventType, ResourceEvent, UnloggedEvent } from "./events/event.ts";
export { activityForm, linkedDataForm } from "./events/forms/activity-streams.ts";
export { type Form, type RenderContext, textOf } from "./events/forms/form.ts";
export { jsonForm } from "./events/forms/json.ts";
export { rfc822Form } from "./events/forms/rfc822.ts";
export type { Awaitable, EventLog, LogSize } from "./events/log.ts";
export { createMemoryLog, type MemoryLogOptions } from "./events/memory-log.ts";
export type { DescribedEvent } from "./events/mutation.ts";
export type { NotifiedResource } from "./exchange/notified.ts";
export type { FetchOptions } from "./fetch/options.ts";
export { type FetchHandler, type FetchResourceEvents, fetchResourceEvents } from "./fetch/resource-events.ts";
export type { ResponseFields } from "./message.ts";
export type { CloseOptions, ResourceEvents } from "./resource-events.ts";
export type {
  Delivery,
  Hooks,
  SubscriptionDescription,
  SubscriptionEnd,
  SubscriptionRefusal,
} from "./settings/hooks.ts";
export type {
  DurationOptions,
  EventsQueryOptions,
  KeepAliveOptions,
  PrepOptions,
  ResourceEventsOptions,
  SubscriptionLimits,
} from "./settings/options.ts";
export type { EndReason, ProtocolName, Statistics, SubscriptionCounts } from "./settings/statistics.ts";
