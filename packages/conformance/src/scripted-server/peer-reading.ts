import { readFile } from "node:fs/promises";
import type { Socket } from "node:net";
import { setImmediate } from "node:timers/promises";

/**
 * Waits until the peer on this machine has read all that was sent to it, so that its next read can't bring what is sent
 * next together with what was sent before. Linux tells that; elsewhere there is only a turn of the event loop.
 *
 * @param deadline when it is waited for no longer, by `performance.now()`: to ask takes milliseconds on a busy machine
 */
export async function readByPeer(socket: Socket, deadline: number): Promise<void> {
  do {
    await setImmediate();
  } while (performance.now() < deadline && !socket.destroyed && (await hasUnread(socket)));
}

async function hasUnread({ localPort = 0, remotePort = 0 }: Socket): Promise<boolean> {
  const table = await readFile("/proc/net/tcp", "latin1").catch(() => "");
  // The peer's end: its address and ours, the state, and what waits to be sent and to be read.
  const entry = new RegExp(`:${hexadecimal(remotePort)} [0-9A-F]{8}:${hexadecimal(localPort)} .. .{8}:(.{8})`);
  return Number(`0x${entry.exec(table)?.[1] ?? 0}`) > 0;
}

function hexadecimal(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, "0");
}
