import { readFile } from "node:fs/promises";
import type { Socket } from "node:net";
import { setImmediate } from "node:timers/promises";

/**
 * Waits until the peer on this machine has read everything sent to it. Its next read then cannot combine old and new
 * bytes. This works on Linux; on other systems it only waits for one turn of the event loop.
 *
 * @param deadline when to stop waiting, by `performance.now()`: on a busy machine one look takes milliseconds
 */
export async function readByPeer(socket: Socket, deadline: number): Promise<void> {
  do {
    await setImmediate();
  } while (performance.now() < deadline && !socket.destroyed && (await hasUnread(socket)));
}

async function hasUnread({ localPort = 0, remotePort = 0 }: Socket): Promise<boolean> {
  const table = await readFile("/proc/net/tcp", "latin1").catch(() => "");
  // The entry of the peer: its address, ours, the state, and the sizes of its send and receive queues.
  const entry = new RegExp(`:${hexadecimal(remotePort)} [0-9A-F]{8}:${hexadecimal(localPort)} .. .{8}:(.{8})`);
  return Number(`0x${entry.exec(table)?.[1] ?? 0}`) > 0;
}

function hexadecimal(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, "0");
}
