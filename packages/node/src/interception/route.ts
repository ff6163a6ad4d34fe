import type { NodeResponse } from "../messages.ts";
import type { HeadArguments } from "./head-arguments.ts";

/** Where a response goes once its head is known. It gets the calls of the application in their order. */
export interface Route {
  /**
   * Takes the head of an explicit `writeHead`, which is set on the response by then. Not called for an implicit head, which
   * comes with the first content. A `writeHead` after this is a second head.
   */
  begin(): void;
  writeHead(...head: HeadArguments): NodeResponse;
  write(...content: unknown[]): boolean;
  end(...content: unknown[]): NodeResponse;
  flushHeaders(): void;
}
