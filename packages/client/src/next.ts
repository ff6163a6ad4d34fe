import { StreamError } from "@resource-events/streams";
import { errorFor } from "./answer.ts";
import { durationField } from "./duration.ts";
import { ClientError } from "./errors.ts";
import { clientError, isOver } from "./feed.ts";
import { essence, readNotification } from "./forms.ts";
import type { Notification } from "./notification.ts";
import { clientLimits, type NextOptions } from "./options.ts";
import { readWhole } from "./read-whole.ts";
import { fieldsOf, request } from "./request.ts";

/**
 * Waits for a single notification by Events Query (EQ-SN-1): the next event, or the one after `lastEventId`.
 *
 * @returns undefined if the duration passed without one (EQ-SN-3)
 * @throws {@link ClientError} `option`, `network`, `response`, `no-notifications`, `cut-off`, `too-large`; `notification`
 * if content that should be JSON is not; the signal's reason if it aborts
 */
export async function next(url: string | URL, options: NextOptions = {}): Promise<Notification | undefined> {
  const { accept = "application/json", duration, lastEventId, signal, limits } = options;
  const headers = fieldsOf(options.headers, {
    accept,
    "content-type": "application/json",
    events: durationField(duration),
    "last-event-id": lastEventId,
  });
  const answer = await request(url, options, { method: "QUERY", headers, body: "{}" });
  const { response, events } = answer;
  const start = performance.now();
  // A 303 leads to a GET (EQ-RQ-4), whose response is no notification: only a notification has Events.
  if (!response.ok || (response.redirected && !events)) {
    throw await errorFor(answer);
  }
  let content: Uint8Array<ArrayBuffer>;
  try {
    content = await readWhole(answer, clientLimits(limits).notification);
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof StreamError || cause instanceof ClientError) throw clientError(cause);
    throw new ClientError("cut-off", `The connection was lost: ${cause}`, { cause });
  } finally {
    answer.controller.abort();
  }
  if (content.length === 0) {
    // EQ-ST-11: an intermediary that has lost its server may end the message as if it were complete.
    if (isOver(start, events?.duration ?? 0)) return undefined;
    throw new ClientError("cut-off", "The response ended before a notification or the end of its duration", {
      response,
    });
  }
  // Only the fields that describe the content: Date and Event-ID of the head are those of the beginning (EQ-RP-5).
  const mediaType = essence(response.headers.get("content-type"), "application/octet-stream");
  const fields = new Headers();
  response.headers.forEach((value, name) => {
    if (name.startsWith("content-")) fields.set(name, value);
  });
  const notification = readNotification(mediaType, fields, content);
  if (/[/+]json$/.test(mediaType)) notification?.json();
  return notification;
}
