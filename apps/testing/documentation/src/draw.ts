import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { recordStream } from "./recorded-stream.ts";
import { streamPicture } from "./stream-picture.ts";

// `node src/draw.ts`: draws the pictures of the documentation.
const file = resolve(import.meta.dirname, "../../../../docs/images/stream.svg");
writeFileSync(file, streamPicture(await recordStream()));
