import { programOf } from "./program-of.ts";
import { runEntry } from "./run-entry.ts";
import type { StartServer } from "./running-server.ts";

/** `Bun.serve`. */
export const startBun: StartServer = () => runEntry("bun.ts", programOf("bun/bin/bun.exe"), ["run"]);
