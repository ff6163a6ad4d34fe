import { type ClientHttp2Session, connect as connectHttp2 } from "node:http2";
import { connect, type Socket } from "node:net";
import { preface, type Setting, settings } from "../wire/frames.ts";

/** Where a scene is. */
export interface SceneOptions {
  readonly port: number;
  readonly http2Port: number;
}

/** What an attacker has: connections to the server, and the time until it is over. */
export class Scene {
  readonly #options: SceneOptions;
  readonly #connections = new Set<Socket | ClientHttp2Session>();
  readonly #wake = new Set<() => void>();
  /** How many connections were opened, and how many of them the server closed. */
  opened = 0;
  closedByServer = 0;
  /** How many responses of each status came, as far as they were read. */
  readonly statuses: Record<string, number> = {};
  over = false;

  constructor(options: SceneOptions) {
    this.#options = options;
  }

  /** Opens a connection of HTTP/1.1 that nothing reads from; {@link read} begins to read. */
  open(): Socket {
    return this.#track(connect(this.#options.port, "127.0.0.1"));
  }

  /** Opens a connection of HTTP/2 for frames as they are, with these settings. Reads what comes, and ignores it. */
  openFrames(...values: readonly Setting[]): Socket {
    const socket = this.#track(connect(this.#options.http2Port, "127.0.0.1"));
    socket.resume();
    socket.write(Buffer.concat([preface, settings(...values)]));
    return socket;
  }

  /** Opens a connection of HTTP/2 that obeys the rules. */
  openSession(): ClientHttp2Session {
    const session = connectHttp2(`http://127.0.0.1:${this.#options.http2Port}`);
    return this.#track(session);
  }

  /** Reads what comes, and counts the statuses. */
  read(socket: Socket): Socket {
    return socket.on("data", (bytes: Buffer) => {
      for (const [, status = ""] of bytes.toString("latin1").matchAll(/HTTP\/1\.1 (\d{3}) /g)) this.count(status);
    });
  }

  count(status: string | number | undefined): void {
    const name = String(status);
    this.statuses[name] = (this.statuses[name] ?? 0) + 1;
  }

  /** Sends a request on HTTP/2, counts its status, and ignores the rest. Its stream stays open if it is one. */
  ask(session: ClientHttp2Session, head: Readonly<Record<string, string>>, content?: string): void {
    if (session.closed || session.destroyed) return;
    const stream = session.request(head, { endStream: content === undefined });
    stream.on("response", (response) => this.count(response[":status"]));
    stream.on("error", () => {});
    stream.resume();
    if (content !== undefined) stream.end(content);
  }

  /** Does something again and again, this many times a second, until it is over. */
  async repeat(perSecond: number, what: (index: number) => unknown): Promise<void> {
    const begun = performance.now();
    for (let index = 0; !this.over; ) {
      const due = ((performance.now() - begun) / 1000) * perSecond;
      for (; index <= due && !this.over; index += 1) await what(index);
      await this.pause(10);
    }
  }

  /** Waits, but not longer than until it is over. */
  pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#wake.delete(done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      if (this.over) done();
      else this.#wake.add(done);
    });
  }

  /** Waits until it is over. */
  async end(): Promise<void> {
    while (!this.over) await this.pause(60_000);
  }

  /** Says that it is over. */
  stop(): void {
    this.over = true;
    for (const wake of [...this.#wake]) wake();
  }

  /** Closes all connections without a word. */
  leave(): void {
    for (const one of this.#connections) {
      if ("resetAndDestroy" in one) one.resetAndDestroy();
      else one.destroy();
    }
  }

  #track<Connection extends Socket | ClientHttp2Session>(connection: Connection): Connection {
    this.opened += 1;
    this.#connections.add(connection);
    connection.on("error", () => {});
    connection.on("close", () => {
      this.#connections.delete(connection);
      if (!this.over) this.closedByServer += 1;
    });
    return connection;
  }
}
