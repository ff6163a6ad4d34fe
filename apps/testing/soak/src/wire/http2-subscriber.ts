import { type ClientHttp2Session, type ClientHttp2Stream, constants } from "node:http2";
import { type Kind, requestFor, type Wish, withState } from "./kind.ts";
import { type Notification, readNotification } from "./notification.ts";
import { type StreamDecoder, streamDecoder } from "./stream-decoder.ts";
import { WireError } from "./wire-error.ts";

/** Options for an {@link Http2Subscriber}. */
export interface Http2SubscriberOptions extends Wish {
  readonly session: ClientHttp2Session;
  readonly target: string;
  readonly kind: Kind;
  readonly onNotification: (notification: Notification) => void;
}

/** A subscription on HTTP/2, decoded strictly. */
export class Http2Subscriber {
  /** Whether the stream is over, however it ended. */
  ended = false;
  /** The fault in what came, if any. */
  error: Error | undefined;
  readonly #options: Http2SubscriberOptions;
  readonly #stream: ClientHttp2Stream;
  #decoder: StreamDecoder | undefined;

  private constructor(options: Http2SubscriberOptions) {
    this.#options = options;
    const { session, kind, target } = options;
    const [head, content] = split(requestFor(kind, target, options));
    this.#stream = session.request(head, { endStream: content === "" });
    if (content !== "") this.#stream.end(content);
    this.#stream.on("error", () => {});
    this.#stream.on("data", (bytes: Buffer) => this.#try(() => this.#decoder?.push(bytes)));
    this.#stream.on("close", () => {
      this.ended = true;
    });
  }

  /** Subscribes; resolves when the head has arrived. */
  static async open(options: Http2SubscriberOptions): Promise<Http2Subscriber> {
    const subscriber = new Http2Subscriber(options);
    await new Promise<void>((resolve, reject) => {
      subscriber.#stream.once("response", (head) => {
        subscriber.#try(() => subscriber.#begin(head));
        if (subscriber.error === undefined) resolve();
        else reject(subscriber.error);
      });
      subscriber.#stream.once("close", () => reject(new WireError(`${options.target}: a stream without a head`)));
    });
    return subscriber;
  }

  /** Leaves at once, as browsers do. */
  leave(): void {
    this.#stream.close(constants.NGHTTP2_CANCEL);
  }

  #begin(head: Readonly<Record<string, unknown>>): void {
    const { kind, target, onNotification } = this.#options;
    const [status, events] = [head[":status"], String(head["events"] ?? "")];
    const served = kind.protocol === "prep" ? events.includes("status=200") : events.startsWith("duration=");
    if (status !== 200 || !served) throw new WireError(`${target} was not served: ${status}, Events: ${events}`);
    this.#decoder = streamDecoder(kind, String(head["content-type"] ?? ""), withState(kind, this.#options), {
      onRepresentation() {},
      onNotification: (mediaType, content) => onNotification(readNotification(mediaType, content)),
    });
  }

  #try(what: () => void): void {
    if (this.error !== undefined) return;
    try {
      what();
    } catch (error) {
      this.error = error instanceof Error ? error : new Error(String(error));
      this.#stream.close();
    }
  }
}

/** The head of HTTP/2 that says what these bytes of HTTP/1.1 say, and the content. */
function split(message: string): [head: Record<string, string>, content: string] {
  const [, head = "", content = ""] = /^(.*?)\r\n\r\n(.*)$/s.exec(message) ?? [];
  const [line = "", ...fields] = head.split("\r\n");
  const [method = "", path = ""] = line.split(" ");
  const named = fields.map((field) => [field.slice(0, field.indexOf(":")).toLowerCase(), field.replace(/^.*?: /, "")]);
  const kept = named.filter(([name]) => name !== "host");
  return [{ ":method": method, ":path": path, ":authority": "soak", ...Object.fromEntries(kept) }, content];
}
