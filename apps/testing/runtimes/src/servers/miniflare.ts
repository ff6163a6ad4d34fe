import { Miniflare } from "miniflare";
import { bundle } from "./bundle.ts";
import type { StartServer } from "./running-server.ts";
import { compatibilityDate, compatibilityFlags } from "./workerd.ts";

/** A Durable Object in workerd, the runtime of Cloudflare workers, as miniflare runs it. */
export const startMiniflare: StartServer = async () => {
  const miniflare = new Miniflare({
    modules: true,
    script: await bundle("workerd.ts"),
    compatibilityDate,
    compatibilityFlags: [...compatibilityFlags],
    durableObjects: { NOTES: "Notes" },
    host: "127.0.0.1",
    port: 0,
  });
  const { origin } = await miniflare.ready;
  return { origin, close: () => miniflare.dispose() };
};
