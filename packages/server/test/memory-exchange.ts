import type {
  AdapterCore,
  ApplicationResponse,
  Exchange,
  HeaderFields,
  PassThrough,
  RequestContent,
  ResponseFields,
  ResponseHead,
} from "../src/adapter.ts";
import type { Awaitable } from "../src/events/log.ts";
import { baseOf } from "./fixture.ts";
import { bytesOf, RecordingSink, recordingResponse } from "./recording-sink.ts";

/** What a test specifies of an exchange. The default is an ordinary GET of `/notes/welcome`. */
export interface ExchangeDetails {
  readonly method?: string;
  readonly target?: string;
  readonly fields?: Record<string, string>;
  readonly content?: string | RequestContent;
  /** The content of the request, as the application reads it. */
  readonly copied?: Awaitable<Uint8Array | undefined>;
  readonly response?: ApplicationResponse;
  readonly host?: string;
}

/** A request and its response, in memory. */
export class MemoryExchange implements Exchange {
  readonly method: string;
  readonly target: string;
  readonly host: string | undefined;
  readonly fields: Headers;
  /** Identifies the response, both for the application and in `describe`. */
  readonly key = {};
  resource: ((target: string) => string | undefined) | undefined;
  scope: Exchange["scope"];
  requester: Exchange["requester"];
  /** How the application's response was passed through; `undefined` if it was not. */
  passed: PassThrough | undefined;
  /** The header fields of the GET that the application was sent. */
  get: Headers | undefined;
  readonly sink = new RecordingSink();
  readonly respond: Exchange["respond"];
  readonly #details: ExchangeDetails;

  constructor(details: ExchangeDetails = {}) {
    this.#details = details;
    this.method = details.method ?? "GET";
    this.target = details.target ?? "/notes/welcome";
    this.host = details.host;
    this.fields = new Headers(details.fields);
    this.respond = recordingResponse(this.sink).respond;
  }

  async content(_most: number): Promise<RequestContent> {
    const { content = "" } = this.#details;
    return content instanceof Uint8Array || content === "too large" || content === "broken off"
      ? content
      : bytesOf(content);
  }

  copyContent(): () => Awaitable<Uint8Array | undefined> {
    return () => this.#details.copied;
  }

  pass(onHead?: (head: ResponseHead) => Awaitable<PassThrough>): unknown {
    const passed = onHead?.(this.#head);
    if (!(passed instanceof Promise)) {
      this.passed = passed;
      return "passed";
    }
    return passed.then((later) => {
      this.passed = later;
      return "passed";
    });
  }

  async represent(
    get: HeaderFields,
    judge: (head: ResponseHead) => "keep" | PassThrough,
  ): Promise<ApplicationResponse | undefined> {
    this.get = new Headers([...get]);
    const judged = judge(this.#head);
    if (judged === "keep") return this.#response;
    this.passed = judged;
    return undefined;
  }

  get #response(): ApplicationResponse {
    return this.#details.response ?? baseOf();
  }

  get #head(): ResponseHead {
    const { status, fields } = this.#response;
    return { status, fields, response: this.key };
  }
}

/** Handles a request in memory. Resolves when the core has nothing more to do. */
export async function handle(core: AdapterCore, details: ExchangeDetails): Promise<MemoryExchange> {
  const exchange = new MemoryExchange(details);
  await core.handle(exchange);
  return exchange;
}

/** Subscribes with Events Query to a sequence of JSON notifications. */
export async function watch(core: AdapterCore, target = "/notes/welcome"): Promise<RecordingSink> {
  const fields = { "content-type": "application/json", accept: "application/json-seq" };
  const { sink } = await handle(core, { method: "QUERY", target, fields, content: '{"events":{}}' });
  if (sink.status !== 200) throw new Error(`refused: ${sink.status} ${sink.text}`);
  return sink;
}

/** The notifications in such a sequence. */
export function notified({ text }: RecordingSink): { type: string; "event-id": string; object?: string }[] {
  return text
    .split("\x1e")
    .slice(1)
    .map((one) => JSON.parse(one));
}

/** Fields by name. */
export function recordOf(fields: ResponseFields | undefined): Record<string, string> {
  return Object.fromEntries(fields ?? []);
}
