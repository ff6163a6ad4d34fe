import { array, assert, boolean, integer, nat, property, record, uint8Array } from "fast-check";
import { describe, expect, it } from "vitest";
import { FrameLog } from "./frame-log.ts";

const data = 0x0;
const headers = 0x1;
const settings = 0x4;

interface Frame {
  readonly type: number;
  readonly stream: number;
  readonly flagged: boolean;
  readonly payload: Uint8Array;
}

function encode({ type, stream, flagged, payload }: Frame): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flagged ? 0x1 : 0x4, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

describe("FrameLog", () => {
  it("knows which streams were ended, however the bytes are split, and lets all bytes pass", () => {
    const frame = record({
      // Among them SETTINGS, where the same flag means something else, and RST_STREAM.
      type: integer({ min: 0, max: 9 }),
      stream: integer({ min: 0, max: 20 }),
      flagged: boolean(),
      payload: uint8Array({ maxLength: 300 }),
    });
    assert(
      property(array(frame), array(nat(40)), (frames, steps) => {
        const bytes = Buffer.concat(frames.map(encode));
        const log = new FrameLog({ readableHighWaterMark: bytes.length + 1 });
        let offset = 0;
        for (const step of steps) {
          log.write(bytes.subarray(offset, offset + step));
          offset += step;
        }
        log.write(bytes.subarray(offset));
        const ended = frames.filter(({ type, flagged }) => flagged && (type === data || type === headers));
        for (let stream = 0; stream <= 20; stream += 1) {
          expect(log.hasEnded(stream)).toBe(ended.some((one) => one.stream === stream));
        }
        expect(log.read() ?? Buffer.alloc(0)).toEqual(bytes);
      }),
    );
  });

  it("takes no other frame for an end", () => {
    const log = new FrameLog();
    log.write(encode({ type: settings, stream: 0, flagged: true, payload: new Uint8Array() }));
    log.write(
      encode({
        type: data,
        stream: 1,
        flagged: false,
        payload: encode({ type: data, stream: 3, flagged: true, payload: new Uint8Array() }),
      }),
    );
    log.write(encode({ type: headers, stream: 5, flagged: true, payload: new Uint8Array(2) }));
    expect([0, 1, 3, 5].filter((stream) => log.hasEnded(stream))).toEqual([5]);
  });
});
