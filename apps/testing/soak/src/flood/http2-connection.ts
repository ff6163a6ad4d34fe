import type { Random } from "../random.ts";
import { fieldBlock, flag, frame, frameType, preface, request, reset, settings, windowUpdate } from "../wire/frames.ts";
import { changed } from "./http1-connection.ts";
import { action, type Pools, pick } from "./pools.ts";

/** What is sent on one connection of HTTP/2. */
export interface Http2Connection {
  readonly bytes: Buffer;
  /** The streams of complete requests, each of which is responded to, unless the connection is closed. */
  readonly streams: readonly number[];
  readonly requests: number;
}

/** The most frames or requests in a row. */
const most = 60;

/** The largest window (RFC 9113 section 6.9.1). */
const largest = 2 ** 31 - 1;

/** Generates requests as frames; other frames come between them, and the last ones may be malformed. */
export function http2Connection(random: Random, pools: Pools): Http2Connection {
  const roomy = random.chance(0.9);
  const pieces = [
    preface,
    settings([4, roomy ? largest : random.pick([0, 1, 100])], ...(random.chance(0.1) ? [[1, 0] as const] : [])),
    windowUpdate(0, largest - 65_535),
  ];
  const streams: number[] = [];
  let requests = 0;
  let next = 1;
  for (let count = random.whole(1, most); count > 0; count -= 1) {
    const roll = random.fraction();
    if (roll < 0.92) {
      pieces.push(wellFormed(random, pools, next));
      if (random.chance(0.05)) pieces.push(reset(next, random.pick([0, 5, 8, 11])));
      else if (roomy) streams.push(next);
      requests += 1;
      next += 2;
    } else if (roll < 0.96) {
      pieces.push(harmlessFrame(random, next));
    } else {
      pieces.push(unfinished(random, pools, next));
      requests += 1;
      next += 2;
    }
  }
  const bytes = Buffer.concat(pieces);
  if (random.chance(0.6)) return { bytes, streams, requests };
  // Whatever comes after this may close the connection, with what is under way on it.
  const end = random.chance(0.3) ? flood(random, next) : oddFrames(random, pools, next);
  return { bytes: Buffer.concat([bytes, end]), streams: [], requests: requests + 1 };
}

/** Fields that are forbidden in HTTP/2 (RFC 9113 section 8.2.2). */
const forbidden = new Set(["connection", "transfer-encoding", "upgrade", "host", "content-length"]);

function fieldsFrom(random: Random, lines: readonly string[], most: number): (readonly [string, string])[] {
  return Array.from({ length: random.whole(0, most) }, () => pick(random, lines))
    .map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
    })
    .filter(([name]) => name !== "" && !forbidden.has(name));
}

function wellFormed(random: Random, pools: Pools, stream: number): Buffer {
  const [method, content] = action(random, pools);
  const type = content === undefined ? [] : [["content-type", content[0]] as const];
  const bytes = content?.[1];
  // A longer content needs more than one frame, and more than the window there is at first.
  const fitting = bytes === undefined || bytes.length <= 16_000 ? bytes : bytes.subarray(0, 16_000);
  return request(
    stream,
    method,
    pick(random, pools.targets),
    [...fieldsFrom(random, pools.harmless, 3), ...type],
    fitting,
  );
}

function harmlessFrame(random: Random, next: number): Buffer {
  return random.pick([
    frame(frameType.ping, 0, 0, Buffer.alloc(8)),
    settings([3, 100]),
    windowUpdate(Math.max(1, next - 2), 1),
    frame(frameType.priority, 0, next, Buffer.from([0, 0, 0, 0, 1])),
    frame(0x42, 0xff, next, Buffer.alloc(20)),
  ]);
}

/** A request whose content, or head, does not end. */
function unfinished(random: Random, pools: Pools, stream: number): Buffer {
  const [method, content = ["text/plain", Buffer.from("x")] as const] = action(random, pools);
  const block = fieldBlock([
    [":method", method],
    [":scheme", "http"],
    [":authority", "soak"],
    [":path", pick(random, pools.targets)],
    ["content-type", content[0]],
  ]);
  return Buffer.concat([
    frame(frameType.headers, flag.endHeaders, stream, block),
    frame(frameType.data, 0, stream, content[1].subarray(0, 1_000)),
  ]);
}

/** Many frames of one kind. */
function flood(random: Random, next: number): Buffer {
  const one = random.pick([
    settings([4, 65_535]),
    frame(frameType.ping, 0, 0, Buffer.alloc(8)),
    windowUpdate(0, 1),
    frame(frameType.priority, 0, next, Buffer.alloc(5)),
    frame(frameType.continuation, 0, next, fieldBlock([["x", "y".repeat(1_000)]])),
    frame(frameType.data, 0, 1, Buffer.alloc(0)),
    reset(next),
  ]);
  const block = fieldBlock([[":method", "GET"]]);
  const open = one[3] === frameType.continuation ? [frame(frameType.headers, 0, next, block)] : [];
  return Buffer.concat([...open, ...Array.from({ length: random.whole(10, 2_000) }, () => one)]);
}

/** Frames that break the rules: their bytes changed, or of any type, flags, stream and length. */
function oddFrames(random: Random, pools: Pools, next: number): Buffer {
  if (random.chance(0.5)) {
    let bytes = wellFormed(random, pools, next);
    for (let count = random.whole(1, 4); count > 0; count -= 1) bytes = changed(bytes, random);
    return bytes;
  }
  const payload = Buffer.from(Array.from({ length: random.whole(0, 60) }, () => random.whole(0, 255)));
  const stream = random.pick([0, 1, 2, next, next - 2, largest, 2 ** 32 - 1]);
  return Buffer.concat([
    frame(random.whole(0, 12), random.whole(0, 255), stream, payload),
    request(next, "GET", "/notes/0", random.chance(0.5) ? [["Upper", "x"]] : [[":late", "x"]]),
    frame(frameType.goAway, 0, 0, Buffer.alloc(random.whole(0, 12))),
  ]);
}
