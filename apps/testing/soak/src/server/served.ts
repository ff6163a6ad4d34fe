import type { Server } from "node:http";
import type { Statistics } from "@resource-events/server";

/** A server that listens. */
export interface Served {
  readonly port: number;
  /** Where it is ours to look into. */
  readonly server?: Server | undefined;
  readonly errors?: Readonly<Record<string, number>> | undefined;
  readonly stats?: (() => Statistics) | undefined;
}
