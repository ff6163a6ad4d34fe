import { OutgoingMessage } from "node:http";
import type { NodeResponse } from "../messages.ts";
import type { HeadArguments } from "./head-arguments.ts";
import type { Route } from "./route.ts";

type Method = (...call: unknown[]) => unknown;

/**
 * The methods of a response as they were when we got it: node's own, or those of middleware that wrapped them before us.
 * A response that passes through takes them as its route. A kept response leaves them free for a response of our own:
 * call `writeHead` first, and `write` content before `end`. Otherwise node calls the response's present `writeHead` (for an
 * implicit head) or `write` (for content of `end`, in HTTP/2), which are ours.
 */
export class OriginalMethods implements Route {
  /** Whether `write` is the one of node:http itself: no middleware has wrapped it. */
  readonly untouched: boolean;
  readonly #response: NodeResponse;
  readonly #writeHead: Method;
  readonly #write: Method;
  readonly #end: Method;
  readonly #flushHeaders: Method | undefined;

  constructor(response: NodeResponse) {
    this.#response = response;
    this.#writeHead = response.writeHead as Method;
    this.#write = response.write as Method;
    this.#end = response.end as Method;
    this.#flushHeaders = response.flushHeaders;
    this.untouched = this.#write === OutgoingMessage.prototype.write;
  }

  /** Sends the head that is set on the response. */
  begin(): void {
    this.#writeHead.call(this.#response, this.#response.statusCode);
  }

  writeHead(...head: HeadArguments): NodeResponse {
    return this.#writeHead.call(this.#response, ...head) as NodeResponse;
  }

  write(...content: unknown[]): boolean {
    return this.#write.apply(this.#response, content) as boolean;
  }

  end(...content: unknown[]): NodeResponse {
    return this.#end.apply(this.#response, content) as NodeResponse;
  }

  flushHeaders(): void {
    // Mocks of tests lack it.
    this.#flushHeaders?.call(this.#response);
  }
}
