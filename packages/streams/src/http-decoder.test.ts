import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesOf, everyChunking, randomChunks, textOf } from "../test/chunks.ts";
import { codeOf } from "../test/codes.ts";
import { feed, recordHttp } from "../test/record.ts";
import { encodeHttpChunk, encodeHttpMessage, encodeHttpMessageHead, encodeLastHttpChunk } from "./http.ts";
import { HttpMessageDecoder } from "./http-decoder.ts";

const whole = true;

describe("HttpMessageDecoder", () => {
  it.each([
    [
      "Content-Length (EQ-ST-5)",
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nA: 1\r\n\r\nhello",
      [{ status: 200, fields: { "content-length": "5", a: "1" }, body: "hello", whole }],
    ],
    [
      "messages back to back",
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n\r\nHTTP/1.0 404\r\ncontent-length: 0, 0\r\n\r\nHTTP/1.1 500 \r\nContent-Length: 1\r\n\r\nx",
      [
        { status: 200, fields: { "content-length": "2" }, body: "\r\n", whole },
        { status: 404, fields: { "content-length": "0, 0" }, body: "", whole },
        { status: 500, fields: { "content-length": "1" }, body: "x", whole },
      ],
    ],
    [
      "chunks, with extensions and trailers (RFC 9112, 7.1)",
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n5\r\nhello\r\n0A;x="y"\r\n0123456789\r\nb ; z\r\n abcdefghi\n\r\n000\r\nTrailer: 1\r\nOther: 2\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n',
      [
        { status: 200, fields: { "transfer-encoding": "Chunked" }, body: "hello0123456789 abcdefghi\n", whole },
        { status: 204, fields: {}, body: "", whole },
      ],
    ],
    [
      "a body in no chunk",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      [{ status: 200, fields: { "transfer-encoding": "chunked" }, body: "", whole }],
    ],
    [
      "interim messages, passed over (EQ-AR-3)",
      "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxHTTP/1.1 100 Continue\r\n\r\n",
      [{ status: 200, fields: { "content-length": "1" }, body: "x", whole }],
    ],
    [
      "a 304 that tells the length of what it does not send",
      "HTTP/1.1 304 Not Modified\r\nContent-Length: 14\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
      [
        { status: 304, fields: { "content-length": "14" }, body: "", whole },
        { status: 200, fields: { "content-length": "0" }, body: "", whole },
      ],
    ],
    [
      "empty lines between messages, line ends without CR",
      "\r\n\nHTTP/1.1 200 caf\xe9\nContent-Length: 1\n\nx\r\n\r\nHTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n1\nx\n0\n\n\n",
      [
        { status: 200, fields: { "content-length": "1" }, body: "x", whole },
        { status: 200, fields: { "transfer-encoding": "chunked" }, body: "x", whole },
      ],
    ],
    ["nothing", "", []],
  ])("decodes the same for every split of the bytes: %s", (_, stream, parts) => {
    for (const chunks of everyChunking(bytesOf(stream))) {
      expect(feed(recordHttp(), chunks).parts).toEqual(parts);
    }
  });

  it("reports a message with its last byte", () => {
    const [decoder, { parts }] = recordHttp();
    decoder.push(bytesOf("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"));
    expect(parts).toMatchObject([{ body: "hello", whole }]);
    decoder.push(bytesOf("HTTP/1.1 304 Not Modified\r\n\r\n"));
    expect(parts).toMatchObject([{}, { status: 304, whole }]);
    decoder.push(bytesOf("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx"));
    expect(parts.at(2)).toMatchObject({ body: "x", whole: false });
    decoder.push(bytesOf("\r\n0\r\n\r\n"));
    expect(parts.at(2)).toMatchObject({ whole });
  });

  const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  it.each([
    ["start-line", "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n"],
    ["start-line", "HTTP/2 200\r\n\r\n"],
    ["start-line", "HTTP/1.1 600 Odd\r\nContent-Length: 0\r\n\r\n"],
    ["start-line", "HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n"],
    ["start-line", "HTTP/1.1 200 O\0K\r\nContent-Length: 0\r\n\r\n"],
    ["start-line", "{}\r\n\r\n"],
    ["field-syntax", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n"],
    ["field-syntax", "HTTP/1.1 200 OK\r\n folded: 1\r\nContent-Length: 0\r\n\r\n"],
    ["field-block-too-large", `HTTP/1.1 200 OK\r\nA: ${"x".repeat(100)}\r\n\r\n`],
    ["field-block-too-large", `${chunked}1;${"x".repeat(200)}\r\n`],
    ["field-block-too-large", `${chunked}${"0".repeat(200)}\r\n`],
    ["field-block-too-large", `${chunked}0\r\n${"A: 1\r\n".repeat(30)}\r\n`],
    ["part-too-large", `HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n${"x".repeat(101)}`],
    ["part-too-large", `${chunked}${`40\r\n${"x".repeat(64)}\r\n`.repeat(2)}`],
    ["length-mismatch", "HTTP/1.1 200 OK\r\n\r\n"],
    ["length-mismatch", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"],
    ["length-mismatch", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"],
    ["length-mismatch", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\nContent-Length: 1\r\n\r\n"],
    ["length-mismatch", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"],
    ["length-mismatch", "HTTP/1.1 200 OK\r\nContent-Length: 1x\r\n\r\n"],
    ["length-mismatch", "HTTP/1.1 200 OK\r\nContent-Length: \r\n\r\n"],
    ["chunk-syntax", `${chunked}\r\n`],
    ["chunk-syntax", `${chunked}x\r\n`],
    ["chunk-syntax", `${chunked}1x\r\n`],
    ["chunk-syntax", `${chunked}ffffffffffffffff\r\n`],
    ["chunk-syntax", `${chunked}1\r\nxx\r\n`],
    ["chunk-syntax", `${chunked}1\r\nx\r\r\n`],
  ])("refuses with %s, for every split of the bytes: %j", (code, stream) => {
    for (const chunks of everyChunking(bytesOf(stream))) {
      const [decoder, recording] = recordHttp({ fieldBlock: 100, part: 100 });
      expect(codeOf(() => feed([decoder, recording], chunks))).toBe(code);
      expect(codeOf(() => decoder.push(bytesOf("HTTP/1.1 204 No Content\r\n\r\n")))).toBe(code);
    }
  });

  it("detects truncation at every position in a message", () => {
    const first = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    const stream = bytesOf(`${first}${chunked}3\r\nabc\r\n0\r\nA: 1\r\n\r\n`);
    for (let end = 1; end < stream.length; end++) {
      const code = codeOf(() => feed(recordHttp(), [stream.subarray(0, end)]));
      expect(code).toBe(end === first.length ? undefined : "truncated");
    }
  });

  it("decodes encoded messages, with lengths and in chunks, for every split", () => {
    const message = fc.record({
      status: fc.constantFrom(200, 201, 206, 299, 404, 503),
      value: fc.stringMatching(/^(?:[!-~][ -~]{0,10}[!-~])?$/),
      chunks: fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 4 }),
      chunked: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 5 }), fc.nat(), (messages, seed) => {
        const bytes = messages.flatMap(({ status, value, chunks, chunked }) => {
          const fields = [["X-Value", value]] as const;
          if (!chunked) return [encodeHttpMessage({ status, fields, body: Buffer.concat(chunks) })];
          return [
            encodeHttpMessageHead({ status, fields }, "chunked"),
            ...chunks.map(encodeHttpChunk),
            encodeLastHttpChunk(),
          ];
        });
        const { parts } = feed(recordHttp(), randomChunks(Buffer.concat(bytes), seed));
        expect(
          parts.map(({ status, fields, body, whole }) => ({ status, value: fields["x-value"], body, whole })),
        ).toEqual(
          messages.map(({ status, value, chunks }) => ({ status, value, body: textOf(Buffer.concat(chunks)), whole })),
        );
      }),
      { numRuns: 200 },
    );
  });

  it("throws only StreamError for any bytes, and the same for every split", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "HTTP/1.1 200 OK\r\n",
        chunked,
        "Content-Length: 3\r\n",
        "\r\n",
        "\n",
        "1\r\nx",
        "0",
        "A: 1",
        "xyz",
      ),
      fc.uint8Array({ maxLength: 4 }).map(textOf),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.nat(), (pieces, seed) => {
        const bytes = bytesOf(pieces.join(""));
        const outcome = (chunks: Uint8Array[]) => {
          const recorder = recordHttp({ fieldBlock: 128, part: 64 });
          return { code: codeOf(() => feed(recorder, chunks)), parts: recorder[1].parts };
        };
        expect(outcome(randomChunks(bytes, seed, 6))).toEqual(outcome([bytes]));
      }),
      { numRuns: 1000 },
    );
  });

  it("decodes 100,000 messages", () => {
    const batch = bytesOf("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello".repeat(1000));
    let messages = 0;
    let bytes = 0;
    const decoder = new HttpMessageDecoder({
      onMessage: () => {},
      onBody: (chunk) => {
        bytes += chunk.length;
      },
      onMessageEnd: () => {
        messages++;
      },
    });
    for (let round = 0; round < 100; round++) decoder.push(batch);
    decoder.finish();
    expect({ messages, bytes }).toEqual({ messages: 100_000, bytes: 500_000 });
  });
});
