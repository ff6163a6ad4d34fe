import { connect, type Socket } from "node:net";
import { Changes } from "../waiting/changes.ts";
import { type RawResponse, readResponse } from "./raw-response.ts";

/** One connection that sends and receives bytes: no HTTP client in between that could repair anything. */
export class RawClient {
  readonly socket: Socket;
  /** How the connection ended, seen from here: cleanly, or by a reset. */
  readonly closed: Promise<"end" | "reset">;
  /** Reports whatever comes, and the end of the connection. */
  readonly changes = new Changes();
  #bytes: Buffer[] = [];
  #length = 0;
  #taken = 0;
  #tail = "";
  #over = false;

  constructor(port: number, host = "127.0.0.1") {
    this.socket = connect({ port, host });
    this.socket.setNoDelay(true);
    let how: "end" | "reset" = "end";
    this.socket.on("error", () => {
      how = "reset";
    });
    this.socket.on("data", (bytes) => {
      this.#bytes.push(bytes);
      this.#length += bytes.byteLength;
      this.#tail = (this.#tail + bytes.subarray(-16).toString("latin1")).slice(-16);
      this.changes.report();
    });
    this.closed = new Promise((resolve) => {
      this.socket.on("close", () => {
        this.#over = true;
        resolve(how);
        this.changes.report();
      });
    });
  }

  /**
   * Sends a request: a request line and field lines, one a line, and content. Adds `Host`, and `Content-Length` unless a
   * field line already frames the content.
   */
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

  /** What came and was not taken as a response yet; each byte is a character. */
  get text(): string {
    return this.bytes.toString("latin1");
  }

  get bytes(): Buffer {
    const all = Buffer.concat(this.#bytes, this.#length);
    this.#bytes = [all];
    return all.subarray(this.#taken);
  }

  /** How many bytes ever came. */
  get length(): number {
    return this.#length;
  }

  /** The last 16 bytes that came, without a look at all of them. */
  get tail(): string {
    return this.#tail;
  }

  /** Whether the connection is closed. */
  get over(): boolean {
    return this.#over;
  }

  /**
   * Waits until what came fulfils the condition, or contains the text.
   *
   * @throws Error if the connection closes before
   */
  async until(condition: string | ((text: string) => boolean)): Promise<string> {
    const holds = typeof condition === "string" ? (text: string) => text.includes(condition) : condition;
    await this.#waitFor(() => holds(this.text), String(condition));
    return this.text;
  }

  /** Waits until something more comes, or the connection closes. */
  next(): Promise<void> {
    return this.#over ? Promise.resolve() : this.changes.next();
  }

  /** Waits for a complete response, and takes it. */
  async response(method = "GET"): Promise<RawResponse> {
    const response = await this.#responseThat(method, ({ complete }) => complete, "a complete response");
    this.#taken += response.length;
    return response;
  }

  /** Waits for the head of a response and the condition on its content; gives what has come of it so far. */
  partial(condition: string | ((body: string) => boolean) = ""): Promise<RawResponse> {
    const holds = typeof condition === "string" ? (body: string) => body.includes(condition) : condition;
    return this.#responseThat("GET", ({ body }) => holds(body), String(condition));
  }

  /** Leaves without a word: closes the connection. */
  leave(): void {
    this.socket.destroy();
  }

  async #responseThat(method: string, holds: (response: RawResponse) => boolean, what: string): Promise<RawResponse> {
    let found: RawResponse | undefined;
    await this.#waitFor(() => {
      const response = readResponse(this.bytes, method, this.#over);
      found = response !== undefined && holds(response) ? response : undefined;
      return found !== undefined;
    }, what);
    if (found === undefined) throw new Error(`There is no ${what}`);
    return found;
  }

  #waitFor(condition: () => boolean, what: string): Promise<void> {
    return this.changes.until(condition, {
      what: () => `${what}; there is: ${this.text.slice(-2_000)}`,
      isOver: () => this.#over,
    });
  }
}
