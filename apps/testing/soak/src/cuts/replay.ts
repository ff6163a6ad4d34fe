import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Recording } from "./recording.ts";

/**
 * How a response is cut: `reset` breaks the connection off, `closed` ends it without the last chunk, `ended` ends the
 * message cleanly, as intermediaries make it of a server that died.
 */
export type Cut = (typeof cuts)[number];

/** All of them. */
export const cuts = ["reset", "closed", "ended"] as const;

/** The bytes that arrive of a response which is cut: `offset` counts its bytes, or, where it is `ended`, its content's. */
function remaining({ bytes, head, content }: Recording, cut: Cut, offset: number): Buffer {
  if (cut !== "ended") return bytes.subarray(0, offset);
  const chunk = content.subarray(0, offset);
  const framed =
    chunk.length === 0 ? [] : [Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from("\r\n")];
  return Buffer.concat([bytes.subarray(0, head), ...framed, Buffer.from("0\r\n\r\n")]);
}

/** Serves recorded responses, cut as the target says: `/index/cut/offset`. */
export async function replay(recordings: readonly Recording[]) {
  const server = createServer((request) => {
    const [, index, cut, offset] = (request.url ?? "").split("/");
    const recording = recordings[Number(index)];
    const { socket } = request;
    if (recording === undefined) return void socket.destroy();
    request.resume().on("end", () => {
      const bytes = remaining(recording, cut as Cut, Number(offset));
      if (cut !== "reset") socket.end(bytes);
      else if (bytes.length === 0) socket.resetAndDestroy();
      else socket.write(bytes, () => socket.resetAndDestroy());
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: (index: number, cut: Cut, offset: number) => `http://127.0.0.1:${port}/${index}/${cut}/${offset}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
