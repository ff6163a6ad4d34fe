import type { Server } from "node:http";
import type { Statistics } from "@resource-events/server";

/** A server that listens. */
export interface Served {
  readonly port: number;
  /** The server itself, if we can look into it. */
  readonly server?: Server | undefined;
  readonly errors?: Readonly<Record<string, number>> | undefined;
  readonly stats?: (() => Statistics) | undefined;
}
