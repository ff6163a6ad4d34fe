import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectFieldError } from "../test/expect-field-error.ts";
import { eventsQueryRealization } from "./events-query.ts";
import { jsonRealization, readSubscription } from "./subscription-content.ts";
import { type SubscriptionInit, serializeSubscription } from "./subscription-document.ts";

const realizations = [jsonRealization, eventsQueryRealization];

describe("serializeSubscription (EQ-DM-2)", () => {
  it.each<[SubscriptionInit, string]>([
    [{}, "{}"],
    [{ events: {} }, '{"events":{}}'],
    [
      { events: { fields: { Accept: "a/b" } }, state: { fields: new Map([["accept", "c/d"]]) } },
      '{"events":{"Accept":"a/b"},"state":{"accept":"c/d"}}',
    ],
    [
      {
        events: { members: { "@context": "activity+json", ACCEPT: "x/y" }, fields: { accept: "a/b" } },
        members: { filter: 1 },
      },
      '{"filter":1,"events":{"@context":"activity+json","accept":"a/b"}}',
    ],
  ])("writes %j", (subscription, json) => {
    expect(serializeSubscription(subscription)).toBe(json);
  });

  it.each<SubscriptionInit>([
    { state: {} },
    { events: { fields: { "a b": "c" } } },
    { events: { fields: { Accept: "a\r\nb" } } },
    { events: { fields: { Accept: "a/b", accept: "a/b" } } },
    { events: { members: { latest: 1 } } },
    { members: { big: 1n } },
  ])("refuses documents that every server would refuse (%#)", (subscription) => {
    expectFieldError(() => serializeSubscription(subscription), "content-semantics");
  });

  it("is read by every realization with the same result, also for a Subscription", () => {
    const name = fc.stringMatching(/^[!#$%&'*+\-.^_`|~\da-z]{1,9}$/);
    const value = fc.string({ unit: "grapheme-ascii", maxLength: 9 }).map((text) => text.trim());
    const fields = fc.dictionary(name, value, { maxKeys: 4 });
    fc.assert(
      fc.property(fields, fc.option(fields, { nil: undefined }), (events, state) => {
        const text = serializeSubscription({
          events: { fields: events },
          ...(state ? { state: { fields: state } } : {}),
        });
        for (const { mediaType } of realizations) {
          const subscription = readSubscription(new TextEncoder().encode(text), mediaType, realizations);
          expect([...(subscription.events?.fields ?? [])].sort()).toEqual(Object.entries(events).sort());
          expect(subscription.state && [...subscription.state.fields].sort()).toEqual(
            state && Object.entries(state).sort(),
          );
          expect(JSON.parse(serializeSubscription(subscription))).toEqual(JSON.parse(text));
        }
      }),
      { numRuns: 300 },
    );
  });
});
