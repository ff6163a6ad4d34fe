import type { Socket } from "node:net";

/** A request as it arrived. */
export interface ReceivedRequest {
  readonly method: string;
  readonly target: string;
  /** The values by lower-case name. The values of repeated fields are joined by commas. */
  readonly fields: ReadonlyMap<string, string>;
  /** One character per byte. */
  readonly content: string;
}

/** The most bytes that may wait to be read. */
const limit = 1_048_576;

/** Reads the requests of a connection one by one. Ends with the connection, or at bytes that are not HTTP/1.1. */
export async function* readRequests(socket: Socket): AsyncGenerator<ReceivedRequest, void> {
  const source = new Source(socket);
  for (;;) {
    const block = await source.upTo("\r\n\r\n");
    if (block === undefined) return;
    const [line = "", ...lines] = block.replace(/^(?:\r\n)+/, "").split("\r\n");
    const [, method, target] = /^([^ ]+) ([^ ]+) HTTP\/1\.1$/.exec(line) ?? [];
    if (method === undefined || target === undefined) return;
    const fields = new Map<string, string>();
    for (const field of lines) {
      const [, name = "", value = ""] = /^([^:]+):[ \t]*(.*?)[ \t]*$/.exec(field) ?? [];
      const key = name.toLowerCase();
      fields.set(key, fields.has(key) ? `${fields.get(key)}, ${value}` : value);
    }
    if (/100-continue/i.test(fields.get("expect") ?? "")) socket.write("HTTP/1.1 100 Continue\r\n\r\n");
    const content = await readContent(source, fields);
    if (content === undefined) return;
    yield { method, target, fields, content };
  }
}

async function readContent(source: Source, fields: ReadonlyMap<string, string>): Promise<string | undefined> {
  if (!/chunked/i.test(fields.get("transfer-encoding") ?? "")) {
    return source.bytes(Number(fields.get("content-length") ?? 0));
  }
  let content = "";
  for (;;) {
    const line = await source.upTo("\r\n");
    if (line === undefined) return undefined;
    const size = Number.parseInt(line, 16);
    if (!(size >= 0)) return undefined;
    if (size === 0) return (await source.trailers()) ? content : undefined;
    content += (await source.bytes(size)) ?? "";
    await source.upTo("\r\n");
  }
}

/** The unread bytes of a connection, and a way to wait for more. */
class Source {
  #text = "";
  #over = false;
  #wake: () => void = () => {};

  constructor(socket: Socket) {
    socket.on("data", (bytes: Buffer) => {
      this.#text += bytes.toString("latin1");
      if (this.#text.length > limit) socket.destroy();
      this.#wake();
    });
    const end = () => {
      this.#over = true;
      this.#wake();
    };
    socket.on("end", end).on("close", end);
  }

  /** Reads up to the mark and skips the mark. Resolves with undefined if the connection ends before it. */
  async upTo(mark: string): Promise<string | undefined> {
    for (;;) {
      const at = this.#text.indexOf(mark);
      if (at >= 0) {
        const text = this.#text.slice(0, at);
        this.#text = this.#text.slice(at + mark.length);
        return text;
      }
      if (this.#over) return undefined;
      await this.#more();
    }
  }

  /** Reads a number of bytes. Resolves with undefined if the connection ends before them. */
  async bytes(count: number): Promise<string | undefined> {
    while (this.#text.length < count) {
      if (this.#over) return undefined;
      await this.#more();
    }
    const text = this.#text.slice(0, count);
    this.#text = this.#text.slice(count);
    return text;
  }

  /** Skips trailer fields and the empty line. */
  async trailers(): Promise<boolean> {
    for (;;) {
      const line = await this.upTo("\r\n");
      if (line === undefined || line === "") return line === "";
    }
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
