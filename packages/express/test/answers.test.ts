import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type IncomingMessage, type RequestOptions, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setImmediate, setTimeout } from "node:timers/promises";
import compression from "compression";
import type { RequestHandler } from "express";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { isOpen, sendPrep, sendQuery } from "../../node/test/requests.ts";
import { eventsWithErrors, quiet, serve, versions } from "./applications.ts";

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

/** All the ways in which Express applications answer. */
const handlers: Readonly<Record<string, RequestHandler>> = {
  "send with text": (_, res) => void res.send("hello"),
  "send with bytes": (_, res) => void res.send(Buffer.from("hello")),
  json: (_, res) => void res.json("hello"),
  format: (_, res) => void res.format({ text: () => res.send("hello") }),
  "a pipe": (_, res) => void Readable.from(["he", "ll", "o"]).pipe(res),
  "an awaited pipeline": async (_, res) => pipeline(Readable.from(["hel", "lo"]), res),
  sendFile: (_, res) => res.sendFile(join(directory, "greeting.txt")),
  "sendFile with a callback": (_, res, next) =>
    res.sendFile("greeting.txt", { root: directory }, (error) => error && next(error)),
  download: (_, res) => res.download(join(directory, "greeting.txt")),
  render: (_, res) => res.render("greeting", { name: "ll" }),
  "writeHead and end": (_, res) => void res.writeHead(200, { "Content-Type": "text/plain" }).end("hello"),
  "writes over time": async (_, res) => {
    for (const letter of "hello") {
      res.write(letter);
      await setTimeout(1);
    }
    res.end();
  },
  "an answer in a later handler": (_request, _res, next) => void setImmediate().then(() => next()),
};

const fallback: RequestHandler = (_, res) => void res.send("hello");

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

describe.each(versions)("%s: what a handler answers is the representation", (_, express) => {
  const notes = async (handler: RequestHandler, before: RequestHandler[] = [], after: RequestHandler[] = []) => {
    const { events, errors } = eventsWithErrors();
    const app = quiet(express());
    app.engine("view", (path, options, done) => {
      const { name } = options as { name: string };
      createReadStream(path)
        .toArray()
        .then(([text]) => done(null, String(text).replace("{name}", name)), done);
    });
    app.set("views", directory).set("view engine", "view");
    for (const one of [...before, events, ...after]) app.use(one);
    app.get("/note", handler, fallback);
    app.put("/note", (_request, res) => void res.sendStatus(204));
    const served = await serve(app);
    const put = async () => {
      const client = served.connect();
      client.send("PUT /note HTTP/1.1", "new");
      return (await client.response("PUT")).field("Event-ID");
    };
    return { ...served, errors, put };
  };

  it.each(Object.entries(handlers))("by %s", async (_way, handler) => {
    const { connect, put, errors } = await notes(handler);
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
  });

  const chains = {
    alone: [[], []],
    "with compression before": [[compression()], []],
    "with compression after": [[], [compression()]],
  } as const;

  it.each(Object.entries(chains))(
    "by sendFile of 20 MB, %s, to a reader that is slow",
    async (_chain, [before, after]) => {
      const { port, put, errors } = await notes((_request, res) => res.sendFile(large), [...before], [...after]);
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

  it("by a range of a file (PREP-RS-1)", async () => {
    const { connect } = await notes((_request, res) => res.sendFile(join(directory, "greeting.txt")));
    const client = connect();
    sendPrep(client, "/note", "Range: bytes=1-3\n");
    const { status, body } = await client.partial(isOpen);
    expect(status).toBe(206);
    expect(body).toContain("Content-Range: bytes 1-3/5\r\n");
    expect(body).toContain("\r\n\r\nell\r\n--");
  });

  it("by express.static", async () => {
    const { connect } = await notes(fallback, [], [express.static(directory)]);
    const client = connect();
    sendPrep(client, "/greeting.txt");
    expect((await client.partial(isOpen)).body).toContain("\r\n\r\nhello\r\n--");
  });
});
