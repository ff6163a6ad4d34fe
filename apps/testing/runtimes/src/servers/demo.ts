import { type Adapter, configurationOf, startDemo } from "@resource-events/demo";
import type { StartServer } from "./running-server.ts";

/** The demo itself, behind one of its adapters. */
export const startDemoBehind =
  (adapter: Adapter): StartServer =>
  async () => {
    const { origin, close } = await startDemo(configurationOf({ ADAPTER: adapter, PORT: "0" }));
    return { origin, close: () => close({ within: 1 }) };
  };
