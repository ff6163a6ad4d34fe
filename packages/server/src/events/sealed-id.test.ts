import { isEventId } from "@resource-events/fields";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createIdSeal, keyBytes } from "./sealed-id.ts";

const keyOf = (seed: number): Uint8Array =>
  Uint8Array.from({ length: keyBytes }, (_, index) => (index * 7 + seed) % 256);
const numbers = fc.maxSafeNat();
const nonceOf = (id: string): Uint8Array => new Uint8Array(Buffer.from(id, "base64url")).slice(0, 24);

describe("createIdSeal", () => {
  it("reads back what it sealed, and an id can be sent as a field", () => {
    const ids = createIdSeal(keyOf(1), 5);
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), numbers, (resource, number) => {
        const id = ids.seal(resource, number);
        expect(isEventId(id)).toBe(true);
        // A hyphen at its beginning would begin an option on a command line.
        expect(id).toMatch(/^[A-Za-z][\w-]{79}$/);
        expect(ids.open(resource, id)).toEqual({ number, nonce: nonceOf(id) });
        expect(ids.seal(resource, number, nonceOf(id))).toBe(id);
      }),
    );
  });

  it("makes another id of the same place each time, of which no part is the same", () => {
    const ids = createIdSeal(keyOf(1), 0);
    const made = Array.from({ length: 200 }, (_, number) => ids.seal("/a", number % 2));
    expect(new Set(made).size).toBe(200);
    for (let index = 0; index < 80; index += 1) expect(new Set(made.map((id) => id[index])).size).toBeGreaterThan(20);
  });

  it("knows no id that it did not make: changed in any place, shortened, lengthened", () => {
    const ids = createIdSeal(keyOf(1), 0);
    const id = ids.seal("/a", 7);
    for (let index = 0; index < id.length; index += 1) {
      for (const other of ["A", "_", "z", "5"]) {
        const changed = id.slice(0, index) + other + id.slice(index + 1);
        if (changed !== id) expect(ids.open("/a", changed)).toBeUndefined();
      }
      expect(ids.open("/a", id.slice(0, index))).toBeUndefined();
    }
    for (const changed of [`${id}A`, `${id}=`, ` ${id}`, id.toLowerCase(), "", "*"]) {
      expect(ids.open("/a", changed)).toBeUndefined();
    }
    fc.assert(fc.property(fc.string({ maxLength: 100 }), (text) => ids.open("/a", text) === undefined));
  });

  it("knows no id of another resource, key or life", () => {
    // Surrogates that are alone are all the same in UTF-8.
    const unit = fc.constantFrom("a", "\ud800", "\udc00", "\ufffd", "\\", '"', "\n");
    const name = fc.array(unit, { maxLength: 2 }).map((units) => units.join(""));
    fc.assert(
      fc.property(name, name, numbers, (resource, other, number) => {
        const id = createIdSeal(keyOf(1), 1).seal(resource, number);
        if (other !== resource) expect(createIdSeal(keyOf(1), 1).open(other, id)).toBeUndefined();
        expect(createIdSeal(keyOf(2), 1).open(resource, id)).toBeUndefined();
        expect(createIdSeal(keyOf(1), 2).open(resource, id)).toBeUndefined();
        expect(createIdSeal(keyOf(1), 1).open(resource, id)?.number).toBe(number);
      }),
    );
  });
});
