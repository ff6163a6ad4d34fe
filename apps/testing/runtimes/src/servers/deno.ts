import { programOf } from "./program-of.ts";
import { runEntry } from "./run-entry.ts";
import type { StartServer } from "./running-server.ts";

/** `Deno.serve`. */
export const startDeno: StartServer = () =>
  runEntry("deno.ts", programOf("deno/deno"), [
    "run",
    "--no-config",
    "--no-lock",
    "--allow-net=127.0.0.1",
    "--allow-env",
  ]);
