import { message } from "../../wire/exchange.ts";
import type { Attack } from "../attack.ts";
import { prep, sharedAt } from "./requests.ts";

/** Subscribes, and leaves at once, at any moment. */
export const connectAndLeave: Attack = {
  name: "connect and leave",
  version: "HTTP/1.1",
  load: { connections: 100, subscriptions: 100 },
  async run(scene) {
    const query = message("QUERY", sharedAt(0), { "Content-Type": "application/json" }, '{"state":{},"events":{}}');
    await scene.repeat(150, (index) => {
      const socket = scene.read(scene.open());
      socket.write(index % 2 === 0 ? prep(sharedAt(index)) : query);
      setTimeout(() => socket.resetAndDestroy(), index % 10);
    });
  },
};
