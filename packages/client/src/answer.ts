import { StreamError } from "@resource-events/streams";
import { discard, readerOf } from "./body.ts";
import { ClientError } from "./errors.ts";
import { eventIdOf } from "./event-id.ts";
import { Feed, type Reading } from "./feed.ts";
import type { Answer } from "./head.ts";
import { later } from "./later.ts";
import type { SubscribeOptions } from "./options.ts";
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
    if (cause instanceof StreamError) throw invalid(answer, "has no boundary", { cause });
    discard(answer);
    throw cause;
  }
  const { onWarning } = options;
  if (onWarning) later(({ warn }) => warn(answer, onWarning));
  return {
    protocol,
    url: response.url || answer.url,
    response,
    representation: options.representation === false ? undefined : await feed.begin(),
    startEventId,
    resumed: startEventId !== undefined && startEventId === options.lastEventId,
    duration: reading.duration === Infinity ? undefined : reading.duration,
    get heardAt() {
      return feed.heardAt;
    },
    close: () => feed.close(),
    [Symbol.asyncIterator]: () => feed,
  };
}

/** How long what is told of a refusal may take, in milliseconds. */
const patience = 1_000;

/**
 * Makes the error for a response without notifications, and leaves it.
 *
 * @throws the signal's reason
 */
export async function errorFor(answer: Answer, status?: number): Promise<ClientError> {
  const { response, controller } = answer;
  const isError = response.status >= 400;
  const message = isError
    ? `The response has status ${response.status}`
    : `The response came without notifications${status === undefined ? "" : `: their status is ${status}`}`;
  let timer: ReturnType<typeof setTimeout> | undefined;
  // What finds out more is loaded now, if that is possible.
  const refusal = await Promise.race([
    later(({ readRefusal }) => readRefusal(answer, message, () => readerOf(answer))),
    new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), patience);
    }),
  ]);
  clearTimeout(timer);
  if (controller.signal.aborted) throw controller.signal.reason;
  discard(answer);
  return new ClientError(isError ? "response" : "no-notifications", refusal?.message ?? message, {
    status: isError ? response.status : status,
    response: refusal?.response ?? response,
  });
}

/** Makes the error for a response that must not be processed, and leaves it. */
export function invalid(answer: Answer, problem: string, cause?: { cause: unknown }): ClientError {
  discard(answer);
  const { response } = answer;
  return new ClientError("invalid-response", `The response ${problem}`, {
    status: response.status,
    response,
    ...cause,
  });
}
