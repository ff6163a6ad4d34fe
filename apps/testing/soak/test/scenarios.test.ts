import { describe, expect, it } from "vitest";
import { crowd } from "../src/crowd/crowd.ts";
import { cuts } from "../src/cuts/cuts.ts";
import { flood } from "../src/flood/flood.ts";
import { fuzz } from "../src/fuzz/fuzz.ts";
import { hostile } from "../src/hostile/hostile.ts";
import { killed } from "../src/killed/killed.ts";
import { memory } from "../src/memory/memory.ts";
import { neighbours } from "../src/neighbours/neighbours.ts";
import { perform, seedFrom } from "../src/scenario.ts";
import { performances } from "../src/scenarios.ts";
import { leniently } from "./lenient-client.ts";

const seed = seedFrom(process.env);
const run = { seed, print: () => {} };

describe("in its short form", () => {
  it.each(performances)("$name holds", (scenario) => scenario.run("short", seed));
});

// A scenario that always passes shows nothing: each must find a fault that was made on purpose.
describe("a scenario finds", () => {
  it("a server that loses notifications (crowd)", async () => {
    const size = { ...crowd.short, subscribers: 40, resources: 2, seconds: 1, patience: 3, fault: "loses" } as const;
    await expect(perform(crowd, size, run)).rejects.toThrow(/came where|Waited 3 s in vain for the last event/);
  });

  it("a server that leaks (crowd)", async () => {
    const size = { ...crowd.short, subscribers: 40, resources: 2, seconds: 1, fault: "leaks" } as const;
    await expect(perform(crowd, size, run)).rejects.toThrow(/The memory grew/);
  });

  it("a server that resumes from ids it does not know (killed)", async () => {
    await expect(perform(killed, { kills: 1, patience: 1, fault: "resumes" }, run)).rejects.toThrow(/history was lost/);
  });

  it("a client that takes every end for a clean end (cuts)", async () => {
    await expect(perform(cuts, { stride: 200, everywhere: 0, client: leniently }, run)).rejects.toThrow(
      "clean instead of cut-off",
    );
  });

  it("a form that decodes percent-encoding (hostile)", async () => {
    const size = { ...hostile.short, fault: "decodes" } as const;
    await expect(perform(hostile, size, run)).rejects.toThrow("The field X-Evil in a notification");
  });

  it("a server that takes more memory than the formula says (memory)", async () => {
    await expect(perform(memory, { ...memory.short, fault: "leaks" }, run)).rejects.toThrow(/measured/);
  });

  it("a server that loses notifications (neighbours)", async () => {
    const size = { ...neighbours.short, seconds: 1, patience: 1, only: ["odd targets"], fault: "loses" } as const;
    await expect(perform(neighbours, size, run)).rejects.toThrow(/got (only|write)/);
  });

  it.each([
    ["crashes", /The server ended[\s\S]*crashed/],
    ["leaks", /The memory grew/],
    ["rejects", /An unhandled rejection/],
  ] as const)("a server that %s (flood)", async (fault, message) => {
    await expect(perform(flood, { ...flood.short, only: ["express"], fault }, run)).rejects.toThrow(message);
  });

  it.each([
    ["hangs", /no answer and no end/],
    ["crashes", /The server ended[\s\S]*crashed/],
    ["leaks", /memory grew/],
  ] as const)("a server that %s (fuzz)", async (fault, message) => {
    await expect(perform(fuzz, { requests: 1_000, patience: 3, fault }, run)).rejects.toThrow(message);
  });
});
