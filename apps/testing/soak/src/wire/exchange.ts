import { connect } from "node:net";
import { fieldOf } from "./fields.ts";
import { type ResponseHead, ResponseReader } from "./response-reader.ts";
import { WireError } from "./wire-error.ts";

/** A response: complete, unless it is a stream, for which the head is enough. */
export interface Answer extends ResponseHead {
  readonly content: Buffer;
  /** Whether it is a stream of notifications. */
  readonly stream: boolean;
}

/** How to wait for a response. */
export interface ExchangeOptions {
  /** The method of the request, which the framing of the response depends on. Default: `GET`. */
  readonly method?: string;
  /** Whether to wait until the server closes the connection, whatever follows the response. Default: no. */
  readonly toEnd?: boolean;
}

/** Sends bytes as they are, on their own connection, and reads one response; `undefined` if there is none. */
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
      // A reset may follow a refusal if bytes of the request were left unread (RFC 9112 section 9.6).
      else if (!complete && !isStream(head) && head.status < 400)
        reject(new WireError(`A response of status ${head.status} broke off`));
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
      reject(new WireError("No response for 60 s to", Buffer.from(bytes)));
    });
  });
}

function isStream({ fields }: ResponseHead): boolean {
  return /status=200|^duration=/.test(fieldOf(fields, "events") ?? "");
}

/** Makes a request with content. */
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

/** Sends a mutation that must succeed, and returns the id of its event. */
export async function mutate(port: number, ...request: Parameters<typeof message>): Promise<string> {
  const answer = await exchange(port, message(...request), { method: request[0] });
  const id = answer && fieldOf(answer.fields, "event-id");
  if (id === undefined) throw new WireError(`${request[0]} ${request[1]} caused no event: ${answer?.status}`);
  return id;
}
