import { Agent, request } from "node:http";
import type { ClientHttp2Session } from "node:http2";
import { setTimeout as pause } from "node:timers/promises";
import type { Write } from "./ledger.ts";

/** Sends a PATCH; resolves with the id of its event when the head of the response has come. */
export type Patch = (target: string, content: string) => Promise<string>;

const type = { "content-type": "application/merge-patch+json" };

/** Sends on connections of HTTP/1.1 that are used again. */
export function patchOnHttp1(port: number): Patch {
  const agent = new Agent({ keepAlive: true });
  return (path, content) =>
    new Promise((resolve, reject) => {
      const sent = request({ port, host: "127.0.0.1", method: "PATCH", path, headers: type, agent }, (response) => {
        response.resume();
        const id = response.headers["event-id"];
        if (typeof id === "string") resolve(id);
        else reject(new Error(`PATCH ${path} caused no event: ${response.statusCode}`));
      });
      sent.on("error", reject);
      sent.end(content);
    });
}

/** Sends on one connection of HTTP/2. */
export function patchOnHttp2(session: ClientHttp2Session): Patch {
  return (path, content) =>
    new Promise((resolve, reject) => {
      const stream = session.request({ ":method": "PATCH", ":path": path, ...type });
      stream.on("response", (head) => {
        const id = head["event-id"];
        if (typeof id === "string") resolve(id);
        else reject(new Error(`PATCH ${path} caused no event: ${head[":status"]}`));
      });
      stream.on("error", reject);
      stream.on("close", () => reject(new Error(`PATCH ${path} got no response`)));
      stream.resume();
      stream.end(content);
    });
}

/** Writes numbers to one resource, one after the other. */
export class Writer {
  readonly writes: Write[] = [];
  /** The longest time until a response, in seconds. */
  longest = 0;
  failure: string | undefined;
  readonly target: string;
  readonly #patch: Patch;
  #n = 0;
  #writing: Promise<void> | undefined;
  #over = true;

  constructor(target: string, patch: Patch) {
    this.target = target;
    this.#patch = patch;
  }

  /** Begins anew, with this many milliseconds between writes. */
  begin(interval: number): void {
    this.writes.length = 0;
    this.longest = 0;
    this.failure = undefined;
    this.#over = false;
    this.#writing = this.#write(interval);
  }

  /** Stops; resolves when the last response has come, or there is none after some seconds. */
  async end(seconds: number): Promise<void> {
    this.#over = true;
    const late = new AbortController();
    const waiting = pause(seconds * 1000, undefined, { signal: late.signal }).then(
      () => {
        this.failure ??= `A write to ${this.target} got no response within ${seconds} s`;
      },
      () => {},
    );
    await Promise.race([this.#writing, waiting]);
    late.abort();
  }

  async #write(interval: number): Promise<void> {
    while (!this.#over) {
      const n = this.#n++;
      const begun = performance.now();
      try {
        const id = await this.#patch(this.target, JSON.stringify({ n }));
        const answered = performance.now();
        this.writes.push({ id, n, answered });
        this.longest = Math.max(this.longest, (answered - begun) / 1000);
      } catch (error) {
        this.failure ??= String(error);
      }
      await pause(interval);
    }
  }
}
