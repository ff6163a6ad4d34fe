import type { Random } from "../random.ts";
import { action, type Pools, pick } from "./pools.ts";

/** What is sent on one connection of HTTP/1.1. */
export interface Http1Connection {
  readonly bytes: Buffer;
  /** The methods of the well-formed requests at the beginning. */
  readonly methods: readonly string[];
  /** Whether each of them gets a response: Node closes a connection as soon as it has read a malformed request on it. */
  readonly sound: boolean;
  /** The number of requests, also malformed ones. */
  readonly requests: number;
}

/** The most requests in a row. */
const most = 60;

/** Generates pipelined requests; the last of them may be malformed, or asks to close the connection. */
export function http1Connection(random: Random, pools: Pools): Http1Connection {
  const methods: string[] = [];
  const pieces: Uint8Array[] = [];
  const count = random.whole(1, most);
  for (let index = 0; index < count; index += 1) {
    const [method, request] = wellFormed(random, pools);
    methods.push(method);
    pieces.push(...request);
  }
  const sound = random.chance(0.6);
  if (!sound) {
    pieces.push(malformed(random, pools));
  } else {
    methods.push("GET");
    pieces.push(Buffer.from("GET /notes/end HTTP/1.1\r\nHost: soak\r\nConnection: close\r\n\r\n"));
  }
  return { bytes: Buffer.concat(pieces), methods, sound, requests: count + 1 };
}

function wellFormed(random: Random, pools: Pools): readonly [method: string, pieces: readonly Uint8Array[]] {
  const [method, content] = action(random, pools);
  const names = new Set<string>();
  let lines = "";
  for (let count = random.whole(0, 4); count > 0; count -= 1) {
    const line = pick(random, pools.harmless);
    const name = line.slice(0, line.indexOf(":")).toLowerCase();
    // Streams of PREP last for a second at least, and those behind them wait: so there are only a few.
    const stays = name === "accept-events" && random.chance(0.9);
    // Those that may occur once, once; repeated ones are in malformed requests.
    if (!names.has(name) && !stays) lines += `${line}\r\n`;
    names.add(name);
  }
  const head = `${method} ${pick(random, pools.targets)} HTTP/1.1\r\nHost: soak\r\n${lines}`;
  if (content === undefined) return [method, [Buffer.from(`${head}\r\n`, "latin1")]];
  const [type, bytes] = content;
  if (bytes.length > 0 && random.chance(0.3)) {
    const chunk = `${head}Content-Type: ${type}\r\nTransfer-Encoding: chunked\r\n\r\n${bytes.length.toString(16)}\r\n`;
    return [method, [Buffer.from(chunk, "latin1"), bytes, Buffer.from("\r\n0\r\n\r\n")]];
  }
  return [
    method,
    [Buffer.from(`${head}Content-Type: ${type}\r\nContent-Length: ${bytes.length}\r\n\r\n`, "latin1"), bytes],
  ];
}

/** A request with any fields, some of whose bytes are changed, inserted, removed, doubled or cut off. */
function malformed(random: Random, pools: Pools): Buffer {
  const [method, content] = action(random, pools);
  const lines = Array.from({ length: random.whole(0, 8) }, () => pick(random, pools.fields));
  const length = content === undefined ? [] : [`Content-Length: ${content[1].length + random.whole(-2, 2)}`];
  const version = random.pick(["HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/2.0", ""]);
  const head = [
    `${method} ${random.chance(0.1) ? "x:80" : pick(random, pools.targets)} ${version}`,
    ...(random.chance(0.9) ? ["Host: soak"] : []),
    ...lines,
    ...length,
  ];
  let bytes: Buffer = Buffer.concat([
    Buffer.from(`${head.join("\r\n")}\r\n\r\n`, "latin1"),
    content?.[1] ?? Buffer.alloc(0),
  ]);
  for (let count = random.whole(0, 4); count > 0; count -= 1) bytes = changed(bytes, random);
  return bytes;
}

const splinters = ["\r\n", "\n", "\r", "\0", ":", " ", '"', "\r\n\r\n", "\xff", "%", ",", "chunked"] as const;

/** Bytes with one change. */
export function changed(bytes: Buffer, random: Random): Buffer {
  const at = random.whole(0, bytes.length);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  const splinter = Buffer.from(random.pick(splinters), "latin1");
  switch (random.whole(0, 5)) {
    case 0:
      return Buffer.concat([before, splinter, after.subarray(splinter.length)]);
    case 1:
      return Buffer.concat([before, splinter, after]);
    case 2:
      return Buffer.concat([before, after.subarray(random.whole(1, 20))]);
    case 3:
      return Buffer.concat([before, after.subarray(0, random.whole(1, 40)), after]);
    case 4:
      return Buffer.concat([before, Buffer.of(random.whole(0, 255)), after.subarray(1)]);
    default:
      return random.chance(0.3) ? before : bytes;
  }
}
