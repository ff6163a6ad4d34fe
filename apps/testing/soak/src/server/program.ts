import { flushCompileCache } from "node:module";
import type { ServerConfiguration } from "./configuration.ts";
import { figuresOf } from "./figures.ts";
import type { Served } from "./served.ts";

// The process of a server: it sends the ports that it listens on, and in response to a message its figures, or only the
// bytes of the whole process, which cost it nothing.
const configuration: ServerConfiguration = JSON.parse(process.argv[2] ?? "{}");
const served = await serve(configuration);
process.on("message", async (asked) => {
  process.send?.(asked === "resident" ? process.memoryUsage.rss() : await figuresOf(served));
});
process.on("disconnect", () => process.exit());
process.send?.({ port: served.port, http2Port: served.http2Port });
// A process that is killed would not write its compile cache.
flushCompileCache();

/** Loads only what it serves, so that a process that is often killed starts fast. */
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
    case "adapted":
      return (await import("./adapted.ts")).serveAdapted(given);
  }
}
