import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { type IncomingMessage, type RequestOptions, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { setImmediate, setTimeout } from "node:timers/promises";
import type { Middleware } from "koa";
import compress from "koa-compress";
import send from "koa-send";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { sendPrep, sendQuery } from "../../node/test/requests.ts";
import { eventsWithErrors, serve, versions } from "./applications.ts";

let directory = "";
let large = "";
let digest = "";
const size = 20 * 1024 * 1024;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "resource-events-"));
  large = join(directory, "large.bin");
  const bytes = randomBytes(size);
  digest = createHash("sha256").update(bytes).digest("hex");
  await writeFile(large, bytes);
  await writeFile(join(directory, "greeting.txt"), "hello");
  await writeFile(join(directory, "greeting.view"), "he{name}o");
});

afterAll(() => rm(directory, { recursive: true }));

/** All the ways in which Koa applications answer. */
const handlers: Readonly<Record<string, Middleware>> = {
  "a text": (ctx) => {
    ctx.body = "hello";
  },
  bytes: (ctx) => {
    ctx.body = Buffer.from("hello");
  },
  JSON: (ctx) => {
    ctx.body = { text: "hello" };
  },
  "a stream": (ctx) => {
    ctx.type = "text";
    ctx.body = Readable.from([Buffer.from("hel"), Buffer.from("lo")]);
  },
  "a file's stream": (ctx) => {
    ctx.type = "text";
    ctx.body = createReadStream(join(directory, "greeting.txt"));
  },
  "koa-send": async (ctx) => void (await send(ctx, "greeting.txt", { root: directory })),
  "a template": async (ctx) => {
    ctx.body = String(await readFile(join(directory, "greeting.view"))).replace("{name}", "ll");
  },
  "writes of its own": (ctx) => {
    ctx.respond = false;
    ctx.res.writeHead(200, { "Content-Type": "text/plain" });
    ctx.res.write("he");
    ctx.res.end("llo");
  },
  "writes over time": (ctx) => {
    ctx.type = "text";
    ctx.body = Readable.from(
      (async function* () {
        for (const letter of "hello") {
          yield Buffer.from(letter);
          await setTimeout(1);
        }
      })(),
    );
  },
  "an answer in a later handler": async (_, next) => {
    await setImmediate();
    await next();
  },
};

const fallback: Middleware = (ctx) => {
  if (ctx.method === "PUT") ctx.status = 204;
  else ctx.body ??= "hello";
};

/** Reads a stream with pauses, so that the server has to wait, until the text is there after `skip` bytes. */
async function readSlowly(stream: IncomingMessage, skip: number, text: () => string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of stream.iterator({ destroyOnReturn: false })) {
    pieces.push(piece);
    length += piece.length;
    if (pieces.length % 50 === 0) await setTimeout(2);
    if (length > skip && Buffer.concat(pieces).subarray(skip).includes(text())) break;
  }
  return Buffer.concat(pieces);
}

/** Sends a request, and leaves its answer unread. */
async function ask(port: number, options: RequestOptions, content = ""): Promise<IncomingMessage> {
  const sent = request({ host: "127.0.0.1", port, path: "/note", ...options }).end(content);
  const [response] = await once(sent, "response");
  onTestFinished(() => void sent.destroy());
  return response;
}

describe.each(versions)("%s: what a handler answers is the representation", (_, Koa) => {
  const notes = async (handler: Middleware, before: Middleware[] = [], after: Middleware[] = []) => {
    const { events, errors } = eventsWithErrors();
    const app = new Koa();
    for (const one of [...before, events, ...after]) app.use(one);
    app.use((ctx, next) => (ctx.method === "GET" ? handler(ctx, next) : next()));
    app.use(fallback);
    const served = await serve(app);
    const put = async () => {
      const client = served.connect();
      client.send("PUT /note HTTP/1.1", "new");
      return (await client.response("PUT")).field("Event-ID");
    };
    return { ...served, errors, put };
  };

  it.each(Object.entries(handlers))("by %s", async (_way, handler) => {
    const { connect, put, errors, reported } = await notes(handler);
    const plain = connect();
    plain.send("GET /note HTTP/1.1");
    const { body, field } = await plain.response();
    const clients = [connect(), connect(), connect()] as const;
    sendPrep(clients[0]);
    sendQuery(clients[1], { accept: "multipart/mixed", content: '{"state":{},"events":{}}' });
    sendQuery(clients[2], { accept: "application/http", content: '{"state":{},"events":{}}' });
    const type = field("Content-Type");
    for (const client of clients.slice(0, 2)) {
      const stream = await client.partial(`\r\n\r\n${body}\r\n--`);
      expect(stream.status).toBe(200);
      if (type !== undefined) expect(stream.body).toContain(`Content-Type: ${type}\r\n`);
      expect(stream.body).not.toMatch(/ETag|Cache-Control/i);
    }
    // application/http carries what came piece by piece in chunks.
    await clients[2].partial(
      (text) => text.includes(body) || text.replace(/\r\n(?!\r\n)(?:[\da-f]+\r\n)?/g, "").includes(body),
    );
    const eventId = await put();
    for (const client of clients) await client.partial(String(eventId));
    expect(errors).toEqual([]);
    // Koa has nothing to say when a subscriber leaves.
    for (const client of clients) {
      client.leave();
      await client.closed;
    }
    await put();
    expect(reported).toEqual([]);
  });

  const chains = {
    alone: [[], []],
    "with compression before": [[compress()], []],
    "with compression after": [[], [compress()]],
  } as const;

  it.each(Object.entries(chains))(
    "by a file of 20 MB, %s, to a reader that is slow",
    async (_chain, [before, after]) => {
      const sendLarge: Middleware = async (ctx) => void (await send(ctx, "large.bin", { root: directory }));
      const { port, put, errors } = await notes(sendLarge, [...before], [...after]);
      const prep = ask(port, { headers: { "Accept-Events": '"prep"', "Accept-Encoding": "gzip" } });
      const subscription = { "Content-Type": "application/json", Accept: "multipart/mixed", "Accept-Encoding": "gzip" };
      const query = ask(port, { method: "QUERY", headers: subscription }, '{"state":{},"events":{}}');
      for (const stream of await Promise.all([prep, query])) {
        expect(stream.headers["content-encoding"]).toBeUndefined();
        const delimiter = /boundary="(.*)"/.exec(stream.headers["content-type"] ?? "")?.[1] ?? "?";
        const body = await readSlowly(stream, size, () => `\r\n--${delimiter}`);
        const start = body.indexOf("\r\n\r\n") + 4;
        expect(body.subarray(0, start).toString()).toContain(`Content-Length: ${size}\r\n`);
        const content = body.subarray(start, start + size);
        expect(createHash("sha256").update(content).digest("hex")).toBe(digest);
        const eventId = await put();
        await readSlowly(stream, 0, () => String(eventId));
      }
      expect(errors).toEqual([]);
    },
  );
});
