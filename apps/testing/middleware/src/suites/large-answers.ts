import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type IncomingMessage, type RequestOptions, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { Framework } from "../framework.ts";
import { withState } from "../protocols.ts";
import { serveWithEvents } from "../running.ts";

const size = 20 * 1024 * 1024;

/** Reads a stream slowly, so that the server has to wait, until the text appears after `skip` bytes. */
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

/** Sends a request, and does not read the response. */
async function ask(port: number, options: RequestOptions, content = ""): Promise<IncomingMessage> {
  const sent = request({ host: "127.0.0.1", port, path: "/note", ...options }).end(content);
  const [response] = await once(sent, "response");
  onTestFinished(() => void sent.destroy());
  return response;
}

/** A representation that is much longer than a connection can buffer. */
export function largeAnswers<Middleware>(framework: Framework<Middleware>): void {
  describe("a file of 20 MB is the representation", () => {
    const bytes = randomBytes(size);
    const digest = createHash("sha256").update(bytes).digest("hex");
    let directory = "";
    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), "resource-events-"));
      await writeFile(join(directory, "large.bin"), bytes);
    });
    afterAll(() => rm(directory, { recursive: true }));

    const chains: Readonly<Record<string, (events: Middleware) => Middleware[]>> = {
      alone: (events) => [events],
      "with compression before": (events) => [framework.compression(), events],
      "with compression after": (events) => [events, framework.compression()],
    };

    it.each(Object.entries(chains))("%s, for a slow reader", async (_place, chain) => {
      const served = await serveWithEvents(framework, ({ middleware }) => {
        const put = framework.handler((exchange, next) =>
          exchange.request.method === "PUT" ? exchange.status(204) : next(),
        );
        return framework.application(...chain(middleware), put, framework.file(directory, "large.bin"));
      });
      const { port, errors } = served;
      const prep = ask(port, { headers: { "Accept-Events": '"prep"', "Accept-Encoding": "gzip" } });
      const subscription = { "Content-Type": "application/json", Accept: "multipart/mixed", "Accept-Encoding": "gzip" };
      const query = ask(port, { method: "QUERY", headers: subscription }, withState);
      for (const stream of await Promise.all([prep, query])) {
        expect(stream.headers["content-encoding"]).toBeUndefined();
        const delimiter = /boundary="(.*)"/.exec(stream.headers["content-type"] ?? "")?.[1] ?? "?";
        const body = await readSlowly(stream, size, () => `\r\n--${delimiter}`);
        const start = body.indexOf("\r\n\r\n") + 4;
        expect(body.subarray(0, start).toString()).toContain(`Content-Length: ${size}\r\n`);
        const content = body.subarray(start, start + size);
        expect(createHash("sha256").update(content).digest("hex")).toBe(digest);
        const { field } = await served.request("PUT /note HTTP/1.1", "new");
        await readSlowly(stream, 0, () => String(field("Event-ID")));
      }
      expect(errors).toEqual([]);
    });
  });
}
