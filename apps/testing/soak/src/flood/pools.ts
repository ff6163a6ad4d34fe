import fc from "fast-check";
import { contents } from "../fuzz/contents.ts";
import { field } from "../fuzz/values.ts";
import type { Random } from "../random.ts";

/** A content and its media type. */
export type Content = readonly [type: string, bytes: Uint8Array];

/** What requests are put together from: values that fuzz generates slowly, and flood combines fast. */
export interface Pools {
  /** Field lines. */
  readonly fields: readonly string[];
  /** Field lines that affect neither framing nor the connection, so that a response must come. */
  readonly harmless: readonly string[];
  readonly subscriptions: readonly Content[];
  readonly patches: readonly Content[];
  readonly notes: readonly Content[];
  readonly targets: readonly string[];
}

const harmless = /^(?!content-|transfer-|trailer|upgrade|connection|expect|host|events)[a-z-]+: [\t -~]*$/i;

const usual = ["/notes/0", "/notes/1", "/notes/2", "/notes/", "/notes/abc", "/notes/?a=b", "/notes", "/", "/x"];

/** Targets that a handler or proxy may read otherwise than we do. */
const odd = [
  "http://soak/notes/1",
  "HTTP://x/zz/../notes/0",
  "http://x?y",
  "//x/notes/0",
  "/notes/0#x",
  "/notes/0\\x",
  '/notes/"',
  "/notes/%7e",
  "/notes/~",
  "/notes/%c3%a9",
  "/notes/%C3%A9",
  "/notes/%",
  "/notes/%zz",
  "/notes/%00",
  "/notes/%2e%2e/x",
  "/notes/../notes/0",
  "/notes/a%2fb",
  "*",
  `/notes/${"x".repeat(2_000)}`,
  `/notes/?${"&a=b".repeat(500)}`,
];

/** Makes pools from a seed. */
export function poolsFrom(seed: number): Pools {
  const sample = <T>(arbitrary: fc.Arbitrary<T>, numRuns: number) => fc.sample(arbitrary, { seed, numRuns });
  const fields = sample(field, 4_000);
  return {
    fields,
    harmless: fields.filter((line) => harmless.test(line)),
    subscriptions: sample(contents.subscription, 1_500).filter(([, bytes]) => bytes.length <= 16_384),
    patches: sample(contents.patch, 1_000),
    notes: sample(contents.note, 500),
    targets: [...Array.from({ length: 6 }, () => usual).flat(), ...odd],
  };
}

/** One of these; they must not be none. */
export function pick<T>(random: Random, some: readonly T[]): T {
  const one = some[random.whole(0, some.length - 1)];
  if (one === undefined) throw new Error("There is nothing to pick from");
  return one;
}

/** A method, mostly with a content that suits it. */
export function action(random: Random, pools: Pools): readonly [method: string, content: Content | undefined] {
  const roll = random.fraction();
  if (roll < 0.3) return ["GET", undefined];
  if (roll < 0.55) return ["QUERY", pick(random, pools.subscriptions)];
  if (roll < 0.67) return ["PUT", pick(random, pools.notes)];
  if (roll < 0.79) return ["PATCH", pick(random, pools.patches)];
  if (roll < 0.83) return ["POST", pick(random, pools.notes)];
  if (roll < 0.95) return [random.pick(["DELETE", "HEAD", "OPTIONS"]), undefined];
  return [random.pick(["TRACE", "PROPFIND", "MKCOL", "M-SEARCH", "REPORT"]), pick(random, pools.subscriptions)];
}
