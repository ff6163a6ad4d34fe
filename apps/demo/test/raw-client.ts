import { connect, type Socket } from "node:net";

/** One connection, read as it comes: no HTTP client in between that could repair anything. */
export class RawConnection {
  #received = Buffer.alloc(0);
  #ended: "end" | "reset" | undefined;
  #wake: (() => void)[] = [];

  private constructor(private readonly socket: Socket) {
    socket.on("data", (bytes) => {
      this.#received = Buffer.concat([this.#received, bytes]);
      this.#changed();
    });
    socket.on("end", () => this.#end("end"));
    socket.on("error", () => this.#end("reset"));
    socket.on("close", () => this.#end("end"));
  }

  static open(port: number): Promise<RawConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, "127.0.0.1", () => resolve(new RawConnection(socket)));
      socket.once("error", reject);
    });
  }

  send(text: string): void {
    this.socket.write(text);
  }

  close(): void {
    this.socket.destroy();
  }

  /** Everything so far, chunk framing included. */
  get text(): string {
    return this.#received.toString("latin1");
  }

  get head(): string {
    return this.text.split("\r\n\r\n", 1)[0] ?? "";
  }

  /** The content so far, without chunk framing. */
  get content(): string {
    const { head, text } = this;
    const rest = text.slice(head.length + 4);
    return /^transfer-encoding: chunked$/im.test(head) ? dechunk(rest) : rest;
  }

  /** The chunks so far. */
  get chunks(): string[] {
    return chunksOf(this.text.slice(this.head.length + 4)).chunks;
  }

  /** Whether the message has ended as its framing says. */
  get complete(): boolean {
    return /\r\n0\r\n\r\n$/.test(this.text);
  }

  get ended(): "end" | "reset" | undefined {
    return this.#ended;
  }

  field(name: string): string | undefined {
    return new RegExp(`^${name}: (.*)$`, "im").exec(this.head)?.[1];
  }

  /** Waits until the condition holds; rejects with what there is when the connection ends, or nothing comes for long. */
  async until(condition: (connection: this) => boolean, what = String(condition)): Promise<this> {
    const deadline = Date.now() + 20_000;
    while (!condition(this)) {
      if (this.#ended !== undefined) throw new Error(`The connection ended before: ${what}\n${this.text}`);
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`In vain: ${what}\n${this.text}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    return this;
  }

  untilContent(text: string | RegExp): Promise<this> {
    const holds = (content: string) => (typeof text === "string" ? content.includes(text) : text.test(content));
    return this.until((connection) => connection.text.includes("\r\n\r\n") && holds(connection.content), String(text));
  }

  #end(how: "end" | "reset"): void {
    this.#ended ??= how;
    this.#changed();
  }

  #changed(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}

/** Sends a request, and gives the connection that its answer comes on. */
export async function request(
  port: number,
  method: string,
  target: string,
  fields: Readonly<Record<string, string>> = {},
  content?: string,
): Promise<RawConnection> {
  const connection = await RawConnection.open(port);
  const lines = Object.entries({ Host: `127.0.0.1:${port}`, ...fields }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  const length = content === undefined ? "" : `Content-Length: ${Buffer.byteLength(content)}\r\n`;
  connection.send(`${method} ${target} HTTP/1.1\r\n${lines.join("")}${length}\r\n${content ?? ""}`);
  return connection;
}

/** A whole answer to a request that is no subscription. */
export async function exchange(...request_: Parameters<typeof request>): Promise<RawConnection> {
  const [port, method, target, fields, content] = request_;
  const connection = await request(port, method, target, { ...fields, Connection: "close" }, content);
  return connection.until(({ ended }) => ended !== undefined);
}

function chunksOf(text: string): { chunks: string[]; whole: boolean } {
  const chunks: string[] = [];
  let rest = text;
  for (;;) {
    const line = /^([0-9a-f]+)\r\n/i.exec(rest);
    if (line === null) return { chunks, whole: false };
    const length = Number.parseInt(line[1] ?? "", 16);
    if (length === 0) return { chunks, whole: true };
    chunks.push(rest.slice(line[0].length, line[0].length + length));
    rest = rest.slice(line[0].length + length + 2);
  }
}

function dechunk(text: string): string {
  return chunksOf(text).chunks.join("");
}
