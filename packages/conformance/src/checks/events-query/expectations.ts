import { expectThat } from "../../finding.ts";
import type { EventsQueryStream, EventsQuerySubscription } from "../../subscriptions/events-query.ts";
import { durationOf } from "../../subscriptions/events-query.ts";
import type { Exchange } from "../../wire/exchange.ts";

/** Describes a field for reports. */
export function shown(exchange: Exchange, name: string): string {
  const value = exchange.field(name);
  return value === undefined ? `no ${name} field` : `${name}: ${value}`;
}

/** Fails if the status is not one of these. */
export function expectStatus(exchange: Exchange, ...statuses: readonly number[]): void {
  const expected = `status ${statuses.join(" or ")}`;
  expectThat(statuses.includes(exchange.status ?? 0), { expected, observed: `status ${exchange.status}`, exchange });
}

/** Fails if the status is not a client error. */
export function expectClientError(exchange: Exchange, why: string): void {
  const { status = 0 } = exchange;
  expectThat(status >= 400 && status <= 499, {
    expected: `status 4xx, for ${why}`,
    observed: `status ${status}`,
    exchange,
  });
}

/** Fails if a list of tokens lacks one of these. */
export function expectTokens(exchange: Exchange, field: string, ...tokens: readonly string[]): void {
  const found = exchange.tokens(field);
  const lacking = tokens.filter((token) => !found.includes(token.toLowerCase()));
  expectThat(lacking.length === 0 || found.includes("*"), {
    expected: `${field} with ${lacking.join(", ")}`,
    observed: shown(exchange, field),
    exchange,
  });
}

/** Fails at the first fault of the encapsulation. */
export function expectSound({ exchange }: EventsQuerySubscription, { faults, encapsulation }: EventsQueryStream): void {
  const [fault] = faults;
  expectThat(fault === undefined, {
    expected: `valid ${encapsulation}`,
    observed: fault?.message ?? "",
    exchange,
    ...(fault === undefined ? {} : { range: fault }),
  });
}

/** Fails if HTTP says that the response was cut off. */
export function expectComplete(exchange: Exchange): void {
  expectThat(exchange.ending?.kind === "complete", {
    expected: "a clean end of the response",
    observed: exchange.describe(),
    exchange,
    range: lastBytes(exchange),
  });
}

/** Fails if the response ended only when its duration was over. Skips the check if its duration is too short to say. */
export function expectBeforeDuration(exchange: Exchange, what: string): void {
  const { head, ending } = exchange;
  const seconds = ((ending?.at ?? 0) - (head?.at ?? 0)) / 1_000;
  const duration = durationOf(exchange) ?? Number.POSITIVE_INFINITY;
  expectThat(duration === 0 || seconds < duration - 0.05, {
    expected: `an end right after ${what}`,
    observed: `an end after ${seconds.toFixed(1)} s, when the duration of ${duration} s was over`,
    exchange,
  });
}

/** The range of the last bytes of the content, to mark them. */
export function lastBytes({ body }: Exchange) {
  const length = Math.min(80, body.length);
  return { offset: body.length - length, length };
}
