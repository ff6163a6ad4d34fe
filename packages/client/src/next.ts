import { refusal } from "./answer.ts";
import { Connection, fieldsOf, setField } from "./connection.ts";
import { durationField } from "./duration.ts";
import { ClientError } from "./errors.ts";
import { readEvents } from "./events.ts";
import { essence, readNotification } from "./forms.ts";
import type { Notification } from "./notification.ts";
import { clientLimits, type NextOptions } from "./options.ts";
import { readWhole } from "./read-whole.ts";

/**
 * Waits for a single notification by Events Query (EQ-SN-1): the next event, or the one after `lastEventId`.
 *
 * @returns undefined where the duration passed without one (EQ-SN-3)
 * @throws {@link ClientError} `option`, `network`, `response`, `no-notifications`, `cut-off`, `too-large`; `notification`
 * where what should be JSON is none; the signal's reason where it aborts
 */
export async function next(url: string | URL, options: NextOptions = {}): Promise<Notification | undefined> {
  const { accept = "application/json", duration, lastEventId, signal, limits } = options;
  const connection = new Connection(url, options);
  const headers = fieldsOf({ headers: options.headers, accept });
  headers.set("content-type", "application/json");
  setField(headers, "events", durationField(duration));
  setField(headers, "last-event-id", lastEventId);
  const response = await connection.request("QUERY", headers, "{}");
  const start = performance.now();
  const events = readEvents(response.headers);
  // A 303 leads to a GET (EQ-RQ-4), whose answer tells of no event; a notification says for how long it was waited for.
  if (!response.ok || (response.redirected && !events)) {
    throw await refusal({ connection, response }, options);
  }
  let content: Uint8Array<ArrayBuffer>;
  try {
    content = await readWhole(response.body, clientLimits(limits).notification);
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof ClientError) throw cause;
    throw new ClientError("cut-off", `The connection was lost: ${cause}`, { cause });
  } finally {
    connection.close();
  }
  if (content.length === 0) {
    // EQ-ST-11: an intermediary that lost its server may end the message as if it were complete.
    if (performance.now() - start >= ((events?.duration ?? 0) - 1) * 1000) return undefined;
    throw new ClientError("cut-off", "The response ended before a notification or the end of its duration", {
      response,
    });
  }
  // Of the head only what speaks of the content: its Date and Event-ID are those of the beginning (EQ-RP-5).
  const mediaType = essence(response.headers.get("content-type"), "application/octet-stream");
  const fields = new Headers([...response.headers].filter(([name]) => name.startsWith("content-")));
  const notification = readNotification(mediaType, fields, content);
  if (/[/+]json$/.test(mediaType)) notification?.json();
  return notification;
}
