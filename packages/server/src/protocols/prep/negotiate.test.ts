import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonForm } from "../../events/forms/json.ts";
import { rfc822Form } from "../../events/forms/rfc822.ts";
import type { ResourceEventsOptions } from "../../settings/options.ts";
import { settingsOf } from "../../settings/settings.ts";
import { discoveryOf } from "../discovery.ts";
import { negotiatePrep, type PrepNegotiation } from "./negotiate.ts";

function negotiate(headers: Record<string, string>, options: ResourceEventsOptions = {}): PrepNegotiation {
  const settings = settingsOf({ deltas: ["text/plain", "text/html"], ...options });
  return negotiatePrep("/notes/welcome", new Headers(headers), settings, discoveryOf(settings));
}

/** Summarizes a negotiation: `ignored`, the status of a refusal, or the media type and delta of the chosen form. */
function outcome(acceptEvents: string, options?: ResourceEventsOptions): string | number {
  const negotiation = negotiate({ "accept-events": acceptEvents }, options);
  if (negotiation === undefined) return "ignored";
  if (negotiation.kind === "prep-refusal") return negotiation.status;
  const [{ form, delta, encapsulation }] = negotiation.plan.choices;
  expect(encapsulation).toBe("digest");
  return delta === undefined ? form.mediaType : `${form.mediaType} with ${delta}`;
}

describe("negotiatePrep", () => {
  it.each([
    // PREP-AE-1, PREP-AE-2: a String, liberally a Token, in any letter case
    ["PREP-AE-1", '"prep"', "message/rfc822"],
    ["PREP-AE-2", "prep", "message/rfc822"],
    ["PREP-AE-2", '"PREP"', "message/rfc822"],
    ["PREP-AE-2", "PREP", "message/rfc822"],
    // PREP-AE-3: unknown protocols, and fields that do not parse, are ignored
    ["PREP-AE-3", '"braid"', "ignored"],
    ["PREP-AE-3", '"braid", "prep"', "message/rfc822"],
    ["PREP-AE-3", '"prep', "ignored"],
    ["PREP-AE-3", '"prep";', "ignored"],
    ["PREP-AE-3", '"prep",', "ignored"],
    ["PREP-AE-3", "", "ignored"],
    ["PREP-AE-3", '1, ?1, (prep), "prep"', "message/rfc822"],
    ["PREP-AE-3", "1", "ignored"],
    // PREP-AE-4: weights, wherever they are
    ["PREP-AE-4", '"prep";q=0', "ignored"],
    ["PREP-AE-4", '"prep";q=0.0;accept="application/json"', "ignored"],
    ["PREP-AE-4", '"prep";q=0.001', "message/rfc822"],
    ["PREP-AE-4", '"prep";q=2', "ignored"],
    ["PREP-AE-4", '"prep";q="1"', "ignored"],
    ["PREP-AE-4", '"prep";accept="message/rfc822";q=0.2, "prep";accept="application/json";q=0.7', "application/json"],
    ["PREP-AE-4", '"prep";q=0.2;accept="message/rfc822", "prep";q=0.7;accept="application/json"', "application/json"],
    ["PREP-AE-4 (ties)", '"prep";accept="application/json", "prep";accept="message/rfc822"', "application/json"],
    ["PREP-AE-4 (unknown first)", '"braid", "prep";q=0.1', "message/rfc822"],
    // PREP-AE-4: an item that can't be served gives way to the next
    ["PREP-AE-4 (fallback)", '"prep";accept="text/html", "prep";accept="application/json";q=0.1', "application/json"],
    ["PREP-AE-4 (fallback)", '"prep";accept=1, "prep"', "message/rfc822"],
    ["PREP-AE-4 (fallback to q=0)", '"prep";accept="text/html", "prep";q=0', 406],
    ["PREP-AE-4 (first tried)", '"prep";accept="text/html", "prep";accept=1;q=0.5', 406],
    ["PREP-AE-4 (first tried)", '"prep";accept="text/html";q=0.5, "prep";accept=1', 400],
    // PREP-AE-5, PREP-AE-6: the event field `accept`
    ["PREP-AE-6", '"prep";accept="application/json"', "application/json"],
    ["PREP-AE-6", '"prep";accept=application/ld+json', "application/ld+json"],
    ["PREP-AE-6", '"prep";accept=(application/json)', "application/json"],
    ["PREP-AE-6", '"prep";accept=("application/json" "message/rfc822")', "message/rfc822"],
    ["PREP-AE-6", '"prep";accept=("application/json" "message/rfc822";q=0.9)', "application/json"],
    ["PREP-AE-6", '"prep";accept=("*/*" "message/rfc822";q=0)', "application/json"],
    ["PREP-AE-6", '"prep";accept=("application/*" "application/json";q=0)', "application/ld+json"],
    ["PREP-AE-6", '"prep";accept="MESSAGE/RFC822"', "message/rfc822"],
    ["PREP-AE-5", '"prep";accept=("message/rfc822";delta="text/plain")', "message/rfc822 with text/plain"],
    [
      "PREP-AE-5",
      '"prep";accept=("message/rfc822";delta=("text/plain" "text/html";q=0.5))',
      "message/rfc822 with text/plain,text/html",
    ],
    ["PREP-AE-5", '"prep";accept="message/rfc822; delta=\\"text/plain\\""', "message/rfc822 with text/plain"],
    // PREP-AE-7: unknown event fields
    ["PREP-AE-7", '"prep";colour=blue;accept="application/json";size=(1 2)', "application/json"],
    // PREP-NO-4: why notifications are not served
    ["PREP-NO-4", '"prep";accept="text/html"', 406],
    ["PREP-NO-4", '"prep";accept="message/rfc822;q=0"', 406],
    ["PREP-NO-4", '"prep";accept', 400],
    ["PREP-NO-4", '"prep";accept=1', 400],
    ["PREP-NO-4", '"prep";accept="nonsense"', 400],
    ["PREP-NO-4", '"prep";accept=("message/rfc822";q=7)', 400],
    ["PREP-NO-4", '"prep";accept=("message/rfc822";delta="nonsense")', 400],
    ["PREP-NO-4", '"prep";accept=(("message/rfc822"))', "ignored"],
    // PREP-MS-7: a delta never makes a form unacceptable
    ["PREP-MS-7", '"prep";accept=("application/ld+json";delta="text/plain")', "application/ld+json"],
  ])("%s: %s", (_, field, expected) => {
    expect(outcome(field)).toBe(expected);
  });

  it("ignores PREP if it is not requested, or switched off (PREP-NO-1)", () => {
    expect(negotiate({})).toBeUndefined();
    expect(outcome('"prep"', { prep: false })).toBe("ignored");
  });

  it("prefers forms in the order of the option `forms`", () => {
    expect(outcome('"prep"', { prep: { forms: [jsonForm, rfc822Form] } })).toBe("application/json");
    expect(outcome('"prep";accept="application/activity+json"', { prep: { forms: [jsonForm] } })).toBe(406);
  });

  it.each([
    ["an id", "abc-1", "abc-1", "unless-resumed"],
    ["any event (PREP-RS-6)", " * ", "*", "never"],
    ["none", undefined, undefined, "always"],
    ["the empty id", "", undefined, "always"],
    ["two words", "a b", undefined, "always"],
    ["more than 256 characters", "x".repeat(257), undefined, "always"],
  ] as const)("reads Last-Event-ID: %s", (_, sent, lastEventId, representation) => {
    const negotiation = negotiate({
      "accept-events": "prep",
      ...(sent === undefined ? {} : { "last-event-id": sent }),
    });
    expect(negotiation).toMatchObject({
      kind: "plan",
      plan: { protocol: { name: "prep" }, lastEventId, representation },
    });
  });

  it.each([
    [{}, 600],
    [{ default: 30 }, 30],
    [{ default: 1.9 }, 1],
    [{ default: 0.5 }, 1],
    [{ maximum: 10 }, 10],
  ])("grants whole seconds (PREP-EV-4): %o", (duration, expires) => {
    expect(negotiate({ "accept-events": "prep" }, { duration })).toMatchObject({ plan: { duration: expires } });
  });

  it("advertises the forms and deltas of the options (PREP-RS-3, PREP-DI-2)", () => {
    const deltas = ["text/plain", "application/merge-patch+json"];
    expect(discoveryOf(settingsOf({ prep: { forms: [rfc822Form] }, deltas }))).toMatchObject({
      acceptEvents: [
        ["Accept-Events", '"prep";accept=("message/rfc822";delta="text/plain, application/merge-patch+json")'],
      ],
      acceptQuery: [["Accept-Query", '"application/json", "example/events-query"']],
    });
  });

  it("never throws, whatever the field values", () => {
    const fragment = fc.constantFrom(
      '"prep"',
      "prep",
      ";",
      "q=",
      "accept=",
      "(",
      ")",
      ",",
      '"',
      "0.5",
      "*/*",
      "delta=",
    );
    const value = fc.oneof(
      fc.array(fragment).map((parts) => parts.join("")),
      fc.string({ unit: "binary-ascii" }),
    );
    fc.assert(
      fc.property(value, value, (acceptEvents, lastEventId) => {
        const headers = new Headers();
        for (const [name, field] of Object.entries({ "accept-events": acceptEvents, "last-event-id": lastEventId })) {
          // Headers can't hold control characters, and no server passes them on.
          headers.set(name, field.replace(/[\0\r\n]/g, " "));
        }
        const settings = settingsOf({});
        const kind = negotiatePrep("/", headers, settings, discoveryOf(settings))?.kind;
        expect([undefined, "prep-refusal", "plan"]).toContain(kind);
      }),
      { numRuns: 1_000 },
    );
  });
});
