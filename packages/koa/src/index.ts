export { MiddlewareError, type MiddlewareErrorCode } from "./errors.ts";
export type { KoaOptions } from "./options.ts";
export { type KoaResourceEvents, resourceEvents } from "./resource-events.ts";
