import { expect, it } from "vitest";
import { normalMediaType } from "./variant.ts";

it.each([
  ["text/plain", "text/plain"],
  ["Text/Plain; charset=UTF-8", "text/plain"],
  ['text/plain;charset="utf-8"', "text/plain"],
  ["text/plain;charset=iso-8859-1", "text/plain;charset=iso-8859-1"],
  ["text/html;charset=utf-8;level=1", "text/html;level=1"],
  ["nonsense", undefined],
])("normalizes %s to the variant %s (PREP-MS-4)", (mediaType, variant) => {
  expect(normalMediaType(mediaType)).toBe(variant);
});
