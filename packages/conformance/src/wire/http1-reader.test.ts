import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Exchange } from "./exchange.ts";
import { Http1Reader } from "./http1-reader.ts";

function readerOf(method = "GET"): Http1Reader {
  const request = { method, url: new URL("http://127.0.0.1/"), fields: [], content: undefined };
  return new Http1Reader(new Exchange("HTTP/1.1", request, 1_000, 1_000_000));
}

function read(text: string, method?: string) {
  const reader = readerOf(method);
  const rest = reader.read(Buffer.from(text, "latin1"));
  return { exchange: reader.exchange, reader, rest: rest.toString("latin1") };
}

const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nA: b\r\n\r\n";

describe("Http1Reader", () => {
  it("reads chunks back with their boundaries, however they are split", () => {
    const chunks = fc.array(fc.string({ unit: "binary-ascii", minLength: 1, maxLength: 6 }), { maxLength: 4 });
    fc.assert(
      fc.property(chunks, fc.array(fc.nat(60), { maxLength: 5 }), (pieces, cuts) => {
        const coded = pieces.map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`).join("");
        const bytes = Buffer.from(`${chunked}${coded}0\r\nT: u\r\n\r\nnext`, "latin1");
        const reader = readerOf();
        let rest = "";
        const places = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        places.slice(1).forEach((end, index) => {
          rest += reader.done
            ? bytes.toString("latin1", places[index], end)
            : reader.read(bytes.subarray(places[index], end)).toString("latin1");
        });
        const { exchange } = reader;
        expect(exchange.text).toBe(pieces.join(""));
        expect(exchange.frames().map(({ length }) => length)).toEqual(pieces.map(({ length }) => length));
        expect(exchange.ending?.kind).toBe("complete");
        expect(exchange.trailers).toEqual([{ name: "T", value: "u" }]);
        expect(rest).toBe("next");
      }),
    );
  });

  it("never throws, whatever the input", () => {
    const noise = fc.string({
      unit: fc.constantFrom(chunked, "\r\n", "5", "x", "HTTP/1.1 200 OK", ":"),
      maxLength: 12,
    });
    fc.assert(fc.property(noise, (text) => read(text).exchange.body.length >= 0));
  });

  it("frames content by its length, and by the end of the connection", () => {
    expect(read("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabc")).toMatchObject({
      rest: "c",
      exchange: { text: "ab" },
    });
    const { reader, exchange } = read("HTTP/1.1 200 OK\r\n\r\nabc");
    reader.close();
    expect(exchange).toMatchObject({ framing: "close", text: "abc", ending: { kind: "complete" } });
  });

  it("knows responses without content, and informational ones", () => {
    expect(read("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx", "HEAD")).toMatchObject({ rest: "x" });
    expect(read("HTTP/1.1 103 Early\r\nA: b\r\n\r\nHTTP/1.1 204 No\r\n\r\n").exchange).toMatchObject({
      status: 204,
      interim: [{ status: 103 }],
      ending: { kind: "complete" },
    });
  });

  it("reports a connection that was closed before the end", () => {
    for (const text of ["", "HTTP/1.1 20", `${chunked}3\r\nab`, `${chunked}2\r\nab\r\n`]) {
      const { reader, exchange } = read(text);
      reader.close();
      expect(exchange.ending?.kind).toBe("closed");
    }
  });

  it.each([
    ["no status line", "ICY 200 OK\r\n\r\n"],
    ["a wrong chunk size", `${chunked}-1\r\n`],
    ["a chunk without CRLF", `${chunked}1\r\nab\r\n`],
    ["two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"],
    ["a coding that was not asked for", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"],
    ["an endless head", `HTTP/1.1 200 OK\r\nA: ${"b".repeat(70_000)}`],
  ])("records %s as a fault", (_, text) => {
    const { exchange } = read(text);
    expect(exchange.ending?.kind).toBe("malformed");
    expect(exchange.faults).not.toEqual([]);
  });
});
