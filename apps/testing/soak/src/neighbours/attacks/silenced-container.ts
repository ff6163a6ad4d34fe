import { mebibyte } from "../../memory/formula.ts";
import { request } from "../../wire/frames.ts";
import type { Attack } from "../attack.ts";
import { filling, putAndShow, putAndShowFields } from "./requests.ts";

/** Writes to a member of its own, whose container others watch, and does not read the responses. */
export const silencedContainer: Attack = {
  name: "silenced container",
  version: "HTTP/1.1",
  load: { connections: 1, withheldBytes: 2 * mebibyte },
  async run(scene) {
    const socket = scene.open();
    await scene.repeat(100, (index) => {
      if (socket.writableLength < 1_048_576) socket.write(putAndShow("/notes/attacker", filling(index)));
    });
  },
};

/** The same with a window of 0. */
export const silencedContainerOnHttp2: Attack = {
  name: "silenced container",
  version: "HTTP/2",
  load: { connections: 1, withheldBytes: 21 * mebibyte },
  async run(scene) {
    const socket = scene.openFrames([4, 0]);
    await scene.repeat(20, (index) => {
      const content = Buffer.from(JSON.stringify({ index }));
      socket.write(request(2 * index + 1, "PUT", `/notes/attacker-${index % 20}`, putAndShowFields, content));
    });
  },
};
