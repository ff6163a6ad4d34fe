export type { Authorization, AuthorizationDecision, Requester } from "./authorization.ts";
export type { Opening } from "./delivery/opening.ts";
export { ServerError, type ServerErrorCode } from "./errors.ts";
export type { Delta, EventDetails, EventType, ResourceEvent, UnloggedEvent } from "./event.ts";
export type { EventsQueryNegotiation, EventsQueryPlanned, EventsQueryRequest } from "./events-query/negotiate.ts";
export type { FetchOptions } from "./fetch/options.ts";
export { type FetchHandler, type FetchResourceEvents, fetchResourceEvents } from "./fetch/resource-events.ts";
export { activityForm, linkedDataForm } from "./forms/activity-streams.ts";
export { type Form, type RenderContext, textOf } from "./forms/form.ts";
export { jsonForm } from "./forms/json.ts";
export { rfc822Form } from "./forms/rfc822.ts";
export type { Delivery, Hooks, SubscriptionDescription, SubscriptionEnd, SubscriptionRefusal } from "./hooks.ts";
export type { Awaitable, EventLog } from "./log/log.ts";
export { createMemoryLog, type MemoryLogOptions } from "./log/memory-log.ts";
export type {
  DurationOptions,
  EventsQueryOptions,
  KeepAliveOptions,
  PrepOptions,
  ResourceEventsOptions,
  SubscriptionLimits,
} from "./options.ts";
export type {
  Choice,
  ChosenForm,
  EncapsulationName,
  EventsQueryPlan,
  Plan,
  PrepPlan,
  Protocol,
  Refusal,
} from "./plan.ts";
export type { PrepIgnored, PrepNegotiation, PrepPlanned, PrepRefusalStatus, PrepRefused } from "./prep/negotiate.ts";
export { refusal } from "./problem.ts";
export {
  type CloseOptions,
  createResourceEvents,
  type RecordedMutation,
  type ResourceEvents,
} from "./resource-events.ts";
export type { BaseResponse, Respond, ResponseFields, Sink } from "./sink.ts";
export type { EndReason, LogSize, Statistics, SubscriptionCounts } from "./statistics.ts";
export type { DescribedEvent, Mutation, TriggeredEvent } from "./triggers.ts";
