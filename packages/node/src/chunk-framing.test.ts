import { readResponse } from "@resource-events/testing-support";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createChunkFraming } from "./chunk-framing.ts";

describe("the framing of chunks", () => {
  it("is read back as what was framed", () => {
    const head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 5_000 })), (pieces) => {
        const frame = createChunkFraming();
        const bytes = Buffer.concat([Buffer.from(head), ...pieces.map(frame), Buffer.from("0\r\n\r\n")]);
        const response = readResponse(bytes, "GET", false);
        expect(response?.complete).toBe(true);
        expect(response?.chunks).toEqual(pieces.map((piece) => Buffer.from(piece).toString("latin1")));
      }),
    );
  });

  it("is made once for the same bytes, and of other bytes anew", () => {
    const frame = createChunkFraming();
    const bytes = Uint8Array.of(1, 2, 3);
    expect(frame(bytes)).toBe(frame(bytes));
    expect(frame(Uint8Array.of(1, 2, 3))).not.toBe(frame(bytes));
    // Not of the pool: it must not keep a slab alive.
    expect(frame(bytes).buffer.byteLength).toBe(3 + 3 + 2);
  });
});
