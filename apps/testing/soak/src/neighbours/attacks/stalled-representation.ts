import { mebibyte } from "../../memory/formula.ts";
import { message } from "../../wire/exchange.ts";
import { frame, frameType, request } from "../../wire/frames.ts";
import type { Attack } from "../attack.ts";
import { sharedAt } from "./requests.ts";

/** Subscribes with a window of 0, so that no representation gets through, while events with long deltas happen. */
export const stalledRepresentation: Attack = {
  name: "stalled in a representation",
  version: "HTTP/2",
  load: { connections: 2, subscriptions: 50, heldBytes: 50 * mebibyte },
  async run(scene) {
    const socket = scene.openFrames([4, 0]);
    const wish = Buffer.from(JSON.stringify({ state: {}, events: { Accept: 'application/json;delta="*/*"' } }));
    const fields = [
      ["content-type", "application/json"],
      ["accept", "multipart/mixed"],
    ] as const;
    for (let index = 0; index < 50; index += 1) {
      socket.write(request(2 * index + 1, "QUERY", sharedAt(index), fields, wish));
    }
    const writer = scene.read(scene.open());
    await scene.repeat(20, (index) => {
      const patch = JSON.stringify({ text: "x".repeat(30_000), index });
      writer.write(message("PATCH", sharedAt(index), { "Content-Type": "application/merge-patch+json" }, patch));
      // It shows that it is still there.
      if (index % 20 === 0) socket.write(frame(frameType.ping, 0, 0, Buffer.alloc(8)));
    });
  },
};
