export type { Authorization, AuthorizationDecision, Requester } from "./admission/authorization.ts";
export type { Opening } from "./delivery/opening.ts";
export type {
  Choice,
  ChosenForm,
  EncapsulationName,
  EventsQueryPlan,
  Plan,
  PrepPlan,
  Protocol,
  Refusal,
} from "./delivery/plan.ts";
export type { BaseResponse, Respond, ResponseFields, Sink } from "./delivery/sink.ts";
export { ServerError, type ServerErrorCode } from "./errors.ts";
export type { Delta, EventDetails, EventType, ResourceEvent, UnloggedEvent } from "./events/event.ts";
export { activityForm, linkedDataForm } from "./events/forms/activity-streams.ts";
export { type Form, type RenderContext, textOf } from "./events/forms/form.ts";
export { jsonForm } from "./events/forms/json.ts";
export { rfc822Form } from "./events/forms/rfc822.ts";
export type { Awaitable, EventLog } from "./events/log.ts";
export { createMemoryLog, type MemoryLogOptions } from "./events/memory-log.ts";
export type { DescribedEvent, Mutation, TriggeredEvent } from "./events/mutation.ts";
export type { FetchOptions } from "./fetch/options.ts";
export { type FetchHandler, type FetchResourceEvents, fetchResourceEvents } from "./fetch/resource-events.ts";
export type {
  EventsQueryNegotiation,
  EventsQueryPlanned,
  EventsQueryRequest,
} from "./protocols/events-query/negotiate.ts";
export type {
  PrepIgnored,
  PrepNegotiation,
  PrepPlanned,
  PrepRefusalStatus,
  PrepRefused,
} from "./protocols/prep/negotiate.ts";
export { refusal } from "./protocols/problem.ts";
export {
  type CloseOptions,
  createResourceEvents,
  type RecordedMutation,
  type ResourceEvents,
} from "./resource-events.ts";
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
export type { EndReason, LogSize, Statistics, SubscriptionCounts } from "./settings/statistics.ts";
