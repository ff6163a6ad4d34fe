import { once } from "node:events";
import { createServer as createHttp2Server, createSecureServer, type Http2Server } from "node:http2";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { generate } from "selfsigned";
import { afterEach, describe, expect, it } from "vitest";
import { WaitFailure } from "./exchange.ts";
import type { WireOptions } from "./request.ts";
import { openConnection, openExchange } from "./wire.ts";

const options: WireOptions = { version: "HTTP/1.1", patience: 5_000, maximumBytes: 100_000 };
const over2: WireOptions = { ...options, version: "HTTP/2" };
let close: (() => void) | undefined;
afterEach(() => close?.());

async function listen(server: Server | Http2Server, scheme = "http"): Promise<string> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => sockets.add(socket.on("error", () => undefined)));
  close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  await once(server.listen(0, "127.0.0.1"), "listening");
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** A server that hands each connection over as soon as a request has come. */
function raw(answer: (socket: Socket, request: string) => void): Promise<string> {
  return listen(createServer((socket) => socket.once("data", (bytes) => answer(socket, bytes.toString("latin1")))));
}

describe("HTTP/1.1", () => {
  it("sends exactly the given request", async () => {
    let seen = "";
    const url = await raw((socket, request) => {
      seen = request;
      socket.end("HTTP/1.1 204 No Content\r\n\r\n");
    });
    const exchange = openExchange({ method: "QUERY", url: `${url}a?b`, fields: { "X-A": "b" }, content: "é" }, options);
    expect((await exchange.ended()).kind).toBe("complete");
    const host = new URL(url).host;
    expect(seen.split("\r\n").slice(0, 4)).toEqual([
      "QUERY /a?b HTTP/1.1",
      `Host: ${host}`,
      "X-A: b",
      "Content-Length: 2",
    ]);
  });

  it("distinguishes a closed connection, a reset one, and none", async () => {
    const kindOf = async (url: string) => (await openExchange({ method: "GET", url }, options).ended()).kind;
    expect(await kindOf(await raw((socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab")))).toBe(
      "closed",
    );
    close?.();
    const url = await raw((socket) => socket.resetAndDestroy());
    expect(await kindOf(url)).toBe("reset");
    close?.();
    await new Promise((resolve) => setImmediate(resolve));
    expect(await kindOf(url)).toBe("unreachable");
  });

  it("records when pieces arrive, and waits for conditions", async () => {
    let send: ((text: string) => void) | undefined;
    const url = await raw((socket) => {
      socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
      send = (text) => socket.write(text);
    });
    const exchange = openExchange({ method: "GET", url }, options);
    await exchange.bodyUntil(() => exchange.text.includes("one"), "one");
    const before = performance.now();
    send?.("3\r\ntwo\r\n");
    await exchange.bodyUntil(() => exchange.text.includes("two"), "two");
    expect(exchange.arrivalOf(0)).toBeLessThanOrEqual(before);
    expect(exchange.arrivalOf(3)).toBeGreaterThanOrEqual(before);
    await expect(exchange.bodyUntil(() => false, "three", 20)).rejects.toThrow(WaitFailure);
    exchange.leave();
    await expect(exchange.bodyUntil(() => false, "three")).rejects.toThrow(/closed by the suite/);
  });

  it("pipelines requests on one connection", async () => {
    const url = await raw((socket) => socket.end("HTTP/1.1 204 A\r\n\r\nHTTP/1.1 200 B\r\nContent-Length: 1\r\n\r\nb"));
    const connection = openConnection(url, options);
    const [first, second] = [connection.send({ method: "PUT", url }), connection.send({ method: "GET", url })];
    await second.ended();
    expect([first.status, second.status, second.text]).toEqual([204, 200, "b"]);
    connection.close();
  });

  it("does not exceed its limit", async () => {
    const url = await raw((socket) => socket.write(`HTTP/1.1 200 OK\r\n\r\n${"a".repeat(200_000)}`));
    expect((await openExchange({ method: "GET", url }, options).ended()).kind).toBe("too-long");
  });
});

describe("HTTP/2", () => {
  it("reports DATA frames, and distinguishes an end from a reset, on one connection", async () => {
    const server = createHttp2Server();
    server.on("stream", (stream, head) => {
      stream.on("error", () => undefined);
      stream.respond({ ":status": 200, "x-a": "b" });
      stream.write("one");
      if (head[":path"] === "/reset")
        stream.write("two", () => setImmediate(() => stream.destroy(new Error("broken"))));
      else setImmediate(() => stream.end("two"));
    });
    const url = await listen(server);
    const connection = openConnection(url, over2);
    const ends = connection.send({ method: "GET", url });
    const reset = connection.send({ method: "GET", url: `${url}reset` });
    expect((await ends.ended()).kind).toBe("complete");
    expect(await reset.ended()).toMatchObject({ kind: "reset", code: 2, detail: "RST_STREAM, INTERNAL_ERROR (2)" });
    expect(ends.field("X-A")).toBe("b");
    expect(ends.text).toBe("onetwo");
    expect(ends.frames().filter(({ length }) => length > 0).length).toBe(2);
    connection.close();
  });

  it("works over TLS with ALPN, and needs trust", async () => {
    const { cert, private: key } = await generate([{ name: "commonName", value: "127.0.0.1" }], {
      keyType: "ec",
      extensions: [{ name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] }],
    });
    const server = createSecureServer({ cert, key, allowHTTP1: true }, (_, response) => response.end("secret"));
    server.on("sessionError", () => undefined);
    const url = await listen(server, "https");
    for (const given of [options, over2]) {
      const exchange = openExchange({ method: "GET", url }, { ...given, certificateAuthority: cert });
      expect((await exchange.ended()).kind).toBe("complete");
      expect([exchange.version, exchange.text]).toEqual([given.version, "secret"]);
    }
    const careless = openExchange({ method: "GET", url }, { ...over2, insecure: true });
    expect((await careless.ended()).kind).toBe("complete");
    const refused = openExchange({ method: "GET", url }, options);
    expect(await refused.ended()).toMatchObject({
      kind: "unreachable",
      detail: expect.stringContaining("self-signed"),
    });
  });

  it("is unreachable if the server speaks HTTP/1.1", async () => {
    const url = await raw((socket) => socket.end("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"));
    const exchange = openExchange({ method: "GET", url }, over2);
    expect((await exchange.ended()).kind).not.toBe("complete");
  });
});
