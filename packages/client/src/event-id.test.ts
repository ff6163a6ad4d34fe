import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eventIdOf } from "./event-id.ts";

describe("eventIdOf", () => {
  it.each(["0", "456", "e-1_.~", '"quoted"', "a, b", "2023-04-01 10:11:12", "**", "*a"])("takes %j", (id) => {
    expect(eventIdOf(id)).toBe(id);
  });

  it.each([
    ...["", " ", " a", "a ", "\ta", "*", "a\r\nX-Evil: 1", "a\nb", "a\n", "a\tb", "\0", "\x7f", "é", "日本", "\ud800"],
    null,
    undefined,
  ])("takes %j for no id", (text) => {
    expect(eventIdOf(text)).toBeUndefined();
  });

  it("takes 1,000 characters at most", () => {
    expect(eventIdOf("~".repeat(1000))).toHaveLength(1000);
    for (const count of [1001, 100_000]) expect(eventIdOf("~".repeat(count))).toBeUndefined();
  });

  it("takes what a header field brings back unchanged", () => {
    const character = fc.oneof(
      fc.string({ unit: "binary", maxLength: 1 }),
      fc.constantFrom("*", " ", "\t", "\n", "a", "~"),
    );
    const text = fc.array(character, { maxLength: 6 }).map((characters) => characters.join(""));
    let taken = 0;
    fc.assert(
      fc.property(text, (one) => {
        const id = eventIdOf(one);
        if (id === undefined) return;
        taken += 1;
        expect(id).toBe(one);
        expect(new Headers({ "Last-Event-ID": id }).get("last-event-id")).toBe(id);
        expect(Buffer.from(id, "latin1").toString("utf8")).toBe(id);
      }),
      { numRuns: 1000 },
    );
    expect(taken).toBeGreaterThan(50);
  });
});
