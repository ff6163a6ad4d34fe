export type {
  Application,
  Exchange,
  Framework,
  Handler,
  MiddlewareEvents,
  MiddlewareOptions,
} from "./framework.ts";
export { middlewareSuite } from "./middleware-suite.ts";
export { protocols, withState } from "./protocols.ts";
export { serveHandler, serveWithEvents } from "./running.ts";
export { pageForAllElse, type ServeRoutes, spellingSuite } from "./suites/spelling.ts";
