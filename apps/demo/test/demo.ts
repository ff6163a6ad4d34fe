import { Client } from "@resource-events/testing-support";
import { afterAll, beforeAll } from "vitest";
import { configurationOf } from "../src/configuration.ts";
import { type RunningDemo, startDemo } from "../src/server.ts";

/** A demo for the tests of one file, on a free port. */
export function useDemo(environment: Record<string, string> = {}) {
  let demo: RunningDemo;
  let client: Client;
  beforeAll(async () => {
    demo = await startDemo(configurationOf({ ADAPTER: process.env["ADAPTER"] ?? "node", PORT: "0", ...environment }));
    client = new Client(demo);
  });
  afterAll(async () => {
    client.close();
    await demo.close();
  });
  return {
    get origin() {
      return demo.origin;
    },
    get port() {
      return Number(new URL(demo.origin).port);
    },
    /** Sends requests to it. */
    get client() {
      return client;
    },
  };
}
