import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Recording } from "./recording.ts";

/**
 * How a response is cut: `reset` resets the connection, `closed` closes it without the last chunk, `ended` ends the message
 * cleanly, as intermediaries do when a server has died.
 */
export type Cut = (typeof cuts)[number];

/** All ways to cut. */
export const cuts = ["reset", "closed", "ended"] as const;

/** The bytes of a cut response that arrive. `offset` counts its bytes; for `ended`, those of its content. */
function remaining({ bytes, head, content }: Recording, cut: Cut, offset: number): Buffer {
  if (cut !== "ended") return bytes.subarray(0, offset);
  const chunk = content.subarray(0, offset);
  const framed =
    chunk.length === 0 ? [] : [Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from("\r\n")];
  return Buffer.concat([bytes.subarray(0, head), ...framed, Buffer.from("0\r\n\r\n")]);
}

/** Serves recorded responses, cut as the target `/index/cut/offset` says. */
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
