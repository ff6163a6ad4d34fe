import { runEntry } from "./child-process.ts";
import { programOf } from "./program-of.ts";
import type { StartServer } from "./running-server.ts";

/** `Bun.serve`. */
export const startBun: StartServer = () => runEntry("bun.ts", programOf("bun/bin/bun.exe"), ["run"]);
