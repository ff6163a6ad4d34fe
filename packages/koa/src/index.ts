export { MiddlewareError, type MiddlewareErrorCode } from "@resource-events/node";
export type { KoaOptions } from "./options.ts";
export { type KoaResourceEvents, resourceEvents } from "./resource-events.ts";
