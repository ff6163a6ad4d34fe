export { MiddlewareError, type MiddlewareErrorCode } from "./errors.ts";
export type { ExpressOptions } from "./options.ts";
export { type ExpressResourceEvents, resourceEvents } from "./resource-events.ts";
