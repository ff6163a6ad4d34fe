import type { ServerResponse } from "node:http";
import type { Has } from "./faults.ts";
import { type LittleEvent, render } from "./forms.ts";
import type { Choice } from "./negotiate.ts";

/** The representation, which is sent first if the client asks for it. */
export interface Representation {
  readonly status: number;
  readonly type: string;
  readonly etag: string;
  readonly body: Buffer;
}

/** One response with notifications. */
export class Subscriber {
  #late: (() => void) | undefined;
  #held: LittleEvent | undefined;
  #joined = 0;
  #written = 0;
  #skips: number;
  #over: NodeJS.Timeout | undefined;

  constructor(
    private readonly response: ServerResponse,
    private readonly choice: Choice,
    private readonly url: string,
    private readonly boundary: string,
    private readonly has: Has,
    private readonly left: (subscriber: Subscriber) => void,
    represents: boolean,
    /** Whether it swaps events, for the fault that each subscriber has another order. */
    private readonly odd: boolean,
  ) {
    this.#skips = represents && has("gap") ? 1 : 0;
    response.on("close", () => this.#leave());
  }

  /** Sends the bytes before the notifications, and limits the duration. */
  begin(seconds: number, representation: Representation | undefined): void {
    const { encapsulation } = this.choice;
    const late = encapsulation === "single" ? "single-head-late" : "head-late";
    if (!this.has(late)) this.response.flushHeaders();
    if (encapsulation === "multipart/mixed" && !this.has("delimiter-late") && !this.has("first-delimiter-late")) {
      if (!this.has("head-late")) this.response.write(`--${this.boundary}`);
    }
    if (encapsulation === "application/http" && this.has("filler-message")) {
      this.response.write("HTTP/1.1 204 No Content\r\n\r\n");
    }
    if (representation !== undefined && !this.has("representation-forgotten")) {
      const send = () => this.#write(this.#represented(representation));
      if (this.has("representation-late")) {
        const timer = setTimeout(() => this.#sendLate(), 1_000);
        this.#late = () => {
          clearTimeout(timer);
          send();
        };
      } else send();
    }
    if (seconds > 0 || this.has("negative-duration-honoured")) {
      const early = Math.max(seconds / 10, seconds - 2);
      const lasts = this.has("early-end") && encapsulation !== "single" ? early : seconds;
      if (!this.has("no-end-at-duration"))
        this.#over = setTimeout(() => this.#expire(), 1_000 * Math.min(Math.max(0, lasts), 3_600));
    }
  }

  /** Tells of an event, with the faults that change the order. */
  notify(event: LittleEvent, number: number): void {
    const { has } = this;
    if (this.#skips > 0) {
      this.#skips -= 1;
      return;
    }
    const swaps = has("swapped") || (has("own-orders") && this.odd);
    if (number === 9 && has("lost")) return;
    if (number === 9 && swaps) {
      this.#held = event;
      return;
    }
    this.send(event);
    if (number === 9 && has("doubled")) this.send(event);
    if (this.#held !== undefined) this.send(this.#held);
    this.#held = undefined;
  }

  /** Sends one notification; the single one, and the last one, with the end. */
  send(event: LittleEvent, goesOn = false): void {
    const { has } = this;
    const ends = event.object === undefined || (has("child-ends-container") && event.object.includes("/made-"));
    const last = (event.type === "delete" && ends && !goesOn) || has("every-event-is-the-end");
    const { encapsulation, form, delta } = this.choice;
    const text = render(event, form, delta, this.url, has);
    if (encapsulation === "single") this.#sendSingle(text);
    else {
      if (!(last && has("deletion-untold"))) this.#write(this.#notification(text));
      this.#sendLate();
      if (last && !has("no-end-after-deletion")) this.end(false);
    }
  }

  end(due: boolean): void {
    const { has, choice, response } = this;
    this.#leave();
    this.#sendLate();
    const closes = !has("close-delimiter-missing") && !(due && has("close-delimiter-missing-at-duration"));
    if (choice.encapsulation === "multipart/mixed" && closes) {
      const first = has("first-delimiter-late") && this.#written === 0 ? `--${this.boundary}` : "";
      response.end(has("delimiter-late") ? `\r\n--${this.boundary}--\r\n` : `${first}--\r\n`);
    } else response.end();
  }

  #expire(): void {
    if (this.has("cut-off-at-duration")) this.response.destroy();
    else if (this.choice.encapsulation !== "single") this.end(true);
    else this.response.end(this.has("single-empty-object") ? "{}" : "");
  }

  #leave(): void {
    clearTimeout(this.#over);
    this.left(this);
  }

  #sendLate(): void {
    const late = this.#late;
    this.#late = undefined;
    late?.();
  }

  #sendSingle(text: string): void {
    const { response, has } = this;
    if (has("single-goes-on")) response.write(text);
    else if (has("single-joins")) {
      response.write(text);
      this.#joined += 1;
      if (this.#joined === 1) setTimeout(() => response.end(), 500);
      else {
        this.#leave();
        response.end();
      }
    } else {
      this.#leave();
      response.end(has("single-in-parts") ? `--${this.boundary}\r\n\r\n${text}\r\n--${this.boundary}--` : text);
    }
  }

  #write(pieces: readonly (string | Buffer)[]): void {
    for (const piece of pieces) this.response.write(piece);
    this.#written += 1;
  }

  #notification(text: string): readonly string[] {
    const { has, choice } = this;
    const { encapsulation, form } = choice;
    const length = Buffer.byteLength(text);
    if (encapsulation === "application/json-seq") {
      const json = has("record-separator-inside") ? JSON.stringify(JSON.parse(text), null, "\x1e") : text;
      const item = has("items-in-arrays") ? `[${json}]` : json;
      return [`${has("record-separator-missing") ? "" : "\x1e"}${item}${has("line-feed-missing") ? "" : "\n"}`];
    }
    if (encapsulation === "application/http") {
      const wrong = (has("length-too-long") ? 1 : 0) - (has("length-too-short") ? 1 : 0);
      const head = `HTTP/1.1 200 OK\r\nContent-Type: ${form}\r\n${has("fields-repeated") ? "Incremental: ?1\r\n" : ""}`;
      if (has("chunked-messages")) {
        return [`${head}Transfer-Encoding: chunked\r\n\r\n${length.toString(16)}\r\n${text}\r\n0\r\n\r\n`];
      }
      return [`${head}Content-Length: ${length + wrong}\r\n\r\n${text}`];
    }
    const fields = [
      ...(has("part-type-missing") ? [] : [`Content-Type: ${form}`]),
      `Content-Length: ${length}`,
      ...(has("part-fields") ? ["Example: yes"] : []),
    ];
    return this.#part(fields.join(has("bare-line-feeds") ? "\n" : "\r\n"), text);
  }

  #part(fields: string, body: string | Buffer): readonly (string | Buffer)[] & readonly string[] {
    const { has, boundary } = this;
    const lines = fields === "" ? "" : `${fields}\r\n`;
    const first = has("first-delimiter-late") && this.#written === 0 ? `--${boundary}` : "";
    const text = typeof body === "string" ? body : body.toString("latin1");
    if (has("delimiter-late")) return [`${this.#written === 0 ? "" : "\r\n"}--${boundary}\r\n${lines}\r\n${text}`];
    const part = `${first}\r\n${lines}\r\n${text}`;
    return has("delimiter-in-chunk-of-its-own") ? [part, `\r\n--${boundary}`] : [`${part}\r\n--${boundary}`];
  }

  #represented({ status, type, etag, body }: Representation): readonly (string | Buffer)[] {
    const there = status === 200;
    switch (this.choice.encapsulation) {
      case "application/json-seq":
        return ["\x1e", body, "\n"];
      case "application/http": {
        if (!there)
          return [`HTTP/1.1 ${status} \r\nETag: ${etag}\r\n${status === 412 ? "Content-Length: 0\r\n" : ""}\r\n`];
        const length = this.has("lengthless-representation") ? "" : `Content-Length: ${body.length}\r\n`;
        return [`HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\n${length}\r\n`, body];
      }
      default:
        return this.#part(there ? `Content-Type: ${type}\r\nContent-Length: ${body.length}` : "", there ? body : "");
    }
  }
}
