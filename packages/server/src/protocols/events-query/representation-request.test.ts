import { type Interest, subscriptionOf } from "@resource-events/fields";
import { describe, expect, it } from "vitest";
import { hasPreconditions, representationRequest } from "./representation-request.ts";

const query = new Headers({
  accept: "multipart/mixed",
  "accept-encoding": "gzip",
  "accept-events": "prep",
  authorization: "Bearer abc",
  "content-digest": "sha-256=:x:",
  "content-length": "2",
  "content-type": "application/json",
  cookie: "a=b; c=d",
  events: "duration=5",
  host: "example.org",
  "if-none-match": '"of-the-query"',
  incremental: "?1",
  "last-event-id": "x",
  range: "bytes=0-1",
});

function stateOf(state: Record<string, string>): Interest | undefined {
  return subscriptionOf({ events: {}, state }).state;
}

describe("representationRequest (EQ-RP-1)", () => {
  it("is a plain GET from the same sender if the representation is not wanted", () => {
    expect(Object.fromEntries(representationRequest(query, undefined, "mixed"))).toEqual({
      authorization: "Bearer abc",
      cookie: "a=b; c=d",
      host: "example.org",
    });
  });

  it("has the fields in state (EQ-DM-2), except those that could impersonate somebody else", () => {
    const state = stateOf({
      Accept: "text/plain",
      "If-None-Match": '"v1"',
      Authorization: "Bearer stolen",
      Host: "elsewhere.example",
      "X-Forwarded-For": "127.0.0.1",
      "Transfer-Encoding": "chunked",
    });
    expect(Object.fromEntries(representationRequest(query, state, "http"))).toEqual({
      accept: "text/plain",
      authorization: "Bearer abc",
      cookie: "a=b; c=d",
      host: "example.org",
      "if-none-match": '"v1"',
    });
  });

  it("drops fields that would keep a sequence item from being whole JSON (EQ-RP-3, EQ-RP-4)", () => {
    const state = stateOf({
      accept: "application/json",
      "a-im": "feed",
      "accept-encoding": "gzip",
      "if-match": "*",
      "if-modified-since": "x",
      "if-none-match": "*",
      "if-range": "x",
      "if-unmodified-since": "x",
      range: "bytes=0-1",
    });
    const get = representationRequest(new Headers(), state, "json-seq");
    expect(Object.fromEntries(get)).toEqual({ accept: "application/json" });
    expect(hasPreconditions(get)).toBe(false);
    expect([...representationRequest(new Headers(), state, "mixed")]).toHaveLength(9);
  });

  it.each(["if-match", "if-none-match", "if-modified-since", "if-unmodified-since"])(
    "treats %s as a precondition",
    (name) => {
      expect(hasPreconditions(new Headers({ [name]: "*" }))).toBe(true);
      expect(hasPreconditions(new Headers({ range: "bytes=0-1", "if-range": '"x"' }))).toBe(false);
    },
  );
});
