/** The types of frames of HTTP/2 (RFC 9113 section 6). */
export const frameType = {
  data: 0,
  headers: 1,
  priority: 2,
  reset: 3,
  settings: 4,
  push: 5,
  ping: 6,
  goAway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;

/** Flags of frames. */
export const flag = { endStream: 0x1, ack: 0x1, endHeaders: 0x4, padded: 0x8, priority: 0x20 } as const;

/** What a client sends first (RFC 9113 section 3.4). */
export const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

/** Makes a frame as it is told, whether it is well-formed or not. */
export function frame(type: number, flags: number, stream: number, payload: Uint8Array = new Uint8Array()): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length & 0xffffff, 0, 3);
  head.writeUInt8(type & 0xff, 3);
  head.writeUInt8(flags & 0xff, 4);
  head.writeUInt32BE(stream >>> 0, 5);
  return Buffer.concat([head, payload]);
}

/** An identifier in a SETTINGS frame, and its value. */
export type Setting = readonly [identifier: number, value: number];

/** A SETTINGS frame with these identifiers and values; `4` is the initial size of windows. */
export function settings(...values: readonly Setting[]): Buffer {
  const payload = Buffer.alloc(values.length * 6);
  values.forEach(([identifier, value], index) => {
    payload.writeUInt16BE(identifier & 0xffff, index * 6);
    payload.writeUInt32BE(value >>> 0, index * 6 + 2);
  });
  return frame(frameType.settings, 0, 0, payload);
}

/** A WINDOW_UPDATE frame. */
export function windowUpdate(stream: number, increment: number): Buffer {
  return frame(frameType.windowUpdate, 0, stream, word(increment));
}

/** A RST_STREAM frame; code 8 is CANCEL. */
export function reset(stream: number, code = 8): Buffer {
  return frame(frameType.reset, 0, stream, word(code));
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

/** Fields as a field block of literals, none of which is indexed or compressed (RFC 7541 section 6.2.2). */
export function fieldBlock(fields: readonly (readonly [name: string, value: string])[]): Buffer {
  return Buffer.concat(fields.flatMap(([name, value]) => [Buffer.of(0), ...literal(name), ...literal(value)]));
}

function literal(text: string): Buffer[] {
  const bytes = Buffer.from(text, "latin1");
  return [length(bytes.length), bytes];
}

/** An integer with a prefix of seven bits (RFC 7541 section 5.1). */
function length(value: number): Buffer {
  if (value < 127) return Buffer.of(value);
  const bytes = [127];
  let rest = value - 127;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}

/** A request: HEADERS, and DATA if there is content. Its head must fit into one frame of 16,384 bytes. */
export function request(
  stream: number,
  method: string,
  path: string,
  fields: readonly (readonly [name: string, value: string])[] = [],
  content?: Uint8Array,
): Buffer {
  const block = fieldBlock([
    [":method", method],
    [":scheme", "http"],
    [":authority", "soak"],
    [":path", path],
    ...fields,
  ]);
  if (content === undefined) return frame(frameType.headers, flag.endHeaders | flag.endStream, stream, block);
  return Buffer.concat([
    frame(frameType.headers, flag.endHeaders, stream, block),
    frame(frameType.data, flag.endStream, stream, content),
  ]);
}
