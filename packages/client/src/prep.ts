import { parseAccept } from "@resource-events/fields";
import { boundaryOf, type Decoder, MultipartDecoder } from "@resource-events/streams";
import { type Answer, invalid, openSubscription } from "./answer.ts";
import { Connection, checked, fieldsOf, setField } from "./connection.ts";
import { ClientError } from "./errors.ts";
import { readEvents } from "./events.ts";
import { essence } from "./forms.ts";
import { type Delivery, partHandlers } from "./framing.ts";
import { clientLimits, type SubscribeOptions } from "./options.ts";
import type { Subscription } from "./subscription.ts";

/** What came of a request for notifications: a subscription, or a response without. */
export interface PrepAnswer extends Answer {
  readonly subscription?: Subscription;
  /** Why there are no notifications, where the response says (PREP-NO-3, PREP-NO-4). */
  readonly status?: number | undefined;
}

/** Subscribes by PREP: a GET (PREP-AE-10). */
export async function subscribeByPrep(url: string | URL, options: SubscribeOptions): Promise<PrepAnswer> {
  const { accept, lastEventId, representation } = options;
  const connection = new Connection(url, options);
  const headers = fieldsOf({ headers: options.headers });
  if (typeof representation === "object") {
    for (const [name, value] of fieldsOf(representation)) headers.set(name, value);
  }
  const forms = accept === undefined ? "" : checked(() => acceptEventField(accept));
  headers.set("accept-events", `"prep"${forms}`);
  setField(headers, "last-event-id", lastEventId ?? (representation === false ? "*" : undefined));
  const response = await connection.request("GET", headers);
  const answer = { connection, response };
  const { status } = response;
  const events = readEvents(response.headers);
  const understood = events?.protocol === "prep";
  const contentType = response.headers.get("content-type") ?? "";
  const multipart = essence(contentType) === "multipart/mixed";
  if (!understood && multipart && response.headers.has("events")) {
    throw invalid(answer, "has a field Events that can't be processed"); // PREP-EV-5
  }
  if (!understood || events.status !== 200) return understood ? { ...answer, status: events.status } : answer;
  // PREP-NO-2, PREP-RS-1
  if (!multipart || ![200, 206, 226].includes(status)) throw invalid(answer, "can't be one with notifications");
  // PREP-RS-6, PREP-RS-7: the first part is empty where the client is up to date, or asked for that.
  const startEventId = response.headers.get("event-id") ?? lastEventId;
  const known = lastEventId !== undefined && startEventId === lastEventId;
  const reading = {
    decoder: (delivery: Delivery) => prepDecoder(boundaryOf(contentType), status, delivery, options),
    endMark: true,
    duration: events.duration,
    mayBeMissing: () => known,
  };
  return { ...answer, subscription: await openSubscription(answer, "prep", reading, options) };
}

/** PREP-AE-5, PREP-AE-6: the media ranges as an Inner List of Strings, whose parameters are Strings. */
function acceptEventField(accept: string): string {
  const ranges = parseAccept(accept).map(({ type, subtype, parameters, weight }) => {
    let range = `"${type}/${subtype}"`;
    for (const [name, value] of parameters) {
      if (!/^[a-z*][\w\-.*]*$/.test(name) || !/^[ -~]*$/.test(value)) throw new RangeError(`${name} can't stand there`);
      range += `;${name}="${value.replace(/["\\]/g, "\\$&")}"`;
    }
    return weight === 1 ? range : `${range};q=${weight}`;
  });
  return `;accept=(${ranges.join(" ")})`;
}

/** The two parts of the response, the second of which has parts of its own (PREP-RS-4, PREP-RS-5). */
function prepDecoder(boundary: string, status: number, delivery: Delivery, options: SubscribeOptions): Decoder {
  const { fieldBlock } = clientLimits(options.limits);
  // The first part is there also where no representation was asked for.
  const wanted = options.representation !== false;
  let parts = 0;
  let digest: MultipartDecoder | undefined;
  return new MultipartDecoder(
    boundary,
    {
      onPart(fields) {
        parts += 1;
        if (parts === 1 && wanted) delivery.representation(status, fields);
        if (parts !== 2) return;
        digest = new MultipartDecoder(
          boundaryOf(fields.get("content-type") ?? ""),
          { ...partHandlers(delivery, options, "message/rfc822", false), onEnd() {} },
          { fieldBlock },
        );
      },
      onBody(bytes) {
        if (parts === 1 && wanted) delivery.content(bytes);
        if (parts === 2) digest?.push(bytes);
      },
      onPartEnd() {
        if (parts === 1 && wanted) delivery.contentEnd();
        if (parts === 2) digest?.finish();
      },
      onEnd() {
        if (parts < 2) throw new ClientError("stream", "The response ended without a part for notifications");
        delivery.end();
      },
    },
    { fieldBlock },
  );
}
