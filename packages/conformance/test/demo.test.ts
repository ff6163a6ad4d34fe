import { type Adapter, type RunningDemo, startDemo } from "@resource-events/demo";
import { afterEach, describe, expect, it } from "vitest";
import { runConformance } from "../src/run/run-conformance.ts";
import { openExchange } from "../src/wire/wire.ts";

let demo: RunningDemo | undefined;
afterEach(() => demo?.close());

async function start(adapter: Adapter, http2: boolean, duration = 2): Promise<string> {
  demo = await startDemo({ host: "127.0.0.1", port: 0, adapter, http2, duration, maximumDuration: 60 });
  return demo.origin;
}

const runs: readonly [Adapter, boolean][] = [
  ["node", false],
  ["node", true],
  ["express", false],
  ["koa", false],
  ["koa", true],
  ["fetch", false],
];

describe.each(runs)("the demo, adapter %s, HTTP/2 %s", (adapter, http2) => {
  it("passes all checks of PREP", async () => {
    const origin = await start(adapter, http2, 60);
    const results = await runConformance({
      target: `${origin}/notes/welcome`,
      protocol: "prep",
      http2,
      allowWrites: true,
      resourceTemplate: `${origin}/notes/{id}`,
      container: `${origin}/notes/`,
      claims: ["ours"],
    });
    const others = results.checks.filter(({ protocol, outcome, left }) => {
      return protocol === "prep" && (outcome !== "pass" || left !== undefined);
    });
    expect(others.map(({ id, outcome, observed, left }) => ({ id, outcome, observed, left }))).toEqual(
      [
        // Notes have no ranges; and a minute is too long to wait for its end, which is judged below.
        "prep/head/partial",
        ...(http2 ? ["prep/notification/not-before-a-response-that-waits"] : []),
        "prep/termination/expiry-ends-stream",
      ].map((id) => ({ id, outcome: "skipped" })),
    );
  });

  it("ends PREP's streams when they expire", async () => {
    const origin = await start(adapter, http2, 1);
    const target = `${origin}/notes/welcome`;
    const only = ["prep/termination/expiry-ends-stream"];
    const results = await runConformance({ target, http2, prepDuration: 1, only });
    expect(results.checks.filter(({ outcome }) => outcome !== "pass")).toEqual([]);
  });

  it("passes all checks of Events Query, with a resource for each check", async () => {
    const origin = await start(adapter, http2);
    const results = await runConformance({
      target: `${origin}/notes/welcome`,
      http2,
      allowWrites: true,
      resourceTemplate: `${origin}/notes/{id}`,
      container: `${origin}/notes/`,
      claims: ["ours"],
      protocol: "events-query",
    });
    const others = results.checks.filter(({ protocol, outcome, left }) => {
      return protocol === "events-query" && (outcome !== "pass" || left !== undefined);
    });
    expect(others.filter(({ reason }) => !/^it judges HTTP/.test(reason ?? ""))).toEqual([]);
    expect(results.counts.pass).toBeGreaterThan(15);
    // The resources that the suite made are gone.
    const version = http2 ? "HTTP/2" : "HTTP/1.1";
    const listing = openExchange(
      { method: "GET", url: `${origin}/notes/` },
      { version, patience: 5_000, maximumBytes: 1_000_000 },
    );
    await listing.ended();
    expect(listing.text).toContain("welcome");
    expect(listing.text).not.toContain("events-query");
  });
});
