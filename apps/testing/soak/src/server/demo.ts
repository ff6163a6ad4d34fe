import { startDemo } from "@resource-events/demo";
import type { ServerConfiguration } from "./configuration.ts";
import type { Served } from "./served.ts";

/** Serves the demo, as it is. */
export async function serveDemo({ adapter = "node", port = 0 }: ServerConfiguration): Promise<Served> {
  const configuration = { host: "127.0.0.1", port, adapter, http2: false, duration: 3_600, maximumDuration: 3_600 };
  const { origin } = await startDemo(configuration);
  return { port: Number(new URL(origin).port) };
}
