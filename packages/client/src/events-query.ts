import {
  boundaryOf,
  type Decoder,
  HttpMessageDecoder,
  JsonSequenceDecoder,
  MultipartDecoder,
} from "@resource-events/streams";
import { invalid, openSubscription, refusal } from "./answer.ts";
import { Connection, fieldsOf, setField } from "./connection.ts";
import { durationField } from "./duration.ts";
import { readEvents } from "./events.ts";
import { essence } from "./forms.ts";
import { type Delivery, partHandlers } from "./framing.ts";
import { clientLimits, type SubscribeOptions } from "./options.ts";
import type { Subscription } from "./subscription.ts";

/** Subscribes by Events Query: a QUERY whose content is the subscription in JSON (EQ-RQ-1, EQ-DM-2). */
export async function subscribeByEventsQuery(url: string | URL, options: SubscribeOptions): Promise<Subscription> {
  const { accept, encapsulation, lastEventId, representation } = options;
  const connection = new Connection(url, options);
  const headers = fieldsOf({ headers: options.headers });
  headers.set("accept", encapsulation ?? "multipart/mixed, application/http;q=0.9, application/json-seq;q=0.8");
  headers.set("content-type", "application/json");
  setField(headers, "events", durationField(options.duration));
  const events = fieldsOf({ accept });
  setField(events, "last-event-id", lastEventId);
  const state = representation === false ? undefined : fieldsOf(representation === true ? {} : representation);
  const subscription = { events: Object.fromEntries(events), state: state && Object.fromEntries(state) };
  const response = await connection.request("QUERY", headers, JSON.stringify(subscription));
  const answer = { connection, response };
  const contentType = response.headers.get("content-type") ?? "";
  const encapsulated = essence(contentType);
  const makeDecoder = decoders.get(encapsulated);
  // The answer to the GET that a 303 leads to (EQ-RQ-4) has no Events, which every stream has (EQ-ST-1).
  if (!response.ok || !makeDecoder || !response.headers.has("events")) throw await refusal(answer, options);
  const field = readEvents(response.headers);
  if (!field || field.protocol !== undefined) throw invalid(answer, "has a field Events that can't be processed");
  const multipart = encapsulated === "multipart/mixed";
  const reading = {
    decoder: (delivery: Delivery) => makeDecoder(delivery, options, contentType),
    endMark: multipart,
    duration: field.duration,
    // EQ-RP-3: a representation that is left out is a part without fields and content.
    mayBeMissing: (fields: Headers) => multipart && [...fields].length === 0,
  };
  return openSubscription(answer, "events-query", reading, options);
}

type MakeDecoder = (delivery: Delivery, options: SubscribeOptions, contentType: string) => Decoder;

/** The decoder of each encapsulation (EQ-ST-3). */
const decoders: ReadonlyMap<string, MakeDecoder> = new Map<string, MakeDecoder>([
  [
    "multipart/mixed",
    (delivery, options, contentType) => {
      const { onPart, ...handlers } = partHandlers(delivery, options, "text/plain");
      return new MultipartDecoder(
        boundaryOf(contentType),
        { ...handlers, onPart: (fields) => onPart(fields), onEnd: () => delivery.end() },
        { fieldBlock: clientLimits(options.limits).fieldBlock },
      );
    },
  ],
  [
    "application/http",
    (delivery, options) => {
      const { onPart, onBody, onPartEnd } = partHandlers(delivery, options, "application/octet-stream");
      return new HttpMessageDecoder(
        { onMessage: (status, fields) => onPart(fields, status), onBody, onMessageEnd: onPartEnd },
        { fieldBlock: clientLimits(options.limits).fieldBlock },
      );
    },
  ],
  [
    "application/json-seq",
    (delivery, options) => {
      const { onPart, onBody, onPartEnd } = partHandlers(delivery, options, "application/json");
      const { representation, notification } = clientLimits(options.limits);
      const onText = (value: unknown, text: string) => {
        // Nothing tells the media type of an item, but activities tell themselves (NF-3).
        const activity = typeof value === "object" && value !== null && "@context" in value;
        onPart(new Headers({ "content-type": activity ? "application/ld+json" : "application/json" }));
        onBody(new TextEncoder().encode(text.trim()));
        onPartEnd();
      };
      return new JsonSequenceDecoder(
        { onText },
        { text: options.representation === false ? notification : Math.max(representation, notification) },
      );
    },
  ],
]);
