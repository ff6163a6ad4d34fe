import { fieldBlock, flag, frame, frameType } from "../../wire/frames.ts";
import type { Attack } from "../attack.ts";
import { sharedAt } from "./requests.ts";

const sent = Buffer.alloc(15_000, 0x20);

/** Begins contents of QUERY and PATCH, and does not finish them. */
export const unfinishedContents: Attack = {
  name: "unfinished contents",
  version: "HTTP/1.1",
  load: { connections: 1_500, unfinished: 1_500, unfinishedBytes: 1_500 * 16_384 },
  async run(scene) {
    await scene.repeat(150, (index) => {
      if (scene.opened >= 1_500) return;
      const [method, type] =
        index % 2 === 0 ? ["QUERY", "application/json"] : ["PATCH", "application/merge-patch+json"];
      const head = `${method} ${sharedAt(index)} HTTP/1.1\r\nHost: soak\r\nContent-Type: ${type}\r\nContent-Length: 16000\r\n\r\n`;
      scene.read(scene.open()).write(Buffer.concat([Buffer.from(head), sent]));
    });
  },
};

/** The same on one connection. */
export const unfinishedContentsOnHttp2: Attack = {
  name: "unfinished contents",
  version: "HTTP/2",
  load: { connections: 1, unfinished: 1_500, unfinishedBytes: 1_500 * 16_384 },
  async run(scene) {
    const socket = scene.openFrames();
    await scene.repeat(150, (index) => {
      if (index >= 1_500 || socket.writableLength > 1_048_576) return;
      const [method, type] =
        index % 2 === 0 ? ["QUERY", "application/json"] : ["PATCH", "application/merge-patch+json"];
      const block = fieldBlock([
        [":method", method ?? ""],
        [":scheme", "http"],
        [":authority", "soak"],
        [":path", sharedAt(index)],
        ["content-type", type ?? ""],
      ]);
      const stream = 2 * index + 1;
      socket.write(frame(frameType.headers, flag.endHeaders, stream, block));
      socket.write(frame(frameType.data, 0, stream, sent));
    });
  },
};
