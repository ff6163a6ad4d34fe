import type { ObserveOptions } from "@resource-events/client";
import { onTestFinished } from "vitest";
import { startDemoProcess } from "../src/demo-process.ts";
import type { Intermediary } from "../src/proxies.ts";
import { watch } from "../src/watch.ts";

/** The protocols and encapsulations. */
export const ways: readonly (readonly [name: string, options: ObserveOptions])[] = [
  ["PREP", { protocol: "prep" }],
  ["multipart/mixed", { protocol: "events-query", encapsulation: "multipart/mixed" }],
  ["application/http", { protocol: "events-query", encapsulation: "application/http" }],
  [
    "application/json-seq",
    { protocol: "events-query", encapsulation: "application/json-seq", accept: "application/json" },
  ],
];

/** Starts the demo and an intermediary in front of it; both end with the test. */
export async function startScene(proxy: Intermediary, patience?: number) {
  const demo = await startDemoProcess();
  onTestFinished(() => demo.kill());
  const front = await proxy.start(demo.port, patience);
  onTestFinished(() => front.end());
  return {
    demo,
    observe(options: ObserveOptions) {
      const watching = watch(`http://127.0.0.1:${front.port}/notes/welcome`, {
        ...options,
        // json-seq carries JSON alone, which the note is not.
        ...(options.encapsulation === "application/json-seq" ? { representation: false } : {}),
      });
      onTestFinished(() => watching.observation.close());
      return watching;
    },
  };
}
