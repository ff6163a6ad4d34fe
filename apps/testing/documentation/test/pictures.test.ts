import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { recordStream } from "../src/recorded-stream.ts";
import { streamPicture } from "../src/stream-picture.ts";

it("the picture of a stream shows what the packages send (if they send something else, `run draw` redraws it)", async () => {
  const file = resolve(import.meta.dirname, "../../../../docs/images/stream.svg");
  expect(readFileSync(file, "utf8")).toBe(streamPicture(await recordStream()));
});
