export type {
  Application,
  Exchange,
  Framework,
  FrameworkRequest,
  Handler,
  MiddlewareEvents,
  MiddlewareOptions,
} from "./framework.ts";
export { middlewareSuite } from "./middleware-suite.ts";
export { protocols, withState } from "./protocols.ts";
export { type Running, type RunningEvents, serve, serveHandler, serveWithEvents } from "./running.ts";
