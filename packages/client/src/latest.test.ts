import { afterEach, describe, expect, it } from "vitest";
import { type Answerer, serve, type Wire } from "../test/wire.ts";
import { readNotification } from "./forms.ts";
import { subscribe } from "./index.ts";

let wire: Wire | undefined;
afterEach(async () => {
  await wire?.close();
  wire = undefined;
});
const refused: Answerer = (response) => response.writeHead(404).end();

describe("latest", () => {
  it.each([
    [true, undefined, '"prep";latest', true],
    [true, "application/json", '"prep";latest;accept=("application/json")', true],
    [false, undefined, '"prep"', false],
    [undefined, undefined, '"prep"', undefined],
  ])("of %s is asked for by both protocols", async (latest, accept, field, member) => {
    wire = await serve(refused);
    for (const protocol of ["prep", "events-query"] as const) {
      await expect(subscribe(wire.url, { protocol, latest, accept })).rejects.toMatchObject({ status: 404 });
    }
    expect(wire.received[0]?.headers["accept-events"]).toBe(field);
    expect(JSON.parse(wire.received[1]?.content ?? "").events.latest).toBe(member);
  });
});

describe("skipped", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  it.each<[string, number | undefined]>([
    ["5", 5],
    ["0", undefined],
    ["-5", undefined],
    ["1.5", undefined],
    ['"7"', 7],
    ["true", undefined],
    ["[5]", undefined],
    ["1e99", undefined],
  ])("is read from JSON: %s", (value, expected) => {
    const content = bytes(`{"type":"update","skipped":${value}}`);
    expect(readNotification("application/json", new Headers(), content)?.skipped).toBe(expected);
  });

  it.each<[string, number | undefined]>([
    ["Skipped: 12\r\n", 12],
    ["skipped: many\r\n", undefined],
    ["", undefined],
  ])("is read from message/rfc822: %j", (field, expected) => {
    const content = bytes(`Method: PUT\r\n${field}\r\n`);
    expect(readNotification("message/rfc822", new Headers(), content)?.skipped).toBe(expected);
  });
});
