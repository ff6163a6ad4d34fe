import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { unconnected } from "../../test/intercepted.ts";
import type { NodeResponse } from "../messages.ts";
import { fakeState } from "./fake-state.ts";

function stateOf({ headersSent, writableEnded, writableFinished }: NodeResponse): unknown {
  return { headersSent, writableEnded, writableFinished };
}

const untouched = { headersSent: false, writableEnded: false, writableFinished: false };
const all = { headersSent: true, writableEnded: true, writableFinished: true };

describe("the fake state of a response", () => {
  it("shows whenever the response is read, as it is at that moment", () => {
    const response = unconnected();
    let ended = false;
    fakeState(response, {
      headersSent: true,
      get writableEnded() {
        return ended;
      },
      writableFinished: false,
    });
    expect(stateOf(response)).toEqual({ headersSent: true, writableEnded: false, writableFinished: false });
    ended = true;
    expect(stateOf(response)).toEqual({ headersSent: true, writableEnded: true, writableFinished: false });
  });

  it("changes nothing else: the response can be sent meanwhile", async () => {
    const response = unconnected();
    fakeState(response, { headersSent: true, writableEnded: true, writableFinished: false });
    response.setHeader("X-One", "a");
    response.write("hel");
    response.end("lo");
    expect(response.writableLength).toBeGreaterThan(0);
    expect(stateOf(response)).toEqual({ headersSent: true, writableEnded: true, writableFinished: false });
  });

  it("can be restored to the true state, as it is by then", async () => {
    const response = unconnected();
    const restore = fakeState(response, all);
    restore();
    expect(stateOf(response)).toEqual(untouched);
    response.writeHead(204).end();
    expect(stateOf(response)).toEqual({ headersSent: true, writableEnded: true, writableFinished: false });
    response.destroy();
    // Node 22 emits no `close` for a response that never had a connection.
    if (!response.destroyed) await once(response, "close");
  });

  it("sends no head, even if somebody calls node's own _implicitHeader", () => {
    const response = unconnected();
    const implicitHead = (): void => Reflect.get(response, "_implicitHeader").call(response);
    const restore = fakeState(response, all);
    implicitHead();
    restore();
    expect(response.headersSent).toBe(false);
    implicitHead();
    expect(response.headersSent).toBe(true);
  });

  it("leaves no property on the response once it is restored", () => {
    const response = unconnected();
    const before = Object.keys(Object.getOwnPropertyDescriptors(response));
    fakeState(response, all)();
    expect(Object.keys(Object.getOwnPropertyDescriptors(response))).toEqual(before);
  });

  it("restores the fake state that it replaced", () => {
    const response = unconnected();
    fakeState(response, all);
    const restore = fakeState(response, untouched);
    expect(stateOf(response)).toEqual(untouched);
    restore();
    expect(stateOf(response)).toEqual(all);
  });
});
