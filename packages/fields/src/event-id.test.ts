import { describe, expect, it } from "vitest";
import { isEventId, parseEventId, parseLastEventId } from "./event-id.ts";

describe("event ids", () => {
  it.each(["456", "a", "!~", "**", '"quoted"', "x".repeat(256)])("%j is one", (id) => {
    expect(isEventId(id)).toBe(true);
    expect(parseEventId(`\t ${id} `)).toBe(id);
    expect(parseLastEventId(id)).toBe(id);
  });

  it.each(["", "*", "a b", "é", "a\n", "a\r\nb", "\0", "a, b", "x".repeat(257)])("%j is none", (id) => {
    expect(isEventId(id)).toBe(false);
    expect(parseEventId(id)).toBeUndefined();
  });

  it("accepts the asterisk only as a last event (PREP-RS-6, EQ-DM-4)", () => {
    expect(parseLastEventId(" * ")).toBe("*");
    expect(parseLastEventId("a b")).toBeUndefined();
  });

  it.each([undefined, null, "", " "])("treats %j as absent", (value) => {
    expect(parseEventId(value)).toBeUndefined();
    expect(parseLastEventId(value)).toBeUndefined();
  });
});
