import { behaviourSuite } from "../src/behaviour-suite.ts";
import { startDemoBehind } from "../src/servers/demo.ts";

// The runtimes serve the notes with other options: this is the demo as people start it.
for (const adapter of ["node", "express", "koa", "fetch"] as const) {
  behaviourSuite(`the demo, ADAPTER=${adapter}`, startDemoBehind(adapter), { testApplication: false });
}
