import { afterEach, describe, expect, it, vi } from "vitest";
import type { ResourceEventsOptions } from "./options.ts";
import { settingsOf } from "./settings.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

describe("settingsOf", () => {
  it("has safe defaults", () => {
    const { prep, eventsQuery, duration, limits, keepAlive, url } = settingsOf({});
    expect(prep?.forms.map(({ form }) => form.mediaType)).toEqual([
      "message/rfc822",
      "application/json",
      "application/ld+json",
      "application/activity+json",
    ]);
    expect(eventsQuery?.forms.map(({ form }) => form.mediaType)).toEqual([
      "application/json",
      "message/rfc822",
      "application/ld+json",
      "application/activity+json",
    ]);
    expect(eventsQuery?.realizations.map(({ mediaType }) => mediaType)).toEqual([
      "application/json",
      "example/events-query",
    ]);
    expect(duration).toEqual({ default: 600, maximum: 3_600 });
    expect(limits).toEqual({
      waitingBytes: 1_048_576,
      heldEvents: 1_000,
      heldBytes: 1_048_576,
      closingSeconds: 30,
      idSeconds: 2,
      extensionSeconds: 5,
      waitingRequests: 100,
      contentSeconds: 10,
      unfinishedContents: 1_000,
      withheldSeconds: 2,
      withheldEvents: 1_000,
      withheldBytes: 1_048_576,
      withheldEventsInAll: 20_000,
      withheldBytesInAll: 33_554_432,
      subscriptions: 20_000,
      subscriptionsPerResource: 20_000,
      audiencesPerResource: 100,
      audiencesPerConnection: 10,
      subscriptionsPerConnection: 1_000,
      newSubscriptionsPerConnection: 6_000,
      subscriptionsPerClient: 100,
      newSubscriptionsPerClient: 600,
    });
    expect(keepAlive).toEqual({ jsonSequence: 25, http: undefined, multipart: undefined });
    expect(settingsOf({ limits: { subscriptions: 7 } }).limits.subscriptionsPerResource).toBe(7);
    expect(url("/a")).toBe("/a");
  });

  it.each([
    [{ default: 7_200 }, { default: 7_200, maximum: 7_200 }],
    [{ maximum: 10 }, { default: 10, maximum: 10 }],
    [
      { default: 1.5, maximum: 2.5 },
      { default: 1.5, maximum: 2.5 },
    ],
  ])("fits default and maximum to each other: %o", (duration, expected) => {
    expect(settingsOf({ duration }).duration).toEqual(expected);
  });

  it("switches protocols off", () => {
    expect(settingsOf({ prep: false, eventsQuery: false })).toMatchObject({ prep: undefined, eventsQuery: undefined });
  });

  it.each<[string, ResourceEventsOptions]>([
    ["refusalFields", { refusalFields: [["X-One", "a\r\nb"]] }],
    ["refusalFields", { refusalFields: [["X One", "a"]] }],
    ["deltaBytes", { deltaBytes: -1 }],
    ["prep.forms", { prep: { forms: [] } }],
    ["prep.forms", { prep: { forms: [{ mediaType: "none", render: () => new Uint8Array() }] } }],
    ["deltas", { deltas: ["text/plain", "patch"] }],
    ["eventsQuery.forms", { eventsQuery: { forms: [] } }],
    ["eventsQuery.realizations", { eventsQuery: { realizations: [] } }],
    [
      "eventsQuery.realizations",
      { eventsQuery: { realizations: [{ mediaType: "x", read: () => ({ members: {} }) }] } },
    ],
    ["eventsQuery.content.bytes", { eventsQuery: { content: { bytes: 0 } } }],
    ["eventsQuery.content.depth", { eventsQuery: { content: { depth: Number.NaN } } }],
    ["duration.default", { duration: { default: 0 } }],
    ["duration.default", { duration: { default: Number.NaN } }],
    ["duration.default", { duration: { default: 20, maximum: 10 } }],
    ["duration.maximum", { duration: { maximum: -1 } }],
    // A longer timer would fire at once.
    ["duration.maximum", { duration: { maximum: 2_147_484 } }],
    ["limits.waitingBytes", { limits: { waitingBytes: 0 } }],
    ["limits.heldEvents", { limits: { heldEvents: -1 } }],
    ["base", { base: "/relative" }],
  ])("rejects %s: %o", (name, options) => {
    expect(() => settingsOf(options)).toThrow(
      expect.objectContaining({ name: "ServerError", code: "option", message: expect.stringContaining(name) }),
    );
  });

  it("resolves URLs against the base, if they are valid", () => {
    const { url } = settingsOf({ base: "https://example.org/app/" });
    expect(["/a", "a", "https://elsewhere.example/", "http://["].map(url)).toEqual([
      "https://example.org/a",
      "https://example.org/app/a",
      "https://elsewhere.example/",
      "http://[",
    ]);
  });

  it("contains an `onError` that fails itself (invariant 8)", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const failure = new Error("hook");
    const throwing = settingsOf({
      onError: () => {
        throw failure;
      },
    });
    expect(() => throwing.onError("x")).not.toThrow();
    settingsOf({ onError: (() => Promise.reject(failure)) as () => void }).onError("x");
    await vi.waitFor(() => expect(warn).toHaveBeenCalledTimes(2));
    expect(warn).toHaveBeenCalledWith("resource-events:", failure);
  });

  it("warns on the console if there is no `onError`", () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    settingsOf({}).onError("x");
    expect(warn).toHaveBeenCalledExactlyOnceWith("resource-events:", "x");
  });
});
