import type { RequestListener } from "node:http";
import type { NotesApplication } from "@resource-events/demo";
import type { ResourceEventsOptions, Statistics } from "@resource-events/server";

/** Notes behind one adapter: what node:http and node:http2 call for each request. */
interface Wrapped {
  readonly listener: RequestListener;
  readonly stats: () => Statistics;
}

/** Puts notes behind an adapter. */
export type Wrap = (application: NotesApplication, options: ResourceEventsOptions) => Wrapped;
