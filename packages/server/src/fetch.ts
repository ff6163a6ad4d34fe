export type { FetchOptions } from "./fetch/options.ts";
export { type FetchHandler, type FetchResourceEvents, fetchResourceEvents } from "./fetch/resource-events.ts";
