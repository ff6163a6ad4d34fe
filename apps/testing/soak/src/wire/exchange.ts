import { connect } from "node:net";
import { fieldOf } from "./fields.ts";
import { type ResponseHead, ResponseReader } from "./response-reader.ts";
import { WireError } from "./wire-error.ts";

/** An answer: whole, unless it is a stream, of which the head tells enough. */
export interface Answer extends ResponseHead {
  readonly content: Buffer;
  /** Whether it brings notifications. */
  readonly stream: boolean;
}

/** How an answer is awaited. */
export interface ExchangeOptions {
  /** The method of the request, which tells how a response is framed. Default: `GET`. */
  readonly method?: string;
  /** Waits until the server has nothing more to say and closes the connection, whatever follows the answer. */
  readonly toEnd?: boolean;
}

/** Sends bytes as they are, on a connection of their own, and reads one answer; undefined where there is none. */
export function exchange(
  port: number,
  bytes: string | Uint8Array,
  { method = "GET", toEnd = false }: ExchangeOptions = {},
): Promise<Answer | undefined> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    const socket = connect(port, "127.0.0.1", () => (toEnd ? socket.end(bytes) : socket.write(bytes)));
    const conclude = () => {
      socket.resetAndDestroy();
      const { head, complete, rest } = reader;
      if (rest.length > 0 && !toEnd) reject(new WireError("Bytes after the response", rest));
      if (head === undefined) resolve(undefined);
      // A refusal may be followed by a reset, where bytes of the request were left unread (RFC 9112, 9.6).
      else if (!complete && !isStream(head) && head.status < 400)
        reject(new WireError(`An answer of status ${head.status} broke off`));
      else resolve({ ...head, content: Buffer.concat(pieces), stream: isStream(head) });
    };
    const reader = new ResponseReader(method, {
      onHead() {},
      onContent: (piece) => pieces.push(piece),
    });
    socket.on("data", (piece: Buffer) => {
      try {
        reader.push(piece);
        if (!toEnd && reader.complete) conclude();
        if (reader.head !== undefined && isStream(reader.head)) conclude();
      } catch (error) {
        socket.destroy();
        reject(error);
      }
    });
    socket.once("end", () => {
      reader.finish();
      conclude();
    });
    socket.once("error", conclude);
    socket.setTimeout(60_000, () => {
      socket.destroy();
      reject(new WireError("No answer for 60 s to", Buffer.from(bytes)));
    });
  });
}

function isStream({ fields }: ResponseHead): boolean {
  return /status=200|^duration=/.test(fieldOf(fields, "events") ?? "");
}

/** A request with content. */
export function message(
  method: string,
  target: string,
  fields: Readonly<Record<string, string>> = {},
  content: string | Uint8Array = "",
): Buffer {
  const bytes = Buffer.from(content as Uint8Array);
  const lines = Object.entries({ Host: "soak", ...fields }).map(([name, value]) => `${name}: ${value}\r\n`);
  const length = bytes.length > 0 || method !== "GET" ? `Content-Length: ${bytes.length}\r\n` : "";
  return Buffer.concat([
    Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join("")}${length}\r\n`, "latin1"),
    bytes,
  ]);
}

/** Sends a mutation that must succeed; resolves with the id of its event. */
export async function mutate(port: number, ...request: Parameters<typeof message>): Promise<string> {
  const answer = await exchange(port, message(...request), { method: request[0] });
  const id = answer && fieldOf(answer.fields, "event-id");
  if (id === undefined) throw new WireError(`${request[0]} ${request[1]} is no event: ${answer?.status}`);
  return id;
}
