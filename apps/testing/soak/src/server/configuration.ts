import type { ResourceEventsOptions } from "@resource-events/server";

/** What a server process serves. */
export interface ServerConfiguration {
  /**
   * `notes`: the demo's notes, with figures. `demo`: the demo as it is, behind any adapter. `list`: a list of numbers in a
   * file, which outlives the process. `scribble`: texts of any kind, with events as their writers describe them. `adapted`:
   * the notes behind any adapter, on HTTP/1.1 and HTTP/2, with figures.
   */
  readonly application: "notes" | "demo" | "list" | "scribble" | "adapted";
  /** For `demo` and `adapted`. Default: `node`. */
  readonly adapter?: Adapter;
  /** Default: a free port. */
  readonly port?: number;
  /** The file, for `list`. */
  readonly file?: string;
  /** The limits of the log in memory. */
  readonly log?: { readonly eventsPerResource?: number; readonly bytes?: number };
  /** The most bytes that the content of a PATCH may have to be a delta. */
  readonly deltaBytes?: number;
  /** The limits on subscriptions, for `adapted`. Default: the documented ones. */
  readonly limits?: ResourceEventsOptions["limits"];
  /** How long a response with notifications lasts in seconds, by default and at most, for `adapted`. Default: 3,600. */
  readonly duration?: number;
  readonly maximumDuration?: number;
  /** The limits of the notes. */
  readonly notes?: { readonly noteLimit?: number; readonly storageLimit?: number };
  /** A fault of the server, to see whether a scenario finds it. */
  readonly fault?: Fault;
}

/** An adapter of the demo. */
export type Adapter = (typeof adapters)[number];

/** All adapters. */
export const adapters = ["node", "express", "koa", "fetch"] as const;

/** A fault of a server. */
export type Fault =
  /** It loses a notification now and then. */
  | "loses"
  /** It keeps bytes of every request. */
  | "leaks"
  /** It resumes from any id, as if nothing had happened since. */
  | "resumes"
  /** It decodes the percent-encoding of URLs in notifications. */
  | "decodes"
  /** It never responds to some requests. */
  | "hangs"
  /** A rejection that nobody handles comes with some requests. */
  | "rejects"
  /** Some requests end its process. */
  | "crashes";

/** What a server process reports about itself, after garbage collection. */
export interface Figures {
  /** Bytes of JavaScript objects. */
  readonly heap: number;
  /** Bytes of JavaScript objects, and of what they hold outside the heap, such as buffers. */
  readonly memory: number;
  /** Bytes of the whole process; they shrink slowly, or never. */
  readonly resident: number;
  readonly connections: number;
  /** `process.getActiveResourcesInfo()`, counted. */
  readonly resources: Readonly<Record<string, number>>;
  /** Listeners on the server and the process, counted. */
  readonly listeners: Readonly<Record<string, number>>;
  /** The errors that `onError` got, counted by code. */
  readonly errors: Readonly<Record<string, number>>;
  /** The rejections that nobody handled, if they don't end the process. */
  readonly unhandled: readonly string[];
  /** The server's own counts, if it has any. */
  readonly counted?: Counted | undefined;
  /** Members of Object.prototype that the language does not define. */
  readonly polluted: readonly string[];
}

/** The part of `stats()` that scenarios use. */
export interface Counted {
  /** The number of open subscriptions. */
  readonly subscriptions: number;
  readonly delivered: number;
  readonly skipped: number;
  readonly resumed: number;
  readonly cutOff: number;
  /** The longest time from the recording of an event until it was written, in seconds. */
  readonly longestLag: number;
  /** What the log says that it holds. */
  readonly logBytes: number;
}
