export type { InContext, Requester } from "./delivery/authorization.ts";
export type { ApplicationResponse, Respond, Sink } from "./delivery/sink.ts";
export { canonicalTarget, nameOfTarget } from "./events/canonical.ts";
export type { Exchange, PassThrough, ResponseHead } from "./exchange/exchange.ts";
export { readContent } from "./exchange/read-content.ts";
export type { HeaderFields, RequestContent, ResponseFields } from "./message.ts";
export { type AdapterCore, createResourceEvents } from "./resource-events.ts";
