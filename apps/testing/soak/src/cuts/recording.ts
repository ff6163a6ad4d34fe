import { once } from "node:events";
import { connect } from "node:net";
import { type message, mutate } from "../wire/exchange.ts";
import { fieldOf } from "../wire/fields.ts";
import { type Kind, requestFor } from "../wire/kind.ts";
import { ResponseReader } from "../wire/response-reader.ts";

/** A complete response of a real server, ended by a deletion. */
export interface Recording {
  readonly kind: Kind;
  readonly state: boolean;
  /** Every byte, chunk framing included. */
  readonly bytes: Buffer;
  /** The number of bytes in the head. */
  readonly head: number;
  /** The number of bytes up to and including the end mark. */
  readonly marked: number;
  /** The content, and its length up to and including the end mark. */
  readonly content: Buffer;
  readonly contentMarked: number;
}

/** Records what one subscriber gets: a replacement, a patch with its delta, and the deletion. */
export async function record(port: number, kind: Kind, state: boolean): Promise<Recording> {
  const target = "/notes/recorded";
  const put = (text: string): Parameters<typeof message> => {
    return ["PUT", target, { "Content-Type": "application/json" }, JSON.stringify({ text })];
  };
  await mutate(port, ...put("Hello World!"));
  const socket = connect(port, "127.0.0.1");
  const pieces: Buffer[] = [];
  const contents: Buffer[] = [];
  const reader = new ResponseReader(kind.protocol === "prep" ? "GET" : "QUERY", {
    onHead() {},
    onContent: (bytes) => contents.push(bytes),
  });
  const complete = new Promise<void>((resolve, reject) => {
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("The response broke off")));
    socket.on("data", (bytes: Buffer) => {
      pieces.push(bytes);
      try {
        reader.push(bytes);
      } catch (error) {
        reject(error);
      }
      if (reader.complete) resolve();
    });
  });
  const withoutState = kind.protocol === "prep" ? { lastEventId: "*" } : { state: false };
  socket.write(requestFor(kind, target, state ? {} : withoutState));
  while (contents.length === 0 && reader.head === undefined) await Promise.race([once(socket, "data"), complete]);
  await mutate(port, ...put("Hello again!"));
  await mutate(port, "PATCH", target, { "Content-Type": "application/merge-patch+json" }, '{"text": "Bye"}');
  await mutate(port, "DELETE", target);
  await complete;
  socket.destroy();

  const bytes = Buffer.concat(pieces);
  const content = Buffer.concat(contents);
  const contentMarked = endOfMark(kind, fieldOf(reader.head?.fields ?? [], "content-type") ?? "", content);
  const head = bytes.indexOf("\r\n\r\n") + 4;
  return { kind, state, bytes, head, content, contentMarked, marked: offsetOf(bytes, head, contentMarked) };
}

/** The position after the end mark in the content. */
function endOfMark(kind: Kind, contentType: string, content: Buffer): number {
  // The last byte of the delete notification. In a sequence a line feed follows, which adds nothing.
  if (kind.encapsulation !== "multipart/mixed") return content.lastIndexOf("}") + 1;
  const [, boundary = ""] = /boundary="([^"]+)"/.exec(contentType) ?? [];
  const mark = `--${boundary}--`;
  return content.lastIndexOf(mark) + mark.length;
}

/** The number of bytes, chunk framing included, up to this length of the content. */
function offsetOf(bytes: Buffer, head: number, contentLength: number): number {
  let at = head;
  let missing = contentLength;
  for (;;) {
    const line = bytes.indexOf("\r\n", at) + 2;
    const size = Number.parseInt(bytes.toString("latin1", at, line), 16);
    if (!(size > 0)) throw new Error(`The response has no ${contentLength} bytes of content`);
    if (missing <= size) return line + missing;
    missing -= size;
    at = line + size + 2;
  }
}
