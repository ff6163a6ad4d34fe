import { connect, type Socket } from "node:net";
import { Changes } from "@resource-events/testing-support";
import { fieldOf } from "./fields.ts";
import { type Kind, requestFor, type Wish, withState } from "./kind.ts";
import { type Notification, readNotification } from "./notification.ts";
import { type ResponseHead, ResponseReader } from "./response-reader.ts";
import { type StreamDecoder, streamDecoder } from "./stream-decoder.ts";
import { WireError } from "./wire-error.ts";

/** How a subscription ended: with its end mark, or cut off; `left` if the subscriber ended it. */
export type Ending = "clean" | "cut off" | "left";

/** Options for a {@link StrictSubscriber}. */
export interface SubscriberOptions extends Wish {
  readonly port: number;
  readonly target: string;
  readonly kind: Kind;
  /** Whether to read at once. If false, it sends the request and waits for {@link StrictSubscriber.read}. Default: true. */
  readonly reads?: boolean;
  readonly onNotification?: (notification: Notification) => void;
}

/** A subscription on its own socket, decoded strictly: no HTTP client in between that could repair anything. */
export class StrictSubscriber {
  head: ResponseHead | undefined;
  representation: Buffer | undefined;
  /** The boundary between notifications, if there is one. */
  boundary: string | undefined;
  readonly notifications: Notification[] = [];
  ending: Ending | undefined;
  /** The fault in the bytes, if any. */
  error: Error | undefined;
  /** Resolves when the subscription is over, however it ended. */
  readonly over: Promise<void>;
  #conclude: () => void = () => {};
  readonly #changes = new Changes();
  readonly kind: Kind;
  readonly #options: SubscriberOptions;
  readonly #socket: Socket;
  readonly #reader: ResponseReader;
  #decoder: StreamDecoder | undefined;
  #deleted = false;

  private constructor(options: SubscriberOptions) {
    this.#options = options;
    this.kind = options.kind;
    this.over = new Promise((resolve) => {
      this.#conclude = resolve;
    });
    const { port, kind, target, reads = true } = options;
    this.#reader = new ResponseReader(kind.protocol === "prep" ? "GET" : "QUERY", {
      onHead: (head) => this.#begin(head),
      onContent: (bytes) => this.#decoder?.push(bytes),
    });
    this.#socket = connect(port, "127.0.0.1");
    this.#socket.on("error", () => this.#end());
    this.#socket.on("close", () => this.#end());
    this.#socket.write(requestFor(kind, target, options));
    if (reads) this.read();
    else this.#socket.pause();
  }

  /** Begins to read. */
  read(): void {
    this.#socket.on("end", () => this.#end());
    this.#socket.on("data", (bytes: Buffer) => this.#take(bytes));
    this.#socket.resume();
  }

  /** Subscribes; resolves when the head has arrived or, without reading, when the connection is open. */
  static async open(options: SubscriberOptions): Promise<StrictSubscriber> {
    const subscriber = new StrictSubscriber(options);
    if (options.reads === false) await new Promise<void>((resolve) => subscriber.#socket.once("connect", resolve));
    else await subscriber.until(() => subscriber.head !== undefined, "the head of a response");
    return subscriber;
  }

  /** The event after which the stream begins. */
  get startEventId(): string {
    const id = this.head && fieldOf(this.head.fields, "event-id");
    if (id === undefined) throw new WireError("A stream begins without Event-ID");
    return id;
  }

  /** Waits for a condition; throws if there is a fault in the bytes, or the subscription ends before. */
  async until(condition: () => boolean, what: string, seconds = 60): Promise<void> {
    const over = () => this.error !== undefined || this.ending !== undefined;
    await this.#changes.until(() => condition() || over(), { what: () => `${what} of ${this.#name}`, seconds });
    if (this.error !== undefined) throw this.error;
    if (!condition()) throw new WireError(`${this.#name} ended (${this.ending}) before ${what}`);
  }

  /** Leaves at once. */
  leave(): void {
    this.ending ??= "left";
    this.#socket.resetAndDestroy();
    this.#conclude();
    this.#changes.report();
  }

  get #name(): string {
    const { kind, target } = this.#options;
    return `${kind.protocol} ${kind.encapsulation} ${kind.form} on ${target}`;
  }

  #begin(head: ResponseHead): void {
    this.head = head;
    const { kind } = this.#options;
    const events = fieldOf(head.fields, "events") ?? "";
    const served = kind.protocol === "prep" ? events.includes("status=200") : events.startsWith("duration=");
    if (head.status !== 200 || !served) {
      throw new WireError(`${this.#name} was not served: ${head.status}, Events: ${events}`);
    }
    const contentType = fieldOf(head.fields, "content-type") ?? "";
    this.#decoder = streamDecoder(kind, contentType, withState(kind, this.#options), {
      onBoundary: (boundary) => {
        this.boundary = boundary;
      },
      onRepresentation: (_, content) => {
        this.representation = content;
      },
      onNotification: (mediaType, content) => {
        if (mediaType !== kind.form) throw new WireError(`${this.#name} brought ${mediaType}`, content);
        if (this.#deleted) throw new WireError(`${this.#name} goes on after the deletion`, content);
        const notification = readNotification(mediaType, content);
        this.#deleted = notification.terminal;
        if (this.#options.onNotification === undefined) this.notifications.push(notification);
        else this.#options.onNotification(notification);
      },
    });
  }

  #take(bytes: Buffer): void {
    if (this.error !== undefined || this.ending !== undefined) return;
    try {
      this.#reader.push(bytes);
      if (this.#reader.rest.length > 0) throw new WireError("Bytes after the response", this.#reader.rest);
      if (this.#reader.complete) this.#end();
    } catch (error) {
      this.error = error instanceof Error ? error : new Error(String(error));
      this.#socket.destroy();
      this.#conclude();
    }
    this.#changes.report();
  }

  #end(): void {
    if (this.ending !== undefined) return;
    this.ending = this.#reader.complete && this.#decoder?.mayEnd === true ? "clean" : "cut off";
    this.#socket.destroy();
    this.#conclude();
    this.#changes.report();
  }
}
