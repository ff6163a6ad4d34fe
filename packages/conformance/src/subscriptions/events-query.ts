import { SetupFailure } from "../finding.ts";
import { readHttpMessages } from "../parsers/http-messages.ts";
import { readJsonSequence } from "../parsers/json-sequence.ts";
import { boundaryOf, readMediaType } from "../parsers/media-type.ts";
import { readMultipart } from "../parsers/multipart.ts";
import type { FormatFault } from "../parsers/range.ts";
import { isInnerList, readDictionary } from "../parsers/structured-fields.ts";
import type { SubscriptionContents } from "../settings/configuration.ts";
import type { Resource } from "../triggers/trigger.ts";
import type { Exchange } from "../wire/exchange.ts";
import { fieldValue } from "../wire/field-line.ts";
import { itemType, type StreamItem } from "./notification.ts";
import { Subscription } from "./subscription.ts";

/** Options of an Events Query subscription. */
export interface EventsQueryOptions {
  /** The fields in `events`. `false` asks for a single notification. Default `{}`. */
  readonly events?: Readonly<Record<string, string>> | false;
  /** The fields in `state`, to ask for the representation. Default: do not ask for it. */
  readonly state?: Readonly<Record<string, string>>;
  /** `Accept` of the request. Default: none. */
  readonly accept?: string;
  /** The duration in `Events`, in seconds. Default: none. */
  readonly duration?: number;
  readonly fields?: Readonly<Record<string, string>>;
}

/** The items of an Events Query response so far, and the faults of its encapsulation. */
export interface EventsQueryStream {
  /** The encapsulating media type. `undefined` if the suite does not know it. */
  readonly encapsulation: "application/http" | "multipart/mixed" | "application/json-seq" | undefined;
  /** The complete items, including the representation. */
  readonly items: readonly StreamItem[];
  /** Whether the close-delimiter has arrived. `undefined` for encapsulations without an end mark. */
  readonly closed: boolean | undefined;
  readonly faults: readonly FormatFault[];
}

/** The type and content of a subscription: in the configuration's own realization, else in `application/json`. */
export function subscriptionContent(
  { events = {}, state }: EventsQueryOptions,
  own: SubscriptionContents | undefined,
): { readonly type: string; readonly content: string } {
  if (own !== undefined) {
    const content = events === false ? own.single : state === undefined ? own.stream : own.streamWithState;
    return { type: own.type, content };
  }
  const model = { ...(state === undefined ? {} : { state }), ...(events === false ? {} : { events }) };
  return { type: "application/json", content: JSON.stringify(model) };
}

/** `duration` of `Events`, if it is a number that is not negative (EQ-EV-1). */
export function durationOf(exchange: Exchange): number | undefined {
  const member = readDictionary(exchange.field("Events") ?? "")?.get("duration");
  if (member === undefined || isInnerList(member)) return undefined;
  return typeof member.value === "number" && member.value >= 0 ? member.value : undefined;
}

/** Reads the content of an Events Query response that is a stream. */
export function readEventsQueryStream(exchange: Exchange): EventsQueryStream {
  const type = readMediaType(exchange.field("Content-Type"));
  const boundary = boundaryOf(type);
  if (type?.essence === "multipart/mixed" && boundary !== undefined) {
    const { parts, faults, closed } = readMultipart(exchange.body, boundary);
    const whole = parts.filter((part) => part.closed);
    const items = whole.map((part) => ({ ...part, type: typeIn(part.fields, "text/plain") }));
    return { encapsulation: "multipart/mixed", items, faults, closed };
  }
  if (type?.essence === "application/http") {
    const { messages, faults } = readHttpMessages(exchange.body);
    const whole = messages.filter(({ complete }) => complete);
    const items = whole.map((message) => ({ ...message, type: typeIn(message.fields) }));
    return { encapsulation: "application/http", items, faults, closed: undefined };
  }
  if (type?.essence === "application/json-seq") {
    const { items, faults } = readJsonSequence(exchange.body);
    const whole = items.map(({ offset, length }) => ({
      offset,
      length,
      type: "application/json",
      fields: [],
      body: exchange.body.subarray(offset + 1, offset + length),
      bodyOffset: offset + 1,
    }));
    return { encapsulation: "application/json-seq", items: whole, faults, closed: undefined };
  }
  return { encapsulation: undefined, items: [], faults: [], closed: undefined };
}

/** A QUERY whose content is a subscription to a stream. */
export class EventsQuerySubscription extends Subscription {
  constructor(
    exchange: Exchange,
    resource: Resource,
    /** Whether the first item is the representation. */
    readonly withState: boolean,
  ) {
    super(exchange, resource);
  }

  stream(): EventsQueryStream {
    return readEventsQueryStream(this.exchange);
  }

  notifications(): readonly StreamItem[] {
    return this.stream().items.slice(this.withState ? 1 : 0);
  }

  /** Waits for the representation, if the subscription asks for it. */
  representation(): Promise<StreamItem> {
    return this.exchange.bodyUntil(() => this.stream().items[0], "the representation as the first item");
  }

  async served(): Promise<void> {
    const { status } = await this.exchange.headWithin();
    const { encapsulation } = this.stream();
    if (status !== 200 || encapsulation === undefined) {
      const observed = `status ${status}, Content-Type: ${this.exchange.field("Content-Type")}`;
      throw new SetupFailure(`no Events Query stream was served: ${observed}`, this.exchange);
    }
  }
}

function typeIn(fields: StreamItem["fields"], otherwise?: string): string | undefined {
  return itemType(fieldValue(fields, "Content-Type"), otherwise);
}
