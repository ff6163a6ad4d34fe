import fc from "fast-check";
import { it } from "vitest";
import { ownText } from "./own-text.ts";

it("leaves each text as it is", () => {
  const unit = fc.oneof(
    fc.nat(0xffff).map((code) => String.fromCharCode(code)),
    fc.constantFrom('"', "\\", "\n", "\u2028"),
  );
  fc.assert(
    fc.property(
      fc.array(unit).map((units) => units.join("")),
      (text) => ownText(text) === text,
    ),
  );
});
