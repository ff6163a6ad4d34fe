import { mebibyte } from "../../memory/formula.ts";
import type { Attack } from "../attack.ts";
import { filling, putAndShow, sharedAt } from "./requests.ts";

/** Writes to what others watch, and never reads the responses: they fill the buffers, and the last one sticks. */
export const unreadAnswers: Attack = {
  name: "unread answers",
  version: "HTTP/1.1",
  load: { connections: 2, withheldBytes: 4 * mebibyte },
  async run(scene) {
    const sockets = [scene.open(), scene.open()];
    await scene.repeat(150, (index) => {
      const socket = sockets[index % sockets.length];
      if (socket !== undefined && socket.writableLength < 1_048_576) {
        socket.write(putAndShow(sharedAt(index), filling(index)));
      }
    });
  },
};
