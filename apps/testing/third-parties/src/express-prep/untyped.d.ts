// The published packages have no types. These are for the functions that the notes server uses.

declare module "express-accept-events" {
  import type { RequestHandler } from "express";

  const acceptEvents: RequestHandler;
  export default acceptEvents;
}

declare module "express-negotiate-events" {
  import type { RequestHandler } from "express";

  const negotiateEvents: RequestHandler;
  export default negotiateEvents;
}

declare module "express-prep" {
  import type { RequestHandler } from "express";

  const prep: RequestHandler;
  export default prep;
}

declare module "express-prep/event-id" {
  import type { RequestHandler } from "express";

  const eventID: RequestHandler;
  export default eventID;
}

declare module "express-prep/negotiate" {
  /** Returns the first of the allowed media types that matches a requested one. */
  export function type(requested: unknown, allowed: unknown): unknown;
}

declare module "express-prep/templates" {
  /** Parameters as `structured-headers` reads them. */
  export type Parameters = Map<string, unknown>;
  /** A media type: its name, its parameters, and those parameters of the request that differ from the offer. */
  export type Type = [{ toString(): string }, Parameters, Parameters?];
  export interface NegotiatedFields {
    "content-type": Type;
  }
}

declare namespace Express {
  interface Response {
    /** From express-negotiate-events; returns a falsy value if it sends notifications. */
    sendEvents(response: {
      readonly body: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly config: Readonly<Record<string, string>>;
      readonly modifiers?: Readonly<
        Record<
          string,
          { negotiateEvents(fields: import("express-prep/templates").NegotiatedFields | undefined): unknown }
        >
      >;
    }): unknown;
    /** From express-prep/event-id. */
    setEventID(path?: string | { path: string; id: string }): string;
    readonly lastEventID: string | undefined;
    /** From express-prep. */
    readonly events: {
      readonly prep: {
        trigger(options?: {
          readonly path?: string;
          generateNotification?(fields: import("express-prep/templates").NegotiatedFields): string;
          readonly lastEvent?: boolean;
        }): void;
        defaultNotification(fields?: Readonly<Record<string, unknown>>): string;
      };
    };
  }
}
