import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeWireReader } from "./wire-reader.ts";

/** Reads a stream. Returns the kind and the pieces of each block; consecutive pieces of one kind are joined. */
function read(contentType: string, chunks: readonly string[], withRepresentation = true) {
  const blocks: { kind: string; pieces: [string, string][] }[] = [];
  const reader = makeWireReader(contentType, withRepresentation, {
    onBlock: () => blocks.push({ kind: "open", pieces: [] }),
    onKind(kind) {
      const block = blocks.at(-1);
      if (block) block.kind = kind;
    },
    onPiece(kind, bytes) {
      if (blocks.length === 0) blocks.push({ kind: "open", pieces: [] });
      const last = blocks.at(-1)?.pieces.at(-1);
      if (last?.[0] === kind) last[1] += bytes;
      else blocks.at(-1)?.pieces.push([kind, bytes]);
    },
  });
  for (const chunk of chunks) reader.push(chunk);
  reader.end();
  return blocks;
}

const prep =
  "--o\r\nContent-Type: text/plain\r\n\r\nHello\r\n--World\r\n--o\r\nContent-Type: multipart/digest; boundary=i\r\n\r\n" +
  "--i\r\n\r\nMethod: PUT\r\nEvent-ID: 1\r\n\r\n\r\n--i\r\n\r\nMethod: DELETE\r\n\r\n\r\n--i--\r\n--o--\r\n";
const messages = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHelloHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
const sequence = '\x1e{"a":1}\n\x1e\x1e\x1e{"type":"update"}\n\x1e';
const streams: readonly [string, string][] = [
  ["multipart/mixed; boundary=o", prep],
  ["application/http", messages],
  ["application/json-seq", sequence],
];

describe("makeWireReader", () => {
  it("reports the parts of a PREP stream and their content", () => {
    expect(read("multipart/mixed; boundary=o", [prep])).toEqual([
      {
        kind: "representation",
        pieces: [
          ["delimiter", "--o\r\n"],
          ["field", "Content-Type: text/plain\r\n\r\n"],
          ["body", "Hello\r\n--World"],
        ],
      },
      {
        kind: "notifications",
        pieces: [
          ["delimiter", "\r\n--o\r\n"],
          ["field", "Content-Type: multipart/digest; boundary=i\r\n\r\n"],
        ],
      },
      {
        kind: "notification",
        pieces: [
          ["delimiter", "--i\r\n"],
          ["field", "\r\nMethod: PUT\r\nEvent-ID: 1\r\n\r\n"],
        ],
      },
      {
        kind: "notification",
        pieces: [
          ["delimiter", "\r\n--i\r\n"],
          ["field", "\r\nMethod: DELETE\r\n\r\n"],
        ],
      },
      { kind: "end", pieces: [["delimiter", "\r\n--i--\r\n"]] },
      { kind: "end", pieces: [["delimiter", "--o--\r\n"]] },
    ]);
  });

  it("reports the delimiter before a part that has not arrived yet", () => {
    const blocks = read('multipart/mixed; boundary="o"', ["--o\r\n\r\n{}", "\r\n--o"], false);
    expect(blocks.map(({ kind }) => kind)).toEqual(["notification", "open"]);
    expect(blocks[1]?.pieces).toEqual([["delimiter", "\r\n--o"]]);
  });

  it("reports messages by their length", () => {
    const blocks = read("application/http", [messages]);
    expect(blocks.map(({ kind }) => kind)).toEqual(["representation", "notification"]);
    expect(blocks[0]?.pieces.at(-1)).toEqual(["body", "Hello"]);
    expect(blocks[1]?.pieces[0]).toEqual(["start-line", "HTTP/1.1 200 OK\r\n"]);
  });

  it("reports the texts of a sequence, with lone separators in the next block", () => {
    const blocks = read("application/json-seq", [sequence]);
    expect(blocks.map(({ kind }) => kind)).toEqual(["representation", "notification", "open"]);
    expect(blocks[1]?.pieces).toEqual([
      ["separator", "\x1e\x1e\x1e"],
      ["body", '{"type":"update"}\n'],
    ]);
  });

  it("reports the same for every split of the bytes", () => {
    fc.assert(
      fc.property(fc.constantFrom(...streams), fc.array(fc.nat(400)), ([contentType, stream], cuts) => {
        const places = [...new Set([0, ...cuts.map((cut) => cut % stream.length), stream.length])].sort(
          (a, b) => a - b,
        );
        const chunks = places.slice(1).map((end, index) => stream.slice(places[index], end));
        expect(read(contentType, chunks)).toEqual(read(contentType, [stream]));
      }),
    );
  });

  it("reports all bytes of any stream", () => {
    const bytes = fc.array(fc.constantFrom("\r", "\n", "-", "--o", "--i", "\x1e", "a", ":", "HTTP/1.1 200", prep));
    fc.assert(
      fc.property(fc.constantFrom(...streams), bytes, ([contentType], chunks) => {
        const reported = read(contentType, chunks).flatMap(({ pieces }) => pieces.map(([, piece]) => piece));
        expect(reported.join("")).toBe(chunks.join(""));
      }),
    );
  });
});
