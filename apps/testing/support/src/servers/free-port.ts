import { connect, createServer } from "node:net";
import { listen } from "./listen.ts";

/**
 * Finds a port on 127.0.0.1 that nobody listens on. Only for programs that can't choose a free port themselves, or must
 * know it beforehand: another program may take it in the meantime.
 */
export async function freePort(): Promise<number> {
  const { port, close } = await listen(createServer());
  await close();
  return port;
}

/** Whether somebody listens on a port of 127.0.0.1. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
