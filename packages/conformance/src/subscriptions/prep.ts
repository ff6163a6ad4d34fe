import { SetupFailure } from "../finding.ts";
import { boundaryOf, type MediaType, readMediaType } from "../parsers/media-type.ts";
import { type Multipart, type Part, readMultipart } from "../parsers/multipart.ts";
import type { FormatFault } from "../parsers/range.ts";
import { type Item, isInnerList, readDictionary, textOf } from "../parsers/structured-fields.ts";
import type { Exchange } from "../wire/exchange.ts";
import { fieldValue } from "../wire/field-line.ts";
import { itemType, type StreamItem } from "./notification.ts";
import { Subscription } from "./subscription.ts";

/** The content of a PREP response so far (PREP-RS-4, PREP-RS-5). */
export interface PrepStream {
  readonly outer: Multipart | undefined;
  readonly representation: Part | undefined;
  /** The part that holds the digest. */
  readonly digestPart: Part | undefined;
  readonly digest: Multipart | undefined;
  /** The faults of both multiparts. */
  readonly faults: readonly FormatFault[];
}

/** The members of PREP's `Events` (PREP-EV-1 to PREP-EV-4). */
export interface PrepEvents {
  readonly protocol: Item | undefined;
  readonly status: Item | undefined;
  readonly expires: Item | undefined;
}

/** Options of a PREP subscription. */
export interface PrepOptions {
  /** The value of `Accept-Events`. Default `"prep"`. */
  readonly acceptEvents?: string;
  readonly fields?: Readonly<Record<string, string>>;
}

/** Reads `Events` of a response. `undefined` if it is missing or not a Dictionary. */
export function prepEvents(exchange: Exchange): PrepEvents | undefined {
  const dictionary = readDictionary(exchange.field("Events") ?? "");
  if (dictionary === undefined || dictionary.size === 0) return undefined;
  const item = (key: string) => {
    const member = dictionary.get(key);
    return member === undefined || isInnerList(member) ? undefined : member;
  };
  return { protocol: item("protocol"), status: item("status"), expires: item("expires") };
}

/** Reads the content of a PREP response. */
function readPrepStream(exchange: Exchange): PrepStream {
  const boundary = boundaryOf(multipart(exchange.field("Content-Type"), "multipart/mixed"));
  const outer = boundary === undefined ? undefined : readMultipart(exchange.body, boundary);
  const [representation, digestPart] = outer?.parts ?? [];
  const digestBoundary = boundaryOf(
    multipart(fieldValue(digestPart?.fields ?? [], "Content-Type"), "multipart/digest"),
  );
  const digest =
    digestPart === undefined || digestBoundary === undefined
      ? undefined
      : readMultipart(digestPart.body, digestBoundary, digestPart.bodyOffset);
  return {
    outer,
    representation,
    digestPart,
    digest,
    faults: [...(outer?.faults ?? []), ...(digest?.faults ?? [])],
  };
}

/** A GET with `Accept-Events`. */
export class PrepSubscription extends Subscription {
  stream(): PrepStream {
    return readPrepStream(this.exchange);
  }

  events(): PrepEvents | undefined {
    return prepEvents(this.exchange);
  }

  notifications(): readonly StreamItem[] {
    const parts = this.stream().digest?.parts ?? [];
    return parts.filter(({ closed }) => closed).map(notificationOf);
  }

  /** Waits for the representation and the delimiter after it. */
  representation(): Promise<Part> {
    const look = () => {
      const { representation } = this.stream();
      return representation?.closed === true && representation;
    };
    return this.exchange.bodyUntil(look, "the representation as the first part");
  }

  async served(): Promise<void> {
    const { status } = await this.exchange.headWithin();
    const events = this.events();
    const notified = events?.status?.value === 200 && textOf(events.protocol?.value)?.toLowerCase() === "prep";
    const type = readMediaType(this.exchange.field("Content-Type"))?.essence;
    if (!notified || type !== "multipart/mixed") {
      const observed = `status ${status}, Events: ${this.exchange.field("Events")}, Content-Type: ${type}`;
      throw new SetupFailure(`no PREP subscription was served: ${observed}`, this.exchange);
    }
  }
}

function notificationOf(part: Part): StreamItem {
  const { offset, length, fields, body, bodyOffset } = part;
  const type = itemType(fieldValue(fields, "Content-Type"), "message/rfc822");
  return { offset, length, fields, body, bodyOffset, type };
}

function multipart(value: string | undefined, essence: string): MediaType | undefined {
  const type = readMediaType(value);
  return type?.essence === essence ? type : undefined;
}
