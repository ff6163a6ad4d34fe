/** What a server process is to serve. */
export interface ServerConfiguration {
  /**
   * `notes`: the demo's notes, with figures. `demo`: the demo as it is, behind any adapter. `list`: a list of numbers in a
   * file, which outlives the process. `scribble`: texts of any kind, told with whatever its writers want.
   */
  readonly application: "notes" | "demo" | "list" | "scribble";
  /** Of `demo`. Default: `node`. */
  readonly adapter?: Adapter;
  /** Default: a free one. */
  readonly port?: number;
  /** The file of `list`. */
  readonly file?: string;
  /** The bounds of the log in memory. */
  readonly log?: { readonly eventsPerResource?: number; readonly bytes?: number };
  /** How long the content of a PATCH may be to be told, in bytes. */
  readonly deltaBytes?: number;
  /** The bounds of `notes`. */
  readonly notes?: { readonly noteLimit?: number; readonly storageLimit?: number };
  /** Something that is wrong with the server, to see whether a scenario finds it. */
  readonly fault?: Fault;
}

/** What the demo is served through. */
export type Adapter = (typeof adapters)[number];

/** All of them. */
export const adapters = ["node", "express", "koa", "fetch"] as const;

/** What can be wrong with a server. */
export type Fault =
  /** A notification is lost now and then. */
  | "loses"
  /** Bytes of every request are kept. */
  | "leaks"
  /** Any id is resumed from, as if nothing had happened since. */
  | "resumes"
  /** Percent-encoding in URLs is decoded in notifications. */
  | "decodes"
  /** Some requests are never answered. */
  | "hangs"
  /** Some requests end the process. */
  | "crashes";

/** What a server process tells of itself, after garbage collection. */
export interface Figures {
  /** Bytes of JavaScript objects. */
  readonly heap: number;
  /** Bytes of JavaScript objects and of what they hold outside of the heap, such as buffers. */
  readonly memory: number;
  /** Bytes of the whole process; comes back slowly, or never. */
  readonly resident: number;
  readonly connections: number;
  /** `process.getActiveResourcesInfo()`, counted. */
  readonly resources: Readonly<Record<string, number>>;
  /** Listeners of server and process. */
  readonly listeners: Readonly<Record<string, number>>;
  /** What was told to `onError`, by code. */
  readonly errors: Readonly<Record<string, number>>;
  /** What the server itself counted, where it does. */
  readonly counted?: Counted | undefined;
  /** Members of Object.prototype that the language does not know. */
  readonly polluted: readonly string[];
}

/** What `stats()` tells, as far as it is looked at. */
export interface Counted {
  /** How many subscriptions there are. */
  readonly subscriptions: number;
  readonly delivered: number;
  readonly skipped: number;
  readonly resumed: number;
  readonly cutOff: number;
  /** The longest time that an event took from its recording until it was written, in seconds. */
  readonly longestLag: number;
}
