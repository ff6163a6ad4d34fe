import { once } from "node:events";
import { connect as connectHttp2, createServer as createHttp2Server } from "node:http2";
import { setImmediate } from "node:timers/promises";
import { type Client, sendPrep, sendQuery } from "@resource-events/testing-support";
import { listenInTest } from "@resource-events/testing-support/vitest";
import { describe, expect, it, onTestFinished } from "vitest";
import { serve } from "../../test/serve.ts";
import { httpVersions, serveVersion } from "../../test/serve-versions.ts";
import { type NodeHandler, type NodeResponse, resourceEvents } from "../index.ts";
import { http2StreamOf } from "../messages.ts";

const plain = { "Content-Type": "text/plain" };

/** What each version of HTTP and each protocol must bear. */
const subscriptions = httpVersions.flatMap((version) => [
  { version, protocol: "PREP", open: (client: Client) => client.open("GET", "/note", { "Accept-Events": '"prep"' }) },
  {
    version,
    protocol: "Events Query",
    open: (client: Client) => client.query("/note", "multipart/mixed", { state: {}, events: {} }),
  },
]);

describe.each(subscriptions)("a stream over $version by $protocol", ({ version, open }) => {
  /** Opens a stream: it has the representation `hello`, a notification, and a clean end. */
  const streamOf = async (handler: NodeHandler, onOpen = (): void => {}): Promise<void> => {
    const { client, events } = await serveVersion(version, handler);
    const stream = await open(client);
    await stream.untilContent("\r\n\r\nhello\r\n");
    await stream.untilContent(await events.notify("/note", { type: "update" }));
    onOpen();
    await Promise.all([events.close(), stream.untilComplete()]);
  };

  const corking: Readonly<Record<string, (response: NodeResponse) => unknown>> = {
    "until its end": (response) => {
      response.writeHead(200, plain);
      response.cork();
      response.write("hel");
      response.end("lo");
    },
    "before its head, twice": (response) => {
      response.cork();
      response.cork();
      response.writeHead(200, plain).end?.("hello");
    },
    "and uncorks": async (response) => {
      response.cork();
      response.writeHead(200, plain);
      response.write("hel");
      response.cork();
      response.uncork();
      response.write("l");
      await setImmediate();
      response.uncork();
      response.cork();
      response.end("o");
      response.uncork();
      expect(response.writableCorked).toBe(0);
    },
    "after its end": async (response) => {
      response.writeHead(200, plain).end("hello");
      response.cork();
      await setImmediate();
      response.cork();
      await setImmediate();
      expect(response.writableCorked).toBe(0);
    },
    "its socket": (response) => {
      response.socket?.cork();
      response.writeHead(200, plain);
      response.end("hello");
    },
  };

  it.each(Object.entries(corking))(
    "is not held back by a handler that corks its response: %s",
    async (name, respond) => {
      if (version === "HTTP/2" && name === "its socket") return;
      await streamOf((_, response) => respond(response));
    },
  );

  const timing: Readonly<Record<string, NodeHandler>> = {
    "the response": (_, response) => {
      response.setTimeout(20);
      response.end("hello");
    },
    "the response, and ends the response then": (_, response) => {
      response.setTimeout(20, () => {
        if (!response.headersSent) response.setHeader("Content-Type", "text/plain");
        response.end("hello");
      });
    },
    "the response, while it responds": (_, response) => {
      response.write("hel");
      response.setTimeout(20, () => response.end("lo"));
    },
    "the response, after its end": (_, response) => void response.end("hello").setTimeout(20),
    "the request, after its end": (request, response) => response.end("hello") && request.setTimeout(20),
    "the socket": (request, response) => {
      request.socket.setTimeout(20);
      response.end("hello");
    },
  };

  it.each(Object.entries(timing))("is not cut by a time-out that its handler sets for %s", async (_, handler) => {
    let timeOuts = (): unknown => [];
    const timing: NodeHandler = (request, response) => {
      const stream = http2StreamOf(response) ?? request.socket;
      timeOuts = () => [request.socket, stream].map((timed) => Reflect.get(timed, "timeout") ?? 0);
      return handler(request, response);
    };
    await streamOf(timing, () => expect(timeOuts()).toEqual([0, 0]));
  });
});

describe("a time-out", () => {
  it("that a handler sets does not cut the quiet stream after its response", async () => {
    const { connect } = await serve((_, response) => response.setTimeout(20).end("hello"), {
      duration: { default: 1 },
    });
    const client = connect();
    sendPrep(client);
    expect((await client.response()).complete).toBe(true);
  });

  it.each<[string, NodeHandler]>([
    ["that a handler sets cuts its own representation", (_, response) => response.setTimeout(20).write("hel")],
    [
      "of the server cuts a quiet stream, whatever a handler sets",
      (_, response) => response.setTimeout(0).end("hello"),
    ],
  ])("%s", async (_, handler) => {
    const { connect, server } = await serve(handler);
    server.setTimeout(200);
    const client = connect();
    sendPrep(client);
    await client.closed;
    expect((await client.partial()).complete).toBe(false);
  });
});

const trailing: [string, (response: NodeResponse) => unknown][] = [
  ["before its head", (response) => response.addTrailers({ "Content-MD5": "abc" })],
  ["with its content", (response) => response.write("hel") && response.addTrailers({ "Content-MD5": "abc" })],
  ["after its end", (response) => response.end("hello") && response.addTrailers({ "Content-MD5": "abc" })],
];

describe("the trailer fields of a handler", () => {
  const oneSecond = { duration: { default: 1 } };
  const handlerOf = (addTrailers: (response: NodeResponse) => unknown): NodeHandler => {
    return (_, response) => {
      response.setHeader("Trailer", "Content-MD5");
      addTrailers(response);
      response.end();
    };
  };

  it.each(trailing)("are not those of its stream: %s", async (_, addTrailers) => {
    const { connect } = await serve(handlerOf(addTrailers), oneSecond);
    const [prep, query] = [connect(), connect()];
    sendPrep(prep);
    sendQuery(query, { accept: "multipart/mixed", content: '{"state":{},"events":{}}' });
    for (const client of [prep, query]) {
      expect((await client.response()).complete).toBe(true);
      expect(client.text).not.toMatch(/abc|Trailer/);
    }
  });

  it.each(trailing)("are not those of its stream over HTTP/2: %s", async (_, addTrailers) => {
    const events = resourceEvents(oneSecond);
    const handler = events.wrap(handlerOf(addTrailers));
    const { origin } = await listenInTest(createHttp2Server(handler as never));
    const session = connectHttp2(origin);
    onTestFinished(() => session.destroy());
    const stream = session.request({ ":path": "/note", "accept-events": '"prep"' });
    const trailers: unknown[] = [];
    stream.on("trailers", (fields) => trailers.push({ ...fields }));
    await once(stream.resume(), "end");
    expect(trailers.filter((fields) => Object.keys(fields as object).length > 0)).toEqual([]);
  });

  it("are those of its response otherwise", async () => {
    const { connect } = await serve(handlerOf((response) => response.write("hel") && response.addTrailers({ A: "b" })));
    const client = connect();
    client.send("GET /note HTTP/1.1");
    await client.until((text) => /0\r\nA: b\r\n\r\n$/.test(text));
  });
});
