import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { listenInTest } from "../vitest.ts";
import { readResponse } from "./raw-response.ts";

/** Connects to a server that sends these pieces, one after the other, and closes the connection or resets it. */
async function connectTo(pieces: readonly string[], ending: "end" | "reset" | "none" = "none") {
  const server = createServer(async (socket) => {
    socket.on("error", () => {});
    for (const piece of pieces) {
      socket.write(piece, "latin1");
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    if (ending === "end") socket.end();
    if (ending === "reset") socket.resetAndDestroy();
  });
  return (await listenInTest(server)).connect();
}

describe("RawClient", () => {
  it("takes responses one after the other, however they are split", async () => {
    const text =
      "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\noneHTTP/1.1 204 No Content\r\n\r\n" +
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\ntw\r\n1\r\no\r\n0\r\n\r\nrest";
    for (const pieces of [[text], [text.slice(0, 40), text.slice(40, 100), text.slice(100)]]) {
      const client = await connectTo(pieces);
      expect(await client.response()).toMatchObject({ status: 200, body: "one", chunks: [] });
      expect(await client.response()).toMatchObject({ status: 204, body: "" });
      expect(await client.response()).toMatchObject({ status: 200, body: "two", chunks: ["tw", "o"] });
      expect(await client.until("rest")).toBe("rest");
      expect(client.tail).toBe(text.slice(-16));
      expect(client.length).toBe(text.length);
    }
  });

  it("shows a response before it is complete", async () => {
    const client = await connectTo(["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\ntw\r\n", "1\r\no\r\n"]);
    expect(await client.partial("two")).toMatchObject({ body: "two", complete: false });
  });

  it("says how the connection ended, and fails what still waits", async () => {
    const begun = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\non";
    for (const ending of ["end", "reset"] as const) {
      const client = await connectTo([begun], ending);
      await expect(client.response()).rejects.toThrow(/^It ended before a complete response; there is: HTTP/);
      expect(await client.closed).toBe(ending);
    }
    const unframed = await connectTo(["HTTP/1.1 200 OK\r\n\r\non"], "end");
    expect(await unframed.response()).toMatchObject({ body: "on", complete: true });
  });
});

describe("readResponse", () => {
  const read = (text: string) => readResponse(Buffer.from(text, "latin1"), "GET", false);

  it("gives the values of fields, joined or line by line", () => {
    const response = read("HTTP/1.1 200 OK\r\nVary: a\r\nDate: x\r\nvary:  b \r\n\r\n");
    expect(response?.field("Vary")).toBe("a, b");
    expect(response?.fields("VARY")).toEqual(["a", "b"]);
    expect(response?.field("Via")).toBeUndefined();
  });

  it("rejects chunks that are not framed right", () => {
    const head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    expect(() => read(`${head}x\r\n`)).toThrow("Not a chunk size");
    expect(() => read(`${head}1\r\nab\r\n`)).toThrow("A chunk does not end where it should");
  });
});
