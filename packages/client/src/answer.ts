import { StreamError } from "@resource-events/streams";
import { ClientError } from "./errors.ts";
import { eventIdOf } from "./event-id.ts";
import { Feed, type Reading } from "./feed.ts";
import type { SubscribeOptions } from "./options.ts";
import { readWhole } from "./read-whole.ts";
import type { Answer } from "./request.ts";
import type { Subscription } from "./subscription.ts";

/** Makes the subscription for a response with notifications. */
export async function openSubscription(
  answer: Answer,
  protocol: Subscription["protocol"],
  reading: Reading,
  options: SubscribeOptions,
): Promise<Subscription> {
  const { response } = answer;
  const startEventId = eventIdOf(response.headers.get("event-id"));
  let feed: Feed;
  try {
    feed = new Feed(answer, reading, options);
  } catch (cause) {
    throw cause instanceof StreamError ? invalid(answer, "has no boundary", { cause }) : cause;
  }
  return {
    protocol,
    url: response.url || answer.url,
    response,
    representation: options.representation === false ? undefined : await feed.begin(),
    startEventId,
    resumed: startEventId !== undefined && startEventId === options.lastEventId,
    duration: reading.duration,
    get heardAt() {
      return feed.heardAt;
    },
    close: () => feed.close(),
    [Symbol.asyncIterator]: () => feed,
  };
}

/** Makes the error for a response without notifications, which can still be read. */
export async function errorFor(
  { response, type }: Answer,
  { signal }: SubscribeOptions,
  status?: number,
): Promise<ClientError> {
  if (response.status >= 400) {
    const problem = type === "application/problem+json" ? await problemOf(response) : "";
    signal?.throwIfAborted();
    const message = `The response has status ${response.status}${problem}`;
    return new ClientError("response", message, { status: response.status, response });
  }
  const why = status === undefined ? "" : `: their status is ${status}`;
  return new ClientError("no-notifications", `The response came without notifications${why}`, { status, response });
}

/** Makes the error for a response that must not be processed, and aborts it. */
export function invalid({ response, controller }: Answer, problem: string, cause?: { cause: unknown }): ClientError {
  controller.abort();
  return new ClientError("invalid-response", `The response ${problem}`, {
    status: response.status,
    response,
    ...cause,
  });
}

/** The text of the problem details (RFC 9457) of a response. */
async function problemOf(response: Response): Promise<string> {
  try {
    const content = await readWhole(response.clone().body, 0x10000);
    const { title, detail }: { title?: unknown; detail?: unknown } = JSON.parse(new TextDecoder().decode(content));
    return [title, detail].map((text) => (typeof text === "string" ? `: ${text}` : "")).join("");
  } catch {
    return ""; // the status says enough
  }
}
