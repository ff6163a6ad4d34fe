import { fieldBlock, frame, frameType } from "../../wire/frames.ts";
import type { Attack } from "../attack.ts";
import { sharedAt } from "./requests.ts";

/** Opens connections and sends nothing, or half a head. */
export const halfOpen: Attack = {
  name: "half-open connections",
  version: "HTTP/1.1",
  load: { connections: 1_000 },
  async run(scene) {
    await scene.repeat(100, (index) => {
      if (scene.opened >= 1_000) return;
      const socket = scene.read(scene.open());
      if (index % 2 === 0) socket.write(`QUERY ${sharedAt(index)} HTTP/1.1\r\nHost: soak\r\nAccept: `);
    });
  },
};

/** The same on HTTP/2: nothing but settings, or a head without an end. */
export const halfOpenOnHttp2: Attack = {
  name: "half-open connections",
  version: "HTTP/2",
  load: { connections: 1_000 },
  async run(scene) {
    const block = fieldBlock([
      [":method", "QUERY"],
      [":path", sharedAt(0)],
    ]);
    await scene.repeat(100, (index) => {
      if (scene.opened >= 1_000) return;
      const socket = scene.openFrames();
      if (index % 2 === 0) socket.write(frame(frameType.headers, 0, 1, block));
    });
  },
};
