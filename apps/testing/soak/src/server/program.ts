import { flushCompileCache } from "node:module";
import type { ServerConfiguration } from "./configuration.ts";
import { figuresOf } from "./figures.ts";
import type { Served } from "./served.ts";

// The process of a server: it tells the port that it listens on, and its figures to whoever asks.
const configuration: ServerConfiguration = JSON.parse(process.argv[2] ?? "{}");
const served = await serve(configuration);
process.on("message", async () => process.send?.(await figuresOf(served)));
process.on("disconnect", () => process.exit());
process.send?.(served.port);
// Who is killed leaves nothing to the next.
flushCompileCache();

/** Loads no more than it serves: a process that is often killed is to be back soon. */
async function serve(given: ServerConfiguration): Promise<Served> {
  switch (given.application) {
    case "notes":
      return (await import("./notes.ts")).serveNotes(given);
    case "demo":
      return (await import("./demo.ts")).serveDemo(given);
    case "list":
      return (await import("./list.ts")).serveList(given);
    case "scribble":
      return (await import("./scribble.ts")).serveScribble(given);
  }
}
