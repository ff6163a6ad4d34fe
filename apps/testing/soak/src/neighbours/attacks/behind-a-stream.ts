import { message } from "../../wire/exchange.ts";
import type { Attack } from "../attack.ts";
import { prep, sharedAt } from "./requests.ts";

/** Opens streams, and lets requests wait behind them, on the same connections. */
export const behindAStream: Attack = {
  name: "requests behind a stream",
  version: "HTTP/1.1",
  load: { connections: 4, subscriptions: 4, waitingRequests: 400 },
  async run(scene) {
    const requests = Buffer.concat(Array.from({ length: 50 }, () => message("GET", sharedAt(0))));
    const sockets = Array.from({ length: 4 }, () => scene.read(scene.open()));
    for (const [index, socket] of sockets.entries()) socket.write(prep(sharedAt(index)));
    await scene.repeat(100, (index) => {
      const socket = sockets[index % sockets.length];
      if (socket !== undefined && socket.writableLength < 1_048_576) socket.write(requests);
    });
  },
};
