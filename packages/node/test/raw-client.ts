import { connect, type Socket } from "node:net";
import { type RawResponse, readResponse } from "./raw-response.ts";

/** A client that reads and writes bytes, and understands nothing. */
export class RawClient {
  readonly socket: Socket;
  /** How the connection ended, from here: cleanly, or by a reset. */
  readonly closed: Promise<"end" | "reset">;
  #bytes: Buffer[] = [];
  #length = 0;
  #taken = 0;
  #tail = "";
  #over = false;
  #wake: (() => void)[] = [];

  constructor(port: number) {
    this.socket = connect({ port, host: "127.0.0.1" });
    this.socket.setNoDelay(true);
    let how: "end" | "reset" = "end";
    this.socket.on("error", () => {
      how = "reset";
    });
    this.socket.on("data", (bytes) => {
      this.#bytes.push(bytes);
      this.#length += bytes.byteLength;
      this.#tail = (this.#tail + bytes.subarray(-16).toString("latin1")).slice(-16);
      this.#tell();
    });
    this.closed = new Promise((resolve) => {
      this.socket.on("close", () => {
        this.#over = true;
        resolve(how);
        this.#tell();
      });
    });
  }

  /** Sends a request: a request line and field lines, and content, whose length is told unless they say how it comes. */
  send(head: string, content?: string | Uint8Array): void {
    const lines = head
      .trim()
      .split("\n")
      .map((line) => line.trim());
    if (!lines.some((line) => /^host:/i.test(line))) lines.push("Host: example.org");
    const bytes = typeof content === "string" ? Buffer.from(content) : content;
    const framed = lines.some((line) => /^(content-length|transfer-encoding):/i.test(line));
    if (bytes !== undefined && !framed) lines.push(`Content-Length: ${bytes.byteLength}`);
    this.socket.write(`${lines.join("\r\n")}\r\n\r\n`);
    if (bytes !== undefined) this.socket.write(bytes);
  }

  /** What came and was not taken as a response yet, one character a byte. */
  get text(): string {
    return this.bytes.toString("latin1");
  }

  get bytes(): Buffer {
    const all = Buffer.concat(this.#bytes, this.#length);
    this.#bytes = [all];
    return all.subarray(this.#taken);
  }

  /** How many bytes came, ever. */
  get length(): number {
    return this.#length;
  }

  /** The last bytes that came, without looking at all of them. */
  get tail(): string {
    return this.#tail;
  }

  /** Waits until what came fulfils the condition, or contains the text; rejects where the connection closes before. */
  async until(condition: string | ((text: string) => boolean)): Promise<string> {
    const holds = typeof condition === "string" ? (text: string) => text.includes(condition) : condition;
    for (;;) {
      const { text } = this;
      if (holds(text)) return text;
      if (this.#over) throw new Error(`Closed before ${String(condition)}; there is: ${text.slice(0, 2_000)}`);
      await this.next();
    }
  }

  /** Waits until something more comes, or the connection closes. */
  next(): Promise<void> {
    return this.#over ? Promise.resolve() : new Promise((resolve) => this.#wake.push(resolve));
  }

  /** Waits for a whole response, and takes it. */
  async response(method = "GET"): Promise<RawResponse> {
    for (;;) {
      const response = readResponse(this.bytes, method, this.#over);
      if (response?.complete === true) {
        this.#taken += response.length;
        return response;
      }
      if (this.#over) throw new Error(`Closed before the response was whole; there is: ${this.text.slice(0, 2_000)}`);
      await this.next();
    }
  }

  /** What has come of a response so far, once its head and the condition on its content are there. */
  async partial(condition: string | ((body: string) => boolean) = ""): Promise<RawResponse> {
    const holds = typeof condition === "string" ? (body: string) => body.includes(condition) : condition;
    for (;;) {
      const response = readResponse(this.bytes, "GET", this.#over);
      if (response !== undefined && holds(response.body)) return response;
      if (this.#over) throw new Error(`Closed before ${String(condition)}; there is: ${this.text.slice(-2_000)}`);
      await this.next();
    }
  }

  /** Leaves, without a word. */
  leave(): void {
    this.socket.destroy();
  }

  #tell(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}
