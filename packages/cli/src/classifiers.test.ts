import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HttpClassifier } from "./http-classifier.ts";
import { MultipartClassifier } from "./multipart-classifier.ts";
import { JsonSequenceClassifier, MessageClassifier, PlainClassifier } from "./other-classifiers.ts";
import type { WireClassifier } from "./wire-classifier.ts";

/** The kind of each byte (d, f, b), and the bytes. */
function classified(classifier: WireClassifier, chunks: readonly string[]): { kinds: string; bytes: string } {
  const pieces = [...chunks.flatMap((chunk) => classifier.push(chunk)), ...classifier.finish()];
  return {
    kinds: pieces.map(({ kind, text }) => kind.charAt(0).repeat(text.length)).join(""),
    bytes: pieces.map(({ text }) => text).join(""),
  };
}

/** Lines as `kind text`, one for each run of a kind in a line. */
function linesOf(classifier: WireClassifier, text: string): string[] {
  return classifier.push(text).map((piece) => `${piece.kind.charAt(0)} ${piece.text.trimEnd()}`);
}

const prep =
  '--o\r\nContent-Type: text/plain\r\n\r\nHello\r\n--o\r\nContent-Type: multipart/digest;\r\n boundary="in"\r\n\r\n' +
  "--in\r\n\r\nMethod: PUT\r\nEvent-ID: 1\r\n\r\ndelta: no field\r\n--in\r\n\r\nMethod: DELETE\r\n\r\n\r\n--in--\r\n--o--\r\nend";
const http =
  "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\na\nbHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1;x=y\r\nc\r\n" +
  "0\r\nTrailer: x\r\n\r\nHTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\n\r\nrest\r\nHTTP/1.1";
const sequence = '\u001e{"a":1}\n\u001e\u001e{"b":2}\n';
const message = "Method: PUT\r\n\r\nbody: x\r\n\r\ny";

const classifiers: [string, () => WireClassifier, string][] = [
  ["multipart", () => new MultipartClassifier("o"), prep],
  ["application/http", () => new HttpClassifier(), http],
  ["application/json-seq", () => new JsonSequenceClassifier(), sequence],
  ["message/rfc822", () => new MessageClassifier(), message],
  ["others", () => new PlainClassifier(), "x\r\ny"],
];

describe("the pieces", () => {
  it("have the kinds of the parts of PREP", () => {
    const kinds = linesOf(new MultipartClassifier("o"), prep);
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

  it("have the kinds of the parts of messages", () => {
    expect(linesOf(new HttpClassifier(), http)).toEqual([
      ...["d HTTP/1.1 200 OK", "f Content-Length: 3", "f ", "b a\nb"],
      ...["d HTTP/1.1 200 OK", "f Transfer-Encoding: chunked", "f ", "d 2", "b ab", "d ", "d 1;x=y", "b c", "d "],
      ...["d 0", "f Trailer: x", "f ", "d HTTP/1.1 304 Not Modified", "f ETag: x", "f "],
      ...["d HTTP/1.1 200 OK", "f Content-Length: 0", "f ", "d HTTP/1.1 200 OK", "f ", "b rest\r\nHTTP/1.1"],
    ]);
    expect(classified(new JsonSequenceClassifier(), [sequence]).kinds).toBe("dbbbbbbbbddbbbbbbbb");
    expect(linesOf(new MessageClassifier(), message)).toEqual(["f Method: PUT", "b body: x\r\n\r\ny"]);
  });

  it.each(classifiers)("of %s are the same for every split of the input in two, and byte by byte", (_, make, text) => {
    const whole = classified(make(), [text]);
    expect(whole.bytes).toBe(text);
    for (let at = 1; at < text.length; at++) {
      expect(classified(make(), [text.slice(0, at), text.slice(at)])).toEqual(whole);
    }
    expect(classified(make(), text.split(""))).toEqual(whole);
  });

  it.each(classifiers)("of %s contain all of any input", (_, make, text) => {
    const pieces = text.split(/(?<=\n)/);
    const chunk = fc.oneof(fc.constantFrom(...pieces, "--o", "--in", "--", "\r", "\n", "\u001e"), fc.string());
    fc.assert(
      fc.property(fc.array(chunk), (chunks) => {
        const whole = chunks.join("");
        expect(classified(make(), chunks)).toEqual(classified(make(), [whole]));
        expect(classified(make(), chunks).bytes).toBe(whole);
      }),
    );
  });

  it("of endless lines and fields are not kept in memory", () => {
    for (const [, make] of classifiers) {
      const classifier = make();
      const piece = "x".repeat(0x10000);
      for (let count = 0; count < 50; count++) expect(classifier.push(piece).length).toBeLessThan(3);
    }
  });
});
