import { boundaryOf, MultipartDecoder } from "@resource-events/streams";
import { invalid, openSubscription } from "./answer.ts";
import { ClientError } from "./errors.ts";
import type { Feed } from "./feed.ts";
import type { Answer } from "./head.ts";
import type { SubscribeOptions } from "./options.ts";
import { fieldsOf, representationFields, request } from "./request.ts";
import type { Subscription } from "./subscription.ts";

/** The response to a request for notifications: with a subscription, or without. */
export interface PrepAnswer extends Answer {
  readonly subscription?: Subscription;
  /** Why there are no notifications, if the response says so (PREP-NO-3, PREP-NO-4). */
  readonly status?: number | undefined;
}

/** Subscribes by PREP: a GET (PREP-AE-10). */
export async function subscribeByPrep(url: string | URL, options: SubscribeOptions): Promise<PrepAnswer> {
  const { accept, lastEventId, latest, representation } = options;
  const headers = fieldsOf(options.headers, {
    ...representationFields(representation),
    "accept-events": `"prep"${latest ? ";latest" : ""}${accept === undefined ? "" : acceptEventField(accept)}`,
    "last-event-id": lastEventId ?? (representation === false ? "*" : undefined),
  });
  const answer = await request(url, options, { method: "GET", headers, streams: true });
  const { contentType, type, events } = answer;
  const { status, headers: head } = answer.response;
  const multipart = type === "multipart/mixed";
  if (events?.protocol !== "prep") {
    if (multipart && head.has("events")) throw invalid(answer, "has no valid Events"); // PREP-EV-5
    return answer;
  }
  if (events.status !== 200) return { ...answer, status: events.status };
  // PREP-NO-2, PREP-RS-1
  if (!multipart || ![200, 206, 226].includes(status)) throw invalid(answer, "can't have notifications");
  // PREP-RS-6, PREP-RS-7: the first part is empty if the client is up to date, or asked for that.
  const known = lastEventId !== undefined && [lastEventId, null].includes(head.get("event-id"));
  const reading = {
    decoder: (feed: Feed) => prepDecoder(boundaryOf(contentType), status, feed, options),
    mediaType: "message/rfc822",
    // The first part is there even if no representation was asked for.
    withRepresentation: true,
    duration: events.duration,
    mayBeMissing: () => known,
  };
  return { ...answer, subscription: await openSubscription(answer, "prep", reading, options) };
}

const token = "[\\w!#$%&'*+.^`|~-]+";
const weight = "0(?:\\.\\d{0,3})?|1(?:\\.0{0,3})?";
/** A parameter that Structured Fields can hold; the rest of any other one makes its media range invalid. */
const parameter = new RegExp(
  `;\\s*(?:q=(${weight})|(?!q=)([a-z*][\\w.*-]*)=(?:(${token})|"((?:[ !#-[\\]-~]|\\\\[ -~])*)"))?`,
  "gi",
);
const mediaRange = new RegExp(`^(?:\\*/\\*|(?!\\*/)${token}/${token})\\s*$`);

/**
 * PREP-AE-5, PREP-AE-6: the media ranges as an Inner List of Strings, whose parameters are Strings.
 *
 * @throws ClientError `option`
 */
function acceptEventField(accept: string): string {
  const ranges = accept.match(/[^,\s](?:"(?:[^"\\]|\\.)*"|[^,])*/g)?.map((range) => {
    let parameters = "";
    const type = range.replace(parameter, (_, q?: string, name?: string, plain?: string, quoted = "") => {
      // Structured Fields escape only quotes and backslashes.
      const value = plain ?? quoted.replace(/\\([^"\\])|(\\.)/g, "$1$2");
      if (q) parameters += `;q=${Number(q)}`;
      if (name) parameters += `;${name.toLowerCase()}="${value}"`;
      return " ";
    });
    if (!mediaRange.test(type)) throw new ClientError("option", `An option can't be sent: ${range}`);
    return `"${type.trim().toLowerCase()}"${parameters}`;
  });
  return `;accept=(${ranges?.join(" ") ?? ""})`;
}

/** Decodes the two parts of the response; the second has parts of its own (PREP-RS-4, PREP-RS-5). */
function prepDecoder(boundary: string, status: number, feed: Feed, { limits }: SubscribeOptions): MultipartDecoder {
  let parts = 0;
  let content: { push(bytes: Uint8Array): void; finish(): void } | undefined;
  return new MultipartDecoder(
    boundary,
    {
      onPart(fields) {
        parts += 1;
        content = undefined;
        if (parts === 1) {
          feed.onPart(fields, status);
          content = { push: (bytes) => feed.onBody(bytes), finish: () => feed.onPartEnd() };
        } else if (parts === 2) {
          content = new MultipartDecoder(boundaryOf(fields.get("content-type") ?? ""), feed, limits);
        }
      },
      onBody: (bytes) => content?.push(bytes),
      onPartEnd: () => content?.finish(),
      onEnd() {
        if (parts < 2) throw new ClientError("stream", "The response came without notifications");
      },
    },
    limits,
  );
}
