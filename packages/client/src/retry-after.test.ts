import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { retryAfter } from "./retry-after.ts";

const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const now = Date.UTC(2026, 10, 22, 8);
const read = (value: string, date?: string) =>
  retryAfter(new Headers({ "Retry-After": value, ...(date !== undefined && { Date: date }) }), now);

/** The three forms of HTTP-date (RFC 9110 section 5.6.7). */
function forms(date: Date): [fixdate: string, rfc850: string, asctime: string] {
  const fixdate = date.toUTCString();
  const [, day = "", month, year = "", time] = fixdate.split(" ");
  const name = days[date.getUTCDay()] ?? "";
  return [
    fixdate,
    `${name}, ${day}-${month}-${year.slice(2)} ${time} GMT`,
    `${name.slice(0, 3)} ${month} ${day.replace(/^0/, " ")} ${time} ${year}`,
  ];
}

describe("retryAfter (RFC 9110 section 10.2.3)", () => {
  it("reads seconds", () => {
    expect(read("0")).toBe(0);
    expect(read("120")).toBe(120);
    fc.assert(fc.property(fc.nat(), (seconds) => read(`${seconds}`) === seconds));
  });

  it("reads dates in each form, from Date or from now", () => {
    const seconds = fc.integer({ min: Date.UTC(1980) / 1000, max: Date.UTC(2070) / 1000 });
    fc.assert(
      fc.property(seconds, seconds, (date, start) => {
        for (const form of forms(new Date(date * 1000))) {
          expect(read(form)).toBe(Math.max(0, date - now / 1000));
          for (const origin of forms(new Date(start * 1000)))
            expect(read(form, origin)).toBe(Math.max(0, date - start));
        }
      }),
    );
    expect(read("Sun, 22 Nov 2026 08:00:05 GMT", "nonsense")).toBe(5);
  });

  it("takes two digits for the latest such year that is not more than 50 ahead", () => {
    expect(read("Sunday, 06-Nov-94 08:49:37 GMT")).toBe(0);
    expect(read("Sunday, 22-Nov-76 08:00:00 GMT")).toBe((Date.UTC(2076, 10, 22, 8) - now) / 1000);
    expect(read("Monday, 22-Nov-77 08:00:00 GMT")).toBe(0);
  });

  it.each([
    "",
    "-1",
    "1.5",
    "1e3",
    "0x10",
    "5, 6",
    "soon",
    "2026-11-22T08:00:00Z",
    "Sun, 22 Nov 2026 08:00:00 UTC",
    "Sun, 31 Feb 2026 08:00:00 GMT",
    "Sun, 00 Nov 2026 08:00:00 GMT",
    "Sun, 22 nov 2026 08:00:00 GMT",
    "Sun, 22 Nov 2026 24:00:00 GMT",
    "Sun, 22 Nov 2026 08:60:00 GMT",
    "Sun Nov 22 08:00:00 2026 GMT",
  ])("ignores %j", (value) => {
    expect(read(value)).toBeUndefined();
  });

  it("throws nothing, and tells 0 or more seconds or nothing", () => {
    expect(retryAfter(new Headers())).toBeUndefined();
    const field = fc.stringMatching(/^[\t -~]{0,40}$/);
    fc.assert(
      fc.property(field, field, (value, date) => {
        const seconds = read(value, date);
        expect(seconds === undefined || seconds >= 0).toBe(true);
      }),
    );
  });
});
