import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { eventsQueryRealization } from "../src/events-query.ts";
import {
  type EventFieldValue,
  FieldError,
  type FieldErrorCode,
  isInnerList,
  jsonRealization,
  parseAcceptEvents,
  parseEvents,
  readSubscription,
  Token,
} from "../src/index.ts";
import { attempt, fieldErrorOf } from "./expect-field-error.ts";

/** A vector of the conformance suite. */
interface Vector {
  readonly name: string;
  readonly raw?: string;
  readonly base64?: string;
  readonly contentType?: string;
  readonly expected?: unknown;
  readonly must_fail?: true;
  readonly status?: number;
}

function vectors(subject: string): Vector[] {
  const url = new URL(`../../conformance/vectors/${subject}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, "utf8")).vectors;
}

/** Converts a value to the notation of the vectors. */
function written(value: EventFieldValue): unknown {
  if (isInnerList(value)) {
    return value.map((item) => ({ value: written(item.value), parameters: parametersOf(item.parameters) }));
  }
  if (value instanceof Token) return { token: `${value}` };
  if (value instanceof Date) return { date: value.getTime() / 1000 };
  if (value instanceof ArrayBuffer) return { base64: Buffer.from(value).toString("base64") };
  return value;
}

function parametersOf(parameters: ReadonlyMap<string, EventFieldValue>): Record<string, unknown> {
  return Object.fromEntries(Array.from(parameters, ([name, value]) => [name, written(value)]));
}

describe("Accept-Events", () => {
  it.each(vectors("accept-events"))("$name", ({ raw = "", expected, must_fail }) => {
    const items = attempt(() => parseAcceptEvents(raw));
    const read = items?.map((item) => ({ ...item, parameters: parametersOf(item.parameters) }));
    expect(read).toEqual(must_fail ? undefined : expected);
  });
});

describe("Events", () => {
  it.each(vectors("events"))("$name", ({ raw = "", expected, must_fail }) => {
    const read = attempt(() => {
      const { expiresAt, ...events } = parseEvents(raw);
      return { ...events, ...(expiresAt ? { expiresAt: expiresAt.getTime() / 1000 } : {}) };
    });
    expect(read).toEqual(must_fail ? undefined : expected);
  });
});

describe.each(["subscription-json", "subscription-events-query"])("%s", (subject) => {
  const statuses: Partial<Record<FieldErrorCode, number>> = {
    "content-type-unsupported": 415,
    "content-syntax": 400,
    "content-semantics": 422,
  };

  it.each(vectors(subject))("$name", ({ raw = "", base64, contentType, expected, must_fail, status }) => {
    const content = base64 === undefined ? Buffer.from(raw) : Buffer.from(base64, "base64");
    const read = () => readSubscription(content, contentType, [jsonRealization, eventsQueryRealization]);
    if (must_fail) {
      const error = fieldErrorOf(read);
      expect(error).toBeInstanceOf(FieldError);
      expect(statuses[error.code]).toBe(status);
      return;
    }
    const { events, state } = read();
    expect({
      ...(events ? { events: Object.fromEntries(events.fields) } : {}),
      ...(state ? { state: Object.fromEntries(state.fields) } : {}),
    }).toEqual(expected);
  });
});
