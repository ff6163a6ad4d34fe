import { createReadStream } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setImmediate } from "node:timers/promises";
import type { EventLog } from "@resource-events/server";
import { boundariesOf, isOpen, sendPrep, sendQuery, until } from "@resource-events/testing-support";
import { describe, expect, it, onTestFinished } from "vitest";
import { isForgotten } from "../test/is-forgotten.ts";
import { serve } from "../test/serve.ts";
import { watchedForms } from "../test/watched-forms.ts";
import type { NodeHandler, NodeResponse } from "./index.ts";

/** Handlers that respond to a GET of a note with "hello", in every way that node:http offers. */
const handlers: Readonly<Record<string, NodeHandler>> = {
  "writeHead with an object": (_, response) => response.writeHead(200, { "Content-Type": "text/plain" }).end("hello"),
  "writeHead with a flat array": (_, response) => response.writeHead(200, ["Content-Type", "text/plain"]).end("hello"),
  "writeHead with a nested array": (_, response) =>
    response.writeHead(200, [["Content-Type", "text/plain"]] as unknown as string[]).end("hello"),
  "writeHead with a reason phrase": (_, response) =>
    response.writeHead(200, "Marvellous", { "Content-Type": "text/plain" }).end("hello"),
  "setHeader and end": (_, response) => {
    response.setHeader("content-type", "text/plain");
    response.end("hello");
  },
  "an end with encoding": (_, response) => response.setHeader("Content-Type", "text/plain").end("68656c6c6f", "hex"),
  "writes in several encodings": (_, response) => {
    response.setHeader("Content-Type", "text/plain");
    response.write("he", "latin1");
    response.write("6c6c", "hex");
    response.end("bw==", "base64");
  },
  "writes, later": async (_, response) => {
    await setImmediate();
    response.setHeader("Content-Type", "text/plain");
    response.flushHeaders();
    for (const letter of "hello") {
      await setImmediate();
      response.write(letter);
    }
    await setImmediate();
    response.end();
  },
  "a pipe": (_, response) => {
    response.setHeader("Content-Type", "text/plain");
    Readable.from(["he", Buffer.from("ll"), "o"]).pipe(response);
  },
  "a Content-Length": (_, response) => {
    response.writeHead(200, { "Content-Type": "text/plain", "Content-Length": 5 });
    response.write("hel");
    response.end("lo");
  },
  "Transfer-Encoding by its own hand": (_, response) => {
    response.writeHead(200, { "Content-Type": "text/plain", "Transfer-Encoding": "chunked" });
    response.end("hello");
  },
  "two answers": (_, response) => {
    response.writeHead(200, { "Content-Type": "text/plain" }).end("hello");
    expect(() => response.writeHead(500)).toThrow(expect.objectContaining({ code: "ERR_HTTP_HEADERS_SENT" }));
    response.end("not this");
  },
};

describe("a subscription with PREP", () => {
  for (const [name, handler] of Object.entries(handlers)) {
    it(`has the handler's response as its first part, then notifications: ${name}`, async () => {
      const { connect, events, errors } = await serve(handler, { duration: { default: 60 } });
      const client = connect();
      sendPrep(client);
      const opened = await client.partial(isOpen);
      const { outer, inner } = boundariesOf(client.text);
      // PREP-RS-1, PREP-RS-4, PREP-RS-8, PREP-EV-4, EQ-ST-1
      expect(opened.statusLine).toBe("HTTP/1.1 200 OK");
      expect(opened.field("Events")).toBe('protocol="prep", status=200, expires=60');
      expect(opened.field("Content-Type")).toBe(`multipart/mixed; boundary="${outer}"`);
      expect(opened.field("Transfer-Encoding")).toBe("chunked");
      expect(opened.field("Content-Length")).toBeUndefined();
      expect(opened.field("Incremental")).toBe("?1");
      expect(opened.body).toMatch(
        new RegExp(
          `^--${outer}\\r\\nContent-(?:Length: 5\\r\\nContent-)?Type: text/plain\\r\\n(?:Content-Length: 5\\r\\n)?\\r\\nhello\\r\\n--${outer}\\r\\n` +
            `Content-Type: multipart/digest; boundary="${inner}"\\r\\n\\r\\n--${inner}$`,
        ),
      );
      const id = await events.notify("/note", { type: "update", published: new Date(0) });
      const told = `\r\n\r\nMethod: PUT\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\nEvent-ID: ${id}\r\n\r\n\r\n--${inner}`;
      expect((await client.partial((body) => body.length > opened.body.length)).body).toBe(opened.body + told);
      const last = await events.notify("/note", { type: "delete", published: new Date(0) });
      const whole = await client.response();
      // PREP-RS-9: the end closes both bodies.
      expect(whole.body).toContain(`Event-ID: ${last}`);
      expect(whole.body).toMatch(new RegExp(`--${inner}--\\r\\n--${outer}--(\\r\\n)?$`));
      expect(errors).toEqual([]);
    });
  }

  it("has the Content-Length of a first part that the handler wrote as a whole, as node:http would", async () => {
    const { connect } = await serve((_, response) => response.setHeader("Content-Type", "text/plain").end("hëllo"));
    const client = connect();
    sendPrep(client);
    expect((await client.partial(isOpen)).body).toMatch(/^--\S+\r\n[\s\S]*Content-Length: 6\r\n[\s\S]*\r\n\r\nh..llo/);
  });

  it("has an empty first part if the handler responds with 204", async () => {
    const { connect } = await serve((_, response) => response.writeHead(204, { ETag: '"1"' }).end());
    const client = connect();
    sendPrep(client);
    const { status, body, field } = await client.partial(isOpen);
    expect(status).toBe(200);
    expect(field("ETag")).toBe('"1"');
    expect(body).toMatch(/^--\S+\r\n\r\n\r\n--/);
  });

  it("has the range in its first part if the handler responds with 206", async () => {
    const { connect } = await serve((_, response) =>
      response.writeHead(206, { "Content-Range": "bytes 0-1/5", "Content-Type": "text/plain" }).end("he"),
    );
    const client = connect();
    sendPrep(client, "/note", "Range: bytes=0-1");
    const { status, body } = await client.partial(isOpen);
    expect(status).toBe(206);
    expect(body).toMatch(/Content-Range: bytes 0-1\/5\r\n[\s\S]*\r\n\r\nhe\r\n--/);
  });

  it.each([
    [404, "nothing here"],
    [500, "it broke"],
    [304, ""],
    [302, ""],
  ])("is the handler's response, with the reason in Events, if that is a %i", async (status, content) => {
    const { connect, errors } = await serve((_, response) => {
      response.writeHead(status, { "X-One": "a" });
      response.end(content);
    });
    const client = connect();
    sendPrep(client);
    const response = await client.response();
    expect(response.status).toBe(status);
    expect(response.body).toBe(content);
    expect(response.field("X-One")).toBe("a");
    // PREP-NO-3, PREP-DI-3
    expect(response.field("Events")).toBe('protocol="prep", status=412');
    expect(response.field("Vary")).toBe("Accept-Events");
    expect(errors).toEqual([]);
  });

  it("sets the Content-Length of a response that passes through, as node:http would", async () => {
    const { connect } = await serve((_, response) => {
      response.statusCode = 404;
      response.end("nothing");
    });
    const client = connect();
    sendPrep(client);
    expect((await client.response()).field("Content-Length")).toBe("7");
  });

  it("passes through content in pieces that later middleware writes", async () => {
    const { connect } = await serve(async (_, response) => {
      const { write } = response;
      const shout = (content: unknown) => write.call(response, String(content).toUpperCase(), "utf8");
      response.write = shout as typeof write;
      response.statusCode = 404;
      for (const piece of ["not ", "here ", "either"]) {
        response.write(piece);
        await setImmediate();
      }
      response.end();
    });
    const client = connect();
    sendPrep(client);
    expect((await client.response()).body).toBe("NOT HERE EITHER");
  });
});

describe("a subscription with Events Query", () => {
  it.each([
    ["application/json-seq", /^\W\{.*"type":"update","method":"PUT"\}\n$/],
    [
      "multipart/mixed",
      /^--(\S+)\r\nContent-Type: application\/json\r\n[\s\S]*"type":"update","method":"PUT"\}\r\n--\1$/,
    ],
    ["application/http", /^HTTP\/1\.1 200 OK\r\n[\s\S]*"type":"update","method":"PUT"\}$/],
  ])("has its notifications in %s, however the handler responds", async (accept, expected) => {
    for (const handler of Object.values(handlers)) {
      const { connect, events, errors } = await serve(handler, { duration: { default: 60 } });
      const client = connect();
      sendQuery(client, { accept });
      const opened = await client.partial();
      expect(opened.status).toBe(200);
      expect(opened.field("Events")).toBe("duration=60");
      expect(opened.field("Content-Type")).toContain(accept);
      await events.notify("/note", { type: "update", method: "PUT" });
      const { body } = await client.partial('"method":"PUT"');
      expect(body).toMatch(expected);
      expect(errors).toEqual([]);
    }
  });

  it("has the representation first if it is requested (EQ-RP-1)", async () => {
    for (const [name, handler] of Object.entries(handlers)) {
      const { connect, events } = await serve(handler);
      const client = connect();
      sendQuery(client, { accept: "application/http", content: '{"state":{},"events":{}}' });
      const { body } = await client.partial("hello");
      expect(body, name).toMatch(
        /^HTTP\/1\.1 200 OK\r\n[\s\S]*Content-Length: 5\r\n\r\nhello$|^HTTP\/1\.1 200 OK[\s\S]*chunked/,
      );
      await events.notify("/note", { type: "delete" });
      expect((await client.response()).body).toContain('"type":"delete"');
    }
  });

  it("is the handler's response if there is no representation (EQ-RP-2)", async () => {
    const { connect } = await serve((_, response) =>
      response.writeHead(404, { "Content-Type": "text/plain" }).end("nothing"),
    );
    for (const content of ['{"events":{}}', '{"state":{},"events":{}}', "{}"]) {
      const client = connect();
      sendQuery(client, { content, accept: "*/*" });
      const response = await client.response();
      expect([response.status, response.body, response.field("Content-Type")]).toEqual([404, "nothing", "text/plain"]);
    }
  });

  it("can be for a single notification, and the connection stays open (EQ-SN-1, EQ-SN-2)", async () => {
    const { connect, events } = await serve((_, response) => response.end("hello"));
    const client = connect();
    for (const type of ["create", "update"] as const) {
      sendQuery(client, { accept: "application/json", content: "{}" });
      const opened = await client.partial();
      expect(opened.field("Incremental")).toBe("?1");
      await events.notify("/note", { type });
      const { body, status } = await client.response();
      expect(status).toBe(200);
      expect(JSON.parse(body)).toMatchObject({ type });
    }
  });
});

describe("a handler that fails", () => {
  it.each<[string, NodeHandler]>([
    [
      "throws",
      () => {
        throw new Error("thrown");
      },
    ],
    ["rejects", () => Promise.reject(new Error("thrown"))],
    [
      "rejects with fields set",
      async (_, response) => {
        response.setHeader("Content-Length", 1_000);
        throw new Error("thrown");
      },
    ],
  ])("gets a plain 500 if it %s before it responds", async (_, handler) => {
    const { connect, errors } = await serve(handler);
    for (const send of [sendPrep, sendQuery]) {
      const client = connect();
      send(client);
      const response = await client.response();
      expect([response.status, response.body]).toEqual([500, ""]);
      expect(response.field("Incremental")).toBeUndefined();
    }
    expect(errors).toMatchObject([{ message: "thrown" }, { message: "thrown" }]);
  });

  it("has its stream cut off if it throws during its response", async () => {
    const { connect, errors } = await serve(async (_, response) => {
      response.writeHead(200, { "Content-Type": "text/plain" });
      response.write("hel");
      await setImmediate();
      throw new Error("thrown");
    });
    const client = connect();
    sendPrep(client);
    await client.closed;
    const { complete, body } = await client.partial();
    expect(complete).toBe(false);
    expect(body).not.toContain("multipart/digest");
    await until(() => errors.length >= 1);
    expect(errors).toContainEqual(expect.objectContaining({ message: "thrown" }));
  });

  it("has its response cut off if it throws while that passes through", async () => {
    const { connect } = await serve(async (_, response) => {
      response.writeHead(404);
      response.write("not");
      await setImmediate();
      throw new Error("thrown");
    });
    const client = connect();
    sendPrep(client);
    await client.closed;
    expect(await client.partial()).toMatchObject({ complete: false, status: 404 });
  });

  it("changes nothing if it throws after its response", async () => {
    const { connect, events, errors } = await serve(async (_, response) => {
      response.end("hello");
      await setImmediate();
      throw new Error("thrown");
    });
    const client = connect();
    sendPrep(client);
    await client.partial(isOpen);
    await until(() => errors.length === 1);
    const id = await events.notify("/note", { type: "update" });
    await client.partial(id);
  });

  it("sees that it has responded, as on any response, so that nothing else responds instead", async () => {
    const seen: unknown[] = [];
    const look = ({ headersSent, writableEnded, writableFinished }: NodeResponse) =>
      seen.push([headersSent, writableEnded, writableFinished]);
    const { connect } = await serve((_, response) => {
      look(response);
      response.writeHead(200);
      look(response);
      response.end("hello");
      look(response);
    });
    const client = connect();
    sendPrep(client);
    await client.partial(isOpen);
    expect(seen).toEqual([
      [false, false, false],
      [true, false, false],
      [true, true, false],
    ]);
  });

  it("has its stream cut off if it destroys the response midway", async () => {
    let rendered = 0;
    const { connect, events } = await serve(
      async (_, response) => {
        response.writeHead(200, { "Content-Type": "text/plain" });
        response.write("hel");
        await setImmediate();
        response.destroy();
      },
      { prep: { forms: watchedForms(() => (rendered += 1)) } },
    );
    const client = connect();
    sendPrep(client);
    await client.closed;
    expect(client.text).not.toContain("0\r\n\r\n");
    await events.notify("/note", { type: "update" });
    expect(rendered).toBe(0);
  });

  it("leaves nothing behind if it never responds and the client leaves", async () => {
    let rendered = 0;
    const responses: NodeResponse[] = [];
    const { connect, events } = await serve((_, response) => void responses.push(response), {
      prep: { forms: watchedForms(() => (rendered += 1)) },
      limits: { heldEvents: 1 },
    });
    const client = connect();
    sendPrep(client);
    await until(() => responses.length === 1);
    const [response] = responses;
    client.leave();
    await until(() => response?.destroyed === true);
    for (let count = 0; count < 3; count += 1) await events.notify("/note", { type: "update" });
    // The callbacks of a late response are still called.
    const told: unknown[] = [];
    response?.writeHead(200);
    response?.write(Buffer.alloc(100_000), (error) => told.push(error));
    response?.end();
    await until(() => told.length === 1);
    expect(response?.listenerCount("close")).toBe(0);
    expect(rendered).toBe(0);
  });

  it("is not called if the client left before, and nothing is left behind", async () => {
    let asked = false;
    let positioned: (id: string) => void = () => {};
    let called = 0;
    const responses: NodeResponse[] = [];
    const { connect, server, events } = await serve(
      () => {
        called += 1;
      },
      {
        log: {
          append: (event) => ({ ...event, id: "1" }),
          position: () =>
            new Promise((resolve) => {
              asked = true;
              positioned = resolve;
            }),
          after: () => [],
        },
      },
    );
    const client = connect();
    server.once("request", (_, response: NodeResponse) => responses.push(response));
    sendPrep(client);
    await until(() => asked);
    client.leave();
    await until(() => responses[0]?.closed === true);
    positioned("0");
    await until(() => events.stats().subscriptions.total === 0);
    expect([called, responses[0]?.listenerCount("close")]).toEqual([0, 0]);
  });
});

describe("what a handler writes", () => {
  it("calls the callbacks of write and end", async () => {
    const told: string[] = [];
    const { connect } = await serve((_, response) => {
      response.write("hel", () => told.push("write"));
      response.write("lo", "utf8", () => told.push("write with encoding"));
      response.end(() => told.push("end"));
    });
    const client = connect();
    sendPrep(client);
    await client.partial(isOpen);
    await until(() => told.length === 3);
    expect(told.sort()).toEqual(["end", "write", "write with encoding"]);
  });

  it("calls the callbacks even if the representation is not wanted", async () => {
    const told: string[] = [];
    const { connect } = await serve(async (_, response) => {
      response.write("hel", () => told.push("write"));
      await setImmediate();
      await setImmediate();
      response.write("lo", () => told.push("late write"));
      response.end("!", () => told.push("end"));
    });
    const client = connect();
    sendQuery(client);
    await client.partial();
    await until(() => told.length === 3);
  });

  it("does not make a pipeline fail when the client leaves, since everything was accepted", async () => {
    const outcomes: unknown[] = [];
    const { connect, errors } = await serve(async (_, response) => {
      try {
        await pipeline(Readable.from(["hel", "lo"]), response);
        outcomes.push("done");
      } catch (error) {
        outcomes.push(error);
      }
    });
    const client = connect();
    sendPrep(client);
    await client.partial(isOpen);
    client.leave();
    await until(() => outcomes.length === 1);
    expect(outcomes).toEqual(["done"]);
    expect(errors).toEqual([]);
  });

  it("is rejected if it is not valid content", async () => {
    let thrown: unknown;
    const { connect } = await serve((_, response) => {
      try {
        response.write(5 as unknown as string);
      } catch (error) {
        thrown = error;
      }
      response.end("hello");
    });
    const client = connect();
    sendPrep(client);
    await client.partial(isOpen);
    expect(thrown).toMatchObject({ code: "ERR_INVALID_ARG_TYPE" });
  });
});

describe("a large representation", () => {
  it("of 20 MB, if it is read slowly, waits in its file and not in memory, and notifications follow it", async () => {
    const folder = await mkdtemp(join(tmpdir(), "resource-events-node-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, "large");
    const size = 20 * 1024 * 1024;
    await writeFile(file, Buffer.alloc(size, "~"));
    let read = 0;
    let waiting = 0;
    const { connect, events, errors } = await serve((_, response) => {
      response.setHeader("Content-Type", "text/plain");
      const source = createReadStream(file);
      source.on("data", (piece) => {
        read += piece.length;
        waiting = Math.max(waiting, response.writableLength);
      });
      source.pipe(response);
    });
    const client = connect();
    client.socket.pause();
    sendPrep(client);
    await until(() => read > 0);
    // Reading goes on until the system's own buffers are full, and then stops.
    for (let before = -1; before !== read; ) {
      before = read;
      for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(read).toBeLessThan(size);
    client.socket.resume();
    await until(() => read === size);
    const id = await events.notify("/note", { type: "delete" });
    await until(() => client.length > size && client.tail.endsWith("0\r\n\r\n"));
    const { body, complete } = await client.response();
    expect(complete).toBe(true);
    expect(body.lastIndexOf("~") - body.indexOf("~") + 1).toBe(size);
    expect(body).toContain(id);
    expect(waiting).toBeLessThan(1024 * 1024);
    expect(errors).toEqual([]);
  });

  it("is not waited for if it is not wanted", async () => {
    let finished = false;
    const { connect } = await serve(async (_, response) => {
      const piece = Buffer.alloc(64 * 1024);
      for (let count = 0; count < 100; count += 1) {
        if (!response.write(piece)) await new Promise((resolve) => response.once("drain", resolve));
      }
      response.end();
      finished = true;
    });
    const client = connect();
    sendQuery(client);
    await client.partial();
    await until(() => finished);
  });

  it("closes its source if its reader leaves midway", async () => {
    let closed = false;
    const { connect, errors } = await serve((_, response) => {
      const source = Readable.from(
        (function* () {
          for (;;) yield Buffer.alloc(16 * 1024);
        })(),
      );
      source.on("close", () => {
        closed = true;
      });
      pipeline(source, response).catch(() => {});
    });
    const client = connect();
    sendPrep(client);
    await client.next();
    client.leave();
    await until(() => closed);
    expect(errors).toEqual([]);
  });
});

describe("a subscription that never started or was left", () => {
  const keepsNothing: EventLog = {
    append: (event) => ({ ...event, id: "1" }),
    position: () => "0",
    after: () => undefined,
  };

  it.each<[string, NodeHandler]>([
    ["the handler responds with 404", (_, response) => response.writeHead(404).end()],
    [
      "the handler throws",
      () => {
        throw new Error("thrown");
      },
    ],
    ["the handler breaks off", (_, response) => response.destroy()],
    ["the handler never responds", () => {}],
    ["the handler never ends", (_, response) => response.write("hel")],
    ["the client leaves", (_, response) => response.end("hello")],
  ])("is forgotten: %s", async (_, handler) => {
    const { connect, events, server } = await serve(handler, { log: keepsNothing });
    for (const send of [sendPrep, sendQuery]) {
      const closed = new Promise<void>((resolve) => {
        server.once("request", (_, response) => response.once("close", resolve));
      });
      const client = connect();
      const arrived = new Promise<void>((resolve) => server.once("request", () => resolve()));
      send(client);
      await arrived;
      await setImmediate();
      await setImmediate();
      client.leave();
      await closed;
      expect(await isForgotten(events, "/note")).toBe(true);
    }
  });

  it("is not forgotten while it lasts: the check can tell the difference", async () => {
    const { connect, events } = await serve((_, response) => response.write("hel"), { log: keepsNothing });
    const client = connect();
    sendPrep(client);
    await client.partial("hel");
    expect(await isForgotten(events, "/note")).toBe(false);
  });
});
