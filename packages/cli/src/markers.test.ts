import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HttpMarker } from "./http-marker.ts";
import { MultipartMarker } from "./multipart-marker.ts";
import { JsonSequenceMarker, MessageMarker, PlainMarker } from "./other-markers.ts";
import type { WireMarker } from "./wire-marks.ts";

/** The kind of each byte (d, f, b), and the bytes. */
function marked(marker: WireMarker, chunks: readonly string[]): { kinds: string; bytes: string } {
  const marks = [...chunks.flatMap((chunk) => marker.push(chunk)), ...marker.finish()];
  return {
    kinds: marks.map(({ kind, text }) => kind.charAt(0).repeat(text.length)).join(""),
    bytes: marks.map(({ text }) => text).join(""),
  };
}

/** Lines as `kind text`, one for each run of a kind in a line. */
function linesOf(marker: WireMarker, text: string): string[] {
  return marker.push(text).map((mark) => `${mark.kind.charAt(0)} ${mark.text.trimEnd()}`);
}

const prep =
  '--o\r\nContent-Type: text/plain\r\n\r\nHello\r\n--o\r\nContent-Type: multipart/digest;\r\n boundary="in"\r\n\r\n' +
  "--in\r\n\r\nMethod: PUT\r\nEvent-ID: 1\r\n\r\ndelta: no field\r\n--in\r\n\r\nMethod: DELETE\r\n\r\n\r\n--in--\r\n--o--\r\nend";
const http =
  "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\na\nbHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1;x=y\r\nc\r\n" +
  "0\r\nTrailer: x\r\n\r\nHTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\n\r\nrest\r\nHTTP/1.1";
const sequence = '\u001e{"a":1}\n\u001e\u001e{"b":2}\n';
const message = "Method: PUT\r\n\r\nbody: x\r\n\r\ny";

const markers: [string, () => WireMarker, string][] = [
  ["multipart", () => new MultipartMarker("o"), prep],
  ["application/http", () => new HttpMarker(), http],
  ["application/json-seq", () => new JsonSequenceMarker(), sequence],
  ["message/rfc822", () => new MessageMarker(), message],
  ["others", () => new PlainMarker(), "x\r\ny"],
];

describe("marks", () => {
  it("tell the parts of PREP apart", () => {
    const kinds = linesOf(new MultipartMarker("o"), prep);
    expect(kinds.filter((line) => line !== "d ")).toEqual([
      "d --o",
      "f Content-Type: text/plain",
      "f ",
      "b Hello",
      "d --o",
      "f Content-Type: multipart/digest;",
      'f  boundary="in"',
      "f ",
      "d --in",
      "f ",
      "f Method: PUT",
      "f Event-ID: 1",
      "f ",
      "b delta: no field",
      "d --in",
      "f ",
      "f Method: DELETE",
      "f ",
      "b ",
      "d --in",
      "d --",
      "d --o",
      "d --",
      "b end",
    ]);
  });

  it("tell the parts of messages apart", () => {
    expect(linesOf(new HttpMarker(), http)).toEqual([
      ...["d HTTP/1.1 200 OK", "f Content-Length: 3", "f ", "b a\nb"],
      ...["d HTTP/1.1 200 OK", "f Transfer-Encoding: chunked", "f ", "d 2", "b ab", "d ", "d 1;x=y", "b c", "d "],
      ...["d 0", "f Trailer: x", "f ", "d HTTP/1.1 304 Not Modified", "f ETag: x", "f "],
      ...["d HTTP/1.1 200 OK", "f Content-Length: 0", "f ", "d HTTP/1.1 200 OK", "f ", "b rest\r\nHTTP/1.1"],
    ]);
    expect(marked(new JsonSequenceMarker(), [sequence]).kinds).toBe("dbbbbbbbbddbbbbbbbb");
    expect(linesOf(new MessageMarker(), message)).toEqual(["f Method: PUT", "b body: x\r\n\r\ny"]);
  });

  it.each(markers)("of %s are the same for every two pieces, and byte by byte", (_, make, text) => {
    const whole = marked(make(), [text]);
    expect(whole.bytes).toBe(text);
    for (let at = 1; at < text.length; at++) {
      expect(marked(make(), [text.slice(0, at), text.slice(at)])).toEqual(whole);
    }
    expect(marked(make(), text.split(""))).toEqual(whole);
  });

  it.each(markers)("of %s lose nothing of whatever comes", (_, make, text) => {
    const pieces = text.split(/(?<=\n)/);
    const chunk = fc.oneof(fc.constantFrom(...pieces, "--o", "--in", "--", "\r", "\n", "\u001e"), fc.string());
    fc.assert(
      fc.property(fc.array(chunk), (chunks) => {
        const whole = chunks.join("");
        expect(marked(make(), chunks)).toEqual(marked(make(), [whole]));
        expect(marked(make(), chunks).bytes).toBe(whole);
      }),
    );
  });

  it("keep little of endless lines and fields", () => {
    for (const [, make] of markers) {
      const marker = make();
      const piece = "x".repeat(0x10000);
      for (let count = 0; count < 50; count++) expect(marker.push(piece).length).toBeLessThan(3);
    }
  });
});
