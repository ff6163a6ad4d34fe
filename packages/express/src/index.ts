export { MiddlewareError, type MiddlewareErrorCode } from "@resource-events/node";
export type { ExpressOptions } from "./options.ts";
export { type ExpressResourceEvents, resourceEvents } from "./resource-events.ts";
