import { mebibyte } from "../../memory/formula.ts";
import { request, windowUpdate } from "../../wire/frames.ts";
import type { Attack } from "../attack.ts";
import { filling, prep, putAndShow, putAndShowFields, sharedAt } from "./requests.ts";

/** Reads responses to its writes, and streams, at one byte a second. */
export const byteASecond: Attack = {
  name: "a byte a second",
  version: "HTTP/1.1",
  load: { connections: 40, subscriptions: 20, waitingBytes: 20 * mebibyte, withheldBytes: 4 * mebibyte },
  async run(scene) {
    const sockets = Array.from({ length: 40 }, () => scene.open());
    sockets.forEach((socket, index) => {
      socket.pause();
      if (index % 2 === 0) socket.write(prep(sharedAt(index / 2)));
    });
    const writers = sockets.filter((_, index) => index % 2 === 1).slice(0, 2);
    await scene.repeat(120, (index) => {
      const writer = writers[index % writers.length];
      if (writer !== undefined && writer.writableLength < 1_048_576) {
        writer.write(putAndShow(sharedAt(index), filling(index)));
      }
      if (index % 120 === 119) for (const socket of sockets) socket.read(1);
    });
  },
};

/** Opens the windows of its responses and streams by one byte a second. */
export const byteASecondOnHttp2: Attack = {
  name: "a byte a second",
  version: "HTTP/2",
  load: { connections: 1, subscriptions: 20, heldBytes: 20 * mebibyte, withheldBytes: 4 * mebibyte },
  async run(scene) {
    const socket = scene.openFrames([4, 1]);
    let next = 1;
    const send = (...given: Parameters<typeof request> extends [number, ...infer Rest] ? Rest : never) => {
      socket.write(request(next, ...given));
      next += 2;
    };
    for (let index = 0; index < 20; index += 1) send("GET", sharedAt(index), [["accept-events", '"prep"']]);
    await scene.repeat(10, (index) => {
      send("PUT", sharedAt(index), putAndShowFields, Buffer.from(JSON.stringify({ n: -1, index })));
      if (index % 10 !== 9) return;
      for (let stream = 1; stream < next; stream += 2) socket.write(windowUpdate(stream, 1));
    });
  },
};
