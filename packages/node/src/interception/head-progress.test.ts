import { describe, expect, it } from "vitest";
import type { NodeResponse } from "../messages.ts";
import { HeadProgress } from "./head-progress.ts";

/** A head of a hundred bytes, on a connection of which the versions of node, and other runtimes, tell more or less. */
function createResponse(handle?: object, encrypted?: boolean) {
  const socket = { destroyed: false, bytesWritten: 1_000, writableLength: 0, _handle: handle, encrypted };
  const response = { headersSent: true, _header: "x".repeat(100), socket };
  return { response, socket, progress: new HeadProgress(response as unknown as NodeResponse) };
}

/** What node tells of a connection: how much was written, and how much of that waits. */
const handleOf = (bytesWritten: number, writeQueueSize: number) => ({ bytesWritten, writeQueueSize });

describe("whether a head was handed over", () => {
  it("is known to the byte where node tells how much waits", () => {
    const handle = handleOf(1_000, 0);
    const { progress, socket } = createResponse(handle);
    Object.assign(handle, handleOf(50_000, 48_901));
    socket.bytesWritten = 50_000;
    expect(progress.sent).toBe(false);
    handle.writeQueueSize = 48_900;
    expect(progress.sent).toBe(true);
  });

  it("takes a whole record of TLS", () => {
    const below = handleOf(1_000, 0);
    const above = { ...handleOf(1_000, 0), _parent: below };
    const { progress, socket } = createResponse(above, true);
    Object.assign(below, handleOf(80_000, 70_000));
    above.bytesWritten = 50_000;
    socket.bytesWritten = 50_000;
    expect(progress.sent).toBe(false);
    below.writeQueueSize = 50_000;
    expect(progress.sent).toBe(true);
  });

  it("is known to the chunk elsewhere", () => {
    const { progress, socket } = createResponse();
    Object.assign(socket, { bytesWritten: 1_200, writableLength: 150 });
    expect(progress.sent).toBe(false);
    socket.writableLength = 100;
    expect(progress.sent).toBe(true);
    Object.assign(socket, { bytesWritten: 1_050, writableLength: 0 });
    expect(progress.sent).toBe(true);
  });

  it("is denied if nothing tells: not even its length, or how much waits", () => {
    const { progress, socket, response } = createResponse();
    Object.assign(response, { _header: undefined });
    Object.assign(socket, { bytesWritten: 9_000, writableLength: 1 });
    expect(progress.sent).toBe(false);
    expect(createResponse(undefined, true).progress.sent).toBe(false);
  });

  it("does not matter once the connection is closed", () => {
    const { progress, socket } = createResponse(undefined, true);
    socket.destroyed = true;
    expect(progress.sent).toBe(true);
  });
});
