import {
  boundaryOf,
  type Decoder,
  HttpMessageDecoder,
  JsonSequenceDecoder,
  MultipartDecoder,
} from "@resource-events/streams";
import { errorFor, invalid, openSubscription } from "./answer.ts";
import { durationField } from "./duration.ts";
import type { Feed } from "./feed.ts";
import { clientLimits, type SubscribeOptions } from "./options.ts";
import { fieldsOf, representationFields, request } from "./request.ts";
import type { Subscription } from "./subscription.ts";

/** Subscribes by Events Query: a QUERY whose content is the subscription in JSON (EQ-RQ-1, EQ-DM-2). */
export async function subscribeByEventsQuery(url: string | URL, options: SubscribeOptions): Promise<Subscription> {
  const { accept, encapsulation, lastEventId, latest, representation } = options;
  const headers = fieldsOf(options.headers, {
    accept: encapsulation ?? "multipart/mixed, application/http;q=0.9, application/json-seq;q=0.8",
    "content-type": "application/json",
    events: durationField(options.duration),
  });
  const subscription = {
    events: { ...Object.fromEntries(fieldsOf(undefined, { accept, "last-event-id": lastEventId })), latest },
    state: representation === false ? undefined : representationFields(representation),
  };
  const answer = await request(url, options, {
    method: "QUERY",
    headers,
    body: JSON.stringify(subscription),
    streams: true,
  });
  const { response, contentType, type, events: field } = answer;
  const encapsulated = encapsulations.get(type);
  // Every stream has Events (EQ-ST-1), but some servers of -01 leave it out. A 303 leads to a GET, whose response is no
  // stream (EQ-RQ-4) and has no Events: nothing else distinguishes that redirect from those that repeat the QUERY.
  const hasEvents = response.headers.has("events");
  const isStream = hasEvents || (!response.redirected && (encapsulation ?? type) === type);
  if (!response.ok || !encapsulated || !isStream) throw await errorFor(answer);
  if (hasEvents && (!field || field.protocol !== undefined)) throw invalid(answer, "has no valid Events");
  const [mediaType, decoder] = encapsulated;
  const multipart = type === "multipart/mixed";
  const reading = {
    decoder: (feed: Feed) => decoder(feed, options, contentType),
    mediaType,
    withRepresentation: representation !== false,
    duration: field?.duration,
    // EQ-RP-3: a part without fields and content stands for a representation that was left out.
    mayBeMissing: (fields: Headers) => multipart && [...fields].length === 0,
  };
  return openSubscription(answer, "events-query", reading, options);
}

type MakeDecoder = (feed: Feed, options: SubscribeOptions, contentType: string) => Decoder;

/** The decoder of each encapsulation (EQ-ST-3), and the media type of messages in it that name none. */
const encapsulations: ReadonlyMap<string, readonly [mediaType: string, MakeDecoder]> = new Map<
  string,
  [string, MakeDecoder]
>([
  [
    "multipart/mixed",
    ["text/plain", (feed, { limits }, contentType) => new MultipartDecoder(boundaryOf(contentType), feed, limits)],
  ],
  [
    "application/http",
    [
      "application/octet-stream",
      (feed, { limits }) =>
        new HttpMessageDecoder(
          {
            onMessage: (status, fields) => feed.onPart(fields, status),
            onBody: (bytes) => feed.onBody(bytes),
            onMessageEnd: () => feed.onPartEnd(),
          },
          limits,
        ),
    ],
  ],
  [
    "application/json-seq",
    [
      "application/json",
      (feed, options) => {
        const { representation, notification } = clientLimits(options.limits);
        const onText = (value: unknown, text: string) => {
          // Items have no media type, but an activity can be recognized (NF-3).
          const activity = "@context" in Object(value);
          feed.onPart(new Headers({ "content-type": activity ? "application/ld+json" : "application/json" }));
          feed.onBody(new TextEncoder().encode(text.trim()));
          feed.onPartEnd();
        };
        return new JsonSequenceDecoder(
          { onText },
          { text: options.representation === false ? notification : Math.max(representation, notification) },
        );
      },
    ],
  ],
]);
