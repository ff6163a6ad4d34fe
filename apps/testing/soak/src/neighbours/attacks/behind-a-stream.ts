import type { Socket } from "node:net";
import type { Adapter } from "../../server/configuration.ts";
import { message } from "../../wire/exchange.ts";
import type { Attack } from "../attack.ts";
import { prep, sharedAt } from "./requests.ts";

const connections = 6;
/** How many may wait on a connection, and how many more node reads before it is closed: 64 KiB of them. */
const waiting = 100 + 1_300;
/** What a request that waits takes, by the adapter (docs/operating.md). */
const weights: Partial<Record<Adapter, number>> = { express: 1.4, koa: 2 };

/**
 * Opens streams, and lets requests wait behind them, on the same connections: ordinary ones, and thousands that ask for
 * streams themselves, by PREP and by QUERY, in large and in small pieces. What the server closes is opened again.
 */
export const behindAStream: Attack = {
  name: "requests behind a stream",
  version: "HTTP/1.1",
  load: (adapter) => ({
    connections,
    subscriptions: connections,
    waitingRequests: connections * waiting * (weights[adapter] ?? 1),
  }),
  async run(scene) {
    const query = message("QUERY", sharedAt(0), { "Content-Type": "application/json" }, '{"events":{}}');
    const pieces = [
      repeated(50, message("GET", sharedAt(0))),
      repeated(3_000, prep(sharedAt(1))),
      repeated(90, prep(sharedAt(2))),
      prep(sharedAt(3)),
      repeated(3_000, query),
      query,
    ];
    const open = (index: number): Socket => {
      const socket = scene.read(scene.open());
      socket.write(prep(sharedAt(index)));
      return socket;
    };
    const sockets = Array.from({ length: connections }, (_, index) => open(index));
    await scene.repeat(30, (index) => {
      const place = index % connections;
      // Not more than it takes: what was closed is opened some times a second.
      if (sockets[place]?.destroyed !== false) sockets[place] = open(index);
      else if (sockets[place].writableLength < 1_048_576) sockets[place].write(pieces[place % pieces.length] ?? query);
    });
  },
};

function repeated(times: number, request: Buffer): Buffer {
  return Buffer.concat(Array.from({ length: times }, () => request));
}
