import type { Server } from "node:net";
import type { Statistics } from "@resource-events/server";

/** A server that listens. */
export interface Served {
  readonly port: number;
  /** The port of HTTP/2, if it serves that, too. */
  readonly http2Port?: number | undefined;
  /** The servers themselves, if we can look into them. */
  readonly servers?: readonly Server[] | undefined;
  readonly errors?: Readonly<Record<string, number>> | undefined;
  readonly stats?: (() => Statistics) | undefined;
  /** The rejections that nobody handled, if they don't end the process. */
  readonly unhandled?: readonly string[] | undefined;
}
