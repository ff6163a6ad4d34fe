import { createMemoryLog } from "@resource-events/server";
import { until } from "@resource-events/testing-support";
import { describe, expect, it, onTestFinished } from "vitest";
import { Restartable } from "../test/restartable.ts";
import { type Observation, type Observed, type ObserveOptions, observe } from "./index.ts";

// A longer run has 50.
const restarts = Number(process.env["RESTARTS"] ?? 10);
const retry = { minimum: 0.005, maximum: 0.02 };
const protocols: ObserveOptions[] = [
  { protocol: "prep" },
  { protocol: "events-query", encapsulation: "multipart/mixed" },
  { protocol: "events-query", encapsulation: "application/http" },
  { protocol: "events-query", encapsulation: "application/json-seq" },
  { representation: false },
  { protocol: "events-query", representation: false },
];

/** What was seen, in order: the number of an event, or what a beginning shows. */
type Seen = number | { readonly shows: number | undefined; readonly reason: string };

/** Kills and restarts the server at random while events happen; then goes on until the observation has caught up. */
async function survive(resource: Restartable, observation: Observation): Promise<Seen[]> {
  const seen: Seen[] = [];
  const items: Observed[] = [];
  const reading = (async () => {
    for await (const item of observation) {
      items.push(item);
      if (item.kind === "gap") seen.push({ shows: undefined, reason: item.reason });
      else if (item.kind === "representation")
        seen.push({ shows: Number(await item.representation.text()), reason: item.reason });
      else seen.push(Number(item.notification.etag?.slice(1, -1)));
    }
  })();
  /** Some events, and what comes of them: without that, more could happen in a pause than a log keeps. */
  const happen = async () => {
    const before = items.length;
    for (let events = Math.ceil(Math.random() * 3); events > 0; events -= 1) await resource.happen();
    await until(() => items.length > before);
  };
  await until(() => observation.state === "open");
  for (let restart = 0; restart < restarts; restart += 1) {
    const enough = items.length + Math.floor(Math.random() * 20);
    while (items.length < enough) await happen();
    await resource.kill();
    for (let missed = Math.floor(Math.random() * 5); missed > 0; missed -= 1) await resource.happen();
    await resource.start();
    if (Math.random() < 0.5) await until(() => observation.state === "open");
  }
  while (seen.at(-1) !== resource.count) await happen();
  observation.close();
  await reading;
  return seen;
}

describe.each(protocols)("a server that is killed and restarted while events happen: %o", (options) => {
  it("where the log outlives it, each event comes exactly once, in order", async () => {
    const log = createMemoryLog();
    const resource = new Restartable(() => ({ log }));
    await resource.start();
    onTestFinished(() => resource.kill());
    const seen = await survive(resource, observe(resource.url, { ...options, retry }));
    const expected = Array.from({ length: resource.count }, (_, index) => index + 1);
    const first = options.representation === false ? [] : [{ shows: 0, reason: "first" }];
    expect(seen).toEqual([...first, ...expected]);
  });

  it("where it does not, each loss is told", async () => {
    const resource = new Restartable(() => ({}));
    await resource.start();
    onTestFinished(() => resource.kill());
    const seen = await survive(resource, observe(resource.url, { ...options, retry }));
    let last = 0;
    let isTold = false;
    let losses = 0;
    for (const one of seen) {
      if (typeof one === "number") {
        expect(one === last + 1 || (isTold && one > last)).toBe(true);
        last = one;
        isTold = false;
      } else {
        if (one.reason === "history-lost") losses += 1;
        else expect(one.reason).toBe("first");
        // A representation makes up for what was missed; without one, nothing says how much that is.
        if (one.shows === undefined) isTold = true;
        else last = one.shows;
      }
    }
    expect(losses).toBeGreaterThan(0);
    expect(last).toBe(resource.count);
  });
});
