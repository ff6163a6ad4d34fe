import { mebibyte } from "../../memory/formula.ts";
import { request } from "../../wire/frames.ts";
import type { Attack } from "../attack.ts";
import { putAndShowFields, sharedAt } from "./requests.ts";

/** Writes to what others watch, with a window of 0: the content of no response can be sent. */
export const zeroWindow: Attack = {
  name: "window of 0",
  version: "HTTP/2",
  load: { connections: 1, withheldBytes: 4 * mebibyte },
  async run(scene) {
    const socket = scene.openFrames([4, 0]);
    const content = (index: number) => Buffer.from(JSON.stringify({ n: -1, index }));
    await scene.repeat(20, (index) => {
      socket.write(request(2 * index + 1, "PUT", sharedAt(index), putAndShowFields, content(index)));
    });
  },
};
