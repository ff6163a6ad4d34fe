import type { Awaitable } from "@resource-events/server";
import type { ApplicationResponse, PassThrough, ResponseHead } from "@resource-events/server/adapter";
import { isBrokenOff } from "../leaving.ts";
import { isClosed, type NodeResponse } from "../messages.ts";
import { HeadProgress } from "./head-progress.ts";
import { held } from "./held.ts";
import { KeptRoute } from "./kept.ts";
import { OriginalMethods } from "./original-methods.ts";
import { passThrough } from "./pass-through.ts";
import { CurrentFields } from "./response-fields.ts";
import type { Route } from "./route.ts";
import { watchHead } from "./watch-head.ts";

/** Decides how a response goes on. `"keep"`: it stays off the wire, to be read by somebody else. */
export type Decide = (head: ResponseHead) => "keep" | Awaitable<PassThrough>;

/** The interception of one response. */
export interface Interception {
  /**
   * Resolves with the response if it is kept, in a microtask after its head. Resolves with `undefined` if the response
   * passes through, or closed before it began.
   */
  readonly kept: Promise<ApplicationResponse | undefined>;
  /** Makes way for a response of our own in place of a kept one, and returns the response's methods as they were. */
  makeWay(): OriginalMethods;
  /**
   * Whether the head of a response that passes through was handed to the operating system. One that the application gave, and
   * that waits for its content, is sent now.
   */
  headSent(): boolean;
  /**
   * Reports that the application failed. A response under way breaks off: the content of a kept one fails, any other one is
   * destroyed. If there is no response yet, it becomes a plain 500.
   */
  fail(cause: unknown): void;
}

/**
 * Watches for the head of the application's response, and decides once, before it leaves, how the response goes on.
 *
 * `decide` is called even if the client has left: a mutation counts anyway. It is not called if `kept` has resolved
 * by then. If it throws, or its promise rejects, `onError` gets the error and the response passes through unchanged.
 *
 * @param onLeft - Called when the response of a subscription has closed, unless the application has broken it off for an error.
 */
export function interceptResponse(
  response: NodeResponse,
  decide: Decide,
  onError: (error: unknown) => void,
  onLeft?: () => void,
): Interception {
  const interception = new ResponseInterception(response, decide, onError, onLeft);
  if (response.headersSent) interception.letThrough();
  else watchHead(response, interception.originals, interception);
  return interception;
}

/** Fields that stay: once they are removed, node:http never sends them again on this response. */
const ofTheConnection: ReadonlySet<string> = new Set(["connection", "transfer-encoding"]);

class ResponseInterception implements Interception {
  readonly originals: OriginalMethods;
  #keptRoute: KeptRoute | undefined;
  #passesThrough = false;
  /** What `kept` resolves with. */
  #outcome: ApplicationResponse | undefined | "unknown" = "unknown";
  #kept: Promise<ApplicationResponse | undefined> | undefined;
  #resolveKept: ((outcome: ApplicationResponse | undefined) => void) | undefined;
  #watchesEnd = false;
  #isOver = false;
  #sent: PassThrough["sent"];
  #head: HeadProgress | undefined;

  constructor(
    private readonly response: NodeResponse,
    private readonly decide: Decide,
    private readonly onError: (error: unknown) => void,
    private readonly onLeft: (() => void) | undefined,
  ) {
    this.originals = new OriginalMethods(response);
  }

  /** Made when it is asked for: most responses pass through, and nobody waits for them. */
  get kept(): Promise<ApplicationResponse | undefined> {
    if (this.#outcome === "unknown") this.#watchEnd();
    this.#kept ??= new Promise((resolve) => {
      if (this.#outcome === "unknown") this.#resolveKept = resolve;
      else resolve(this.#outcome);
    });
    return this.#kept;
  }

  /** Chooses the route of the response, whose head is known. */
  route(beganWithEnd: boolean): Route {
    const decision = this.#outcome === "unknown" ? this.#decide() : undefined;
    if (decision === "keep") {
      this.#watchEnd();
      if (!this.#isOver) return this.#keep(beganWithEnd);
    }
    this.letThrough();
    if (decision === undefined || decision === "keep") return this.originals;
    return "then" in decision ? this.#hold(decision) : this.#passThrough(decision);
  }

  makeWay(): OriginalMethods {
    const { response } = this;
    this.#keptRoute?.makeWay();
    // The application set its fields for the response that was kept, not for this one.
    for (const name of response.getHeaderNames()) if (!ofTheConnection.has(name)) response.removeHeader(name);
    return this.originals;
  }

  headSent(): boolean {
    const { response } = this;
    if (this.#isOver) return true;
    if (response.headersSent && !response.writableEnded) this.originals.flushHeaders();
    return this.#head?.sent ?? false;
  }

  letThrough(): void {
    this.#passesThrough = true;
    this.#settle(undefined);
  }

  fail(cause: unknown): void {
    const { response } = this;
    if (this.#keptRoute !== undefined) {
      this.#keptRoute.fail(cause);
    } else if (this.#passesThrough) {
      if (!response.writableEnded) response.destroy();
    } else {
      for (const name of response.getHeaderNames()) response.removeHeader(name);
      response.statusCode = 500;
      response.end();
    }
  }

  #decide(): ReturnType<Decide> | undefined {
    const { response } = this;
    try {
      return this.decide({ status: response.statusCode, fields: new CurrentFields(response), response });
    } catch (error) {
      this.onError(error);
      return undefined;
    }
  }

  #keep(beganWithEnd: boolean): Route {
    this.#keptRoute = new KeptRoute(this.response, beganWithEnd, (kept) => this.#settle(kept));
    return this.#keptRoute;
  }

  #hold(decision: Promise<PassThrough>): Route {
    this.#watchEnd();
    return held(this.response, this.originals, decision, (decided) => this.#passThrough(decided), this.onError);
  }

  #passThrough({ fields, sent }: PassThrough): Route {
    if (sent !== undefined) {
      this.#watchEnd();
      if (this.#isOver) {
        sent();
      } else {
        this.#sent = sent;
        this.#head = new HeadProgress(this.response);
      }
    }
    return passThrough(this.response, this.originals, fields, this.onError);
  }

  #settle(outcome: ApplicationResponse | undefined): void {
    if (this.#outcome !== "unknown") return;
    this.#outcome = outcome;
    this.#resolveKept?.(outcome);
  }

  /**
   * Listens for the end of the response, as soon as something depends on it. One listener does for everything: Node warns
   * of more than ten, and applications have their own.
   */
  #watchEnd(): void {
    if (this.#watchesEnd) return;
    this.#watchesEnd = true;
    const { response } = this;
    const onEnd = (): void => {
      response.removeListener("finish", onEnd);
      response.removeListener("close", onEnd);
      this.#end();
    };
    if (isClosed(response)) {
      this.#end();
    } else {
      // `finish`: the response was handed to the operating system. `close`: if it never will be.
      response.on("finish", onEnd);
      response.on("close", onEnd);
    }
  }

  #end(): void {
    this.#isOver = true;
    this.#sent?.();
    if (!isBrokenOff(this.response)) this.onLeft?.();
    if (this.#keptRoute === undefined) this.#settle(undefined);
    else this.#keptRoute.fail(new Error("The response closed before the application had ended it"));
  }
}
