import { describe, expect, it } from "vitest";
import { MemoryExchange } from "../../test/memory-exchange.ts";
import { bytesOf } from "../../test/recording-sink.ts";
import { coreOf } from "../settings/core.ts";
import { Copies } from "./copies.ts";
import { captureDelta } from "./delta.ts";

/** A PATCH whose copy shows its signal, and whose client can leave. */
class CopiedPatch extends MemoryExchange {
  signal: AbortSignal | undefined;
  leave = (): void => {};

  constructor() {
    super({ method: "PATCH", fields: { "content-type": "text/plain" }, copied: bytesOf("x") });
  }

  override copyContent(_most?: number, signal?: AbortSignal) {
    this.signal = signal;
    return super.copyContent();
  }

  onGone(listener: () => void): void {
    this.leave = listener;
  }
}

function create(unfinishedContents: number) {
  const core = coreOf({
    deltas: ["text/plain"],
    deltaBytes: 10,
    limits: { unfinishedContents },
    onError: (error) => expect.fail(String(error)),
  });
  const copies = new Copies(core);
  const begin = (exchange = new CopiedPatch()) => ({ exchange, delta: captureDelta(exchange, core, copies) });
  return { copies, begin };
}

describe("copies of contents", () => {
  it("end with the response, with the client, or if nobody wants them", () => {
    const { copies, begin } = create(10);
    const [taken, left, dropped] = [begin(), begin(), begin()];
    expect(copies.size).toBe(3);
    expect(taken.delta?.take()).toEqual({ mediaType: "text/plain", content: bytesOf("x") });
    left.exchange.leave();
    dropped.delta?.drop();
    expect(copies.size).toBe(0);
    for (const { exchange } of [taken, left, dropped]) expect(exchange.signal?.aborted).toBe(true);
  });

  it("end if the adapter fails", () => {
    const errors: unknown[] = [];
    const core = coreOf({ deltas: ["text/plain"], deltaBytes: 10, onError: (error) => void errors.push(error) });
    const copies = new Copies(core);
    const exchange = new CopiedPatch();
    exchange.copyContent = () => {
      throw new Error("no copy");
    };
    expect(captureDelta(exchange, core, copies)).toBeUndefined();
    expect([copies.size, errors.length]).toEqual([0, 1]);
  });

  it("are given up, the oldest first, if there are too many", () => {
    const { copies, begin } = create(100);
    const all = Array.from({ length: 250 }, () => begin());
    expect(copies.size).toBe(100);
    expect(all.map(({ exchange }) => exchange.signal?.aborted)).toEqual(all.map((_, index) => index < 150));
    expect(all[249]?.delta?.take()).toBeDefined();
  });
});
