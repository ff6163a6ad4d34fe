export { type InTurnOptions, inTurn } from "./in-turn.ts";
export { isLeaving } from "./leaving.ts";
export type { NodeRequest, NodeResponse } from "./messages.ts";
export { alreadyAnswered, contentRead, MiddlewareError, type MiddlewareErrorCode } from "./middleware-error.ts";
export type { NodeOptions } from "./options.ts";
export { type NodeHandler, type NodeResourceEvents, resourceEvents } from "./resource-events.ts";
export { type ResourceKey, type ResourceOption, resourceKey } from "./resource-key.ts";
export type { MatchedRoute } from "./spelling.ts";
