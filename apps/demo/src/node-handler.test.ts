import { createServer, type Server } from "node:http";
import { connect as connectHttp2, createServer as createHttp2Server } from "node:http2";
import { type AddressInfo, connect, type Socket } from "node:net";
import { text as readText } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { notesHandler, pathOf } from "./node-handler.ts";
import { createNotesApplication, type NotesApplication } from "./notes/application.ts";

let application: NotesApplication;
let server: Server;
let port: number;

beforeEach(async () => {
  application = createNotesApplication();
  server = createServer(notesHandler(application));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});

afterEach(async () => {
  // Waits for every connection, so that a connection left open fails the test by its time-out.
  await new Promise((resolve) => server.close(resolve));
});

function open(): Socket {
  return connect(port, "127.0.0.1");
}

/** Sends bytes and reads until the server closes the connection. */
async function exchange(message: string): Promise<string> {
  const socket = open();
  socket.write(message);
  return readText(socket);
}

function fetchNote(path: string, init?: RequestInit): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}${path}`, { ...init, headers: { Connection: "close", ...init?.headers } });
}

describe("requests of one connection", () => {
  it("are answered with fields and content", async () => {
    const put = await fetchNote("/notes/a?ignored", {
      method: "PUT",
      body: "héllo",
      headers: { "Content-Type": "text/plain;charset=utf-8" },
    });
    expect(put.status).toBe(201);
    const get = await fetchNote("/notes/a?other");
    expect(get.status).toBe(200);
    expect(await get.text()).toBe("héllo");
    expect(get.headers.get("ETag")).toBe(put.headers.get("ETag"));
    expect(get.headers.get("Content-Length")).toBe("6");
  });

  it("with HEAD have no content", async () => {
    const answered = await exchange("HEAD /notes/welcome HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    expect(answered).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answered).toMatch(/\r\ncontent-length: 13\r\n/i);
    expect(answered.endsWith("\r\n\r\n")).toBe(true);
  });

  it("may have chunked content, and an absolute URL as target", async () => {
    const answered = await exchange(
      `PUT http://a:${port}/notes/a?b HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: text/plain\r\n` +
        "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n",
    );
    expect(answered).toMatch(/^HTTP\/1\.1 201 Created\r\n/);
    expect(await (await fetchNote("/notes/a")).text()).toBe("abc");
  });

  it("see each other's effects in order when they are pipelined", async () => {
    const put = (content: string) =>
      `PUT /notes/a HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: ${content.length}\r\n\r\n${content}`;
    const get = "GET /notes/a HTTP/1.1\r\nHost: a\r\n\r\n";
    const remove = "DELETE /notes/a HTTP/1.1\r\nHost: a\r\n\r\n";
    const last = "GET /notes/a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    const answered = await exchange([put("first"), get, put("second"), get, remove, last].join(""));
    expect([...answered.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status)).toEqual([
      "201",
      "200",
      "204",
      "200",
      "204",
      "404",
    ]);
    expect([...answered.matchAll(/\r\n\r\n(first|second)/g)].map(([, content]) => content)).toEqual([
      "first",
      "second",
    ]);
  });
});

describe("content that is too long", () => {
  const limit = 1024 * 1024;

  it("is refused with a response that arrives, even if the client sends everything first", async () => {
    const response = await fetchNote("/notes/a", {
      method: "PUT",
      body: new Uint8Array(limit + 1),
      headers: { "Content-Type": "text/plain" },
    });
    expect(response.status).toBe(413);
    expect(response.headers.get("Content-Type")).toBe("application/problem+json");
    expect(await response.json()).toMatchObject({ status: 413, code: "content-too-large" });
    expect((await fetchNote("/notes/a")).status).toBe(404);
    expect(
      (await fetchNote("/notes/a", { method: "PUT", body: new Uint8Array(limit), headers: { "Content-Type": "a/b" } }))
        .status,
    ).toBe(201);
  });

  it.each(["declared", "chunked"])(
    "is refused so that a client that reads after it has sent all (%s) is told",
    async (framing) => {
      const socket = open();
      socket.pause();
      const size = 12 * limit;
      const [announced, before, after] =
        framing === "declared"
          ? [`Content-Length: ${size}`, "", ""]
          : ["Transfer-Encoding: chunked", `${size.toString(16)}\r\n`, "\r\n0\r\n\r\n"];
      socket.write(`PUT /notes/a HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n${announced}\r\n\r\n${before}`);
      socket.write(Buffer.alloc(size));
      await new Promise<void>((resolve, reject) => {
        socket.write(after, (reason) => (reason == null ? resolve() : reject(reason)));
      });
      expect(await readText(socket)).toMatch(/^HTTP\/1\.1 413 .*content-too-large/s);
      expect((await fetchNote("/notes/a")).status).toBe(404);
    },
  );

  it("is refused before it is sent, if its length is declared", async () => {
    const socket = open();
    socket.write(
      `PUT /notes/a HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: ${10 * limit}\r\n\r\nbeginning`,
    );
    const answered = await new Promise<string>((resolve) => {
      let received = "";
      socket.setEncoding("utf8").on("data", (chunk: string) => {
        received += chunk;
        if (received.includes("content-too-large")) resolve(received);
      });
    });
    expect(answered).toMatch(/^HTTP\/1\.1 413 .*\r\n/);
    expect(answered).toMatch(/\r\nconnection: close\r\n/i);
    socket.destroy();
  });

  it("is refused when it turns out to be too long, and reading ends", async () => {
    const socket = open();
    let received = "";
    socket.setEncoding("utf8").on("data", (chunk: string) => {
      received += chunk;
    });
    socket.write("PUT /notes/a HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n");
    const chunk = `${(65_536).toString(16)}\r\n${"x".repeat(65_536)}\r\n`;
    let sent = 0;
    // Continues as long as the server accepts it.
    const stopped = new Promise<void>((resolve) => socket.on("close", () => resolve()).on("error", () => resolve()));
    function sendMore(): void {
      while (!socket.destroyed && socket.writable && sent < 200 * limit) {
        sent += 65_536;
        if (!socket.write(chunk)) {
          socket.once("drain", sendMore);
          return;
        }
      }
    }
    sendMore();
    await stopped;
    expect(sent).toBeLessThan(100 * limit);
    // The connection may end with a reset, but the response arrived long before.
    expect(received).toMatch(/^HTTP\/1\.1 413 .*content-too-large/s);
    expect((await fetchNote("/notes/a")).status).toBe(404);
  });
});

describe("a client that leaves", () => {
  it("in the middle of a note does not store a partial note", async () => {
    const handled = vi.spyOn(application, "handle");
    const connected = new Promise<void>((resolve) =>
      server.once("request", (request) => request.once("close", () => resolve())),
    );
    const socket = open();
    socket.write(
      "PUT /notes/a HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\npart",
      () => socket.destroy(),
    );
    await connected;
    expect((await fetchNote("/notes/a")).status).toBe(404);
    expect(handled).toHaveBeenCalledTimes(1);
  });
});

describe("a fault", () => {
  it("is answered with 500 and affects nothing else", async () => {
    const logged = vi.spyOn(console, "error").mockImplementation(() => {});
    vi.spyOn(application, "handle").mockImplementationOnce(() => {
      throw new Error("secret");
    });
    const response = await fetchNote("/notes/welcome");
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("secret");
    expect(logged).toHaveBeenCalledWith(expect.objectContaining({ message: "secret" }));
    logged.mockRestore();
    expect((await fetchNote("/notes/welcome")).status).toBe(200);
  });
});

it("reports each answer before its head is written", async () => {
  server.removeAllListeners("request");
  const told: unknown[] = [];
  server.on(
    "request",
    notesHandler(application, {
      beforeResponse: (answer, request, response) => {
        told.push([request.method, answer.status, answer.change]);
        response.setHeader("Event-ID", `"${told.length}"`);
      },
    }),
  );
  const put = await fetchNote("/notes/welcome", {
    method: "PUT",
    body: "x",
    headers: { "Content-Type": "text/plain" },
  });
  expect(put.headers.get("Event-ID")).toBe('"1"');
  await fetchNote("/notes/welcome");
  expect(told).toEqual([
    ["PUT", 204, { changed: true }],
    ["GET", 200, undefined],
  ]);
});

describe("node:http2", () => {
  it("is served in the same way", async () => {
    const http2 = createHttp2Server(notesHandler(application));
    await new Promise<void>((resolve) => http2.listen(0, "127.0.0.1", resolve));
    const session = connectHttp2(`http://127.0.0.1:${(http2.address() as AddressInfo).port}`);
    async function send(method: string, path: string, content?: Uint8Array): Promise<[number, string]> {
      const stream = session.request(
        { ":method": method, ":path": path, "content-type": "text/plain" },
        { endStream: content === undefined },
      );
      const status = new Promise<number>((resolve, reject) => {
        stream.on("error", reject).on("response", (fields) => resolve(Number(fields[":status"])));
      });
      if (content !== undefined) stream.end(content);
      return [await status, await readText(stream)];
    }
    expect(await send("PUT", "/notes/a?b", new TextEncoder().encode("x"))).toEqual([201, ""]);
    expect(await send("GET", "/notes/a")).toEqual([200, "x"]);
    expect(await send("HEAD", "/notes/a")).toEqual([200, ""]);
    const [status, problem] = await send("PUT", "/notes/a", new Uint8Array(2 * 1024 * 1024));
    expect(status).toBe(413);
    expect(problem).toContain("content-too-large");
    expect(await send("GET", "/notes/a")).toEqual([200, "x"]);
    await new Promise<void>((resolve) => session.close(resolve));
    await new Promise((resolve) => http2.close(resolve));
  });
});

describe("pathOf", () => {
  it.each([
    ["/notes/a", "/notes/a"],
    ["/notes/a?b?c", "/notes/a"],
    ["/?", "/"],
    ["http://example.org/notes/a?b", "/notes/a"],
    ["http://example.org", "/"],
    ["http://example.org?b", "/"],
    ["//example.org/a", "//example.org/a"],
    ["*", "*"],
    [undefined, "/"],
  ])("of %s is %s", (url, path) => {
    expect(pathOf({ url })).toBe(path);
  });
});
