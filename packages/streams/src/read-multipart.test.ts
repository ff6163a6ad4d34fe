import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { bytesOf, everyChunking, randomChunks, textOf } from "../test/chunks.ts";
import { codeOf, codeOfLater } from "../test/codes.ts";
import { bytesInUse } from "../test/memory.ts";
import { pushedSource, readAll, type Source, sourceOf } from "../test/source.ts";
import { StreamError } from "./errors.ts";
import { decodeMessage } from "./message.ts";
import { encodePart } from "./multipart.ts";
import type { Part } from "./part.ts";
import { readMultipart } from "./read-multipart.ts";

const three = "--B\r\nA: 1\r\n\r\none\r\n--B\r\n\r\ntwo\r\n--B\r\n\r\nthree\r\n--B--\r\n";

/** Returns the next item. Fails the test if there is none. */
async function nextOf<Item>(items: AsyncIterator<Item>): Promise<Item> {
  const { done, value } = await items.next();
  if (done) throw new TypeError("the stream is over");
  return value;
}

describe("readMultipart", () => {
  it("returns parts in order for every split of the bytes", async () => {
    for (const chunks of everyChunking(bytesOf(three))) {
      const bodies: string[] = [];
      for await (const part of readMultipart(sourceOf(chunks).stream, "B")) bodies.push(await part.text());
      expect(bodies).toEqual(["one", "two", "three"]);
    }
  });

  it("returns bodies as streams, bytes or text, once", async () => {
    const parts = readMultipart(sourceOf([bytesOf(three)]).stream, "B");
    const first = await nextOf(parts);
    expect([first.fields.get("a"), await readAll(first.body)]).toEqual(["1", "one"]);
    expect(await first.text()).toBe("");
    const second = await nextOf(parts);
    expect(textOf(await second.bytes())).toBe("two");
    expect(await readAll(second.body)).toBe("");
    expect(await (await nextOf(parts)).text()).toBe("three");
    expect(await parts.next()).toEqual({ done: true, value: undefined });
    expect(await parts.next()).toEqual({ done: true, value: undefined });
  });

  it("discards the unread rest of a part when the next one is requested", async () => {
    for (const chunks of everyChunking(bytesOf(three))) {
      const parts = readMultipart(sourceOf(chunks).stream, "B");
      const first = await nextOf(parts);
      const second = await nextOf(parts);
      expect(await codeOfLater(() => first.text())).toBe("truncated");
      expect(await codeOfLater(() => readAll(first.body))).toBe("truncated");
      expect(await second.text()).toBe("two");
      await nextOf(parts);
      expect(await parts.next()).toMatchObject({ done: true });
    }
  });

  it("ends a read that waits for bytes of a part when the next one is requested", async () => {
    const source = pushedSource();
    const parts = readMultipart(source.stream, "B");
    source.push("--B\r\n\r\non");
    const first = await nextOf(parts);
    const reader = first.body.getReader();
    expect(textOf((await reader.read()).value ?? new Uint8Array())).toBe("on");
    const waiting = codeOfLater(() => reader.read());
    const second = nextOf(parts);
    source.push("e\r\n--B\r\n\r\ntwo\r\n--B");
    expect(await waiting).toBe("truncated");
    expect(await (await second).text()).toBe("two");
  });

  it("keeps the parts after a cancelled body readable", async () => {
    const parts = readMultipart(sourceOf(randomChunks(bytesOf(three), 1, 3)).stream, "B");
    await (await nextOf(parts)).body.cancel();
    expect(await (await nextOf(parts)).text()).toBe("two");
  });

  it("resolves concurrent calls in order", async () => {
    const parts = readMultipart(sourceOf([bytesOf(three)]).stream, "B");
    const [first, , third, fourth] = await Promise.all([parts.next(), parts.next(), parts.next(), parts.next()]);
    expect(first).toMatchObject({ done: false });
    expect(third).toMatchObject({ done: false });
    expect(fourth).toEqual({ done: true, value: undefined });
  });

  it("reads its source only while a caller waits", async () => {
    const { stream, pulls } = sourceOf(Array.from(three, bytesOf));
    const parts = readMultipart(stream, "B");
    await Promise.resolve();
    expect(pulls()).toBe(0);
    const first = await nextOf(parts);
    const head = pulls();
    expect(head).toBe(three.indexOf("one"));
    const { body } = first;
    await new Promise(setImmediate);
    expect(pulls()).toBe(head);
    await body.getReader().read();
    expect(pulls()).toBe(head + 1);
  });

  it("needs constant memory for an endless part that nobody reads", async () => {
    let given = 0;
    let grown = Number.NaN;
    const before = bytesInUse();
    const chunks = (function* () {
      yield bytesOf("--B\r\n\r\n");
      for (; given < 400; given++) yield new Uint8Array(1 << 18);
      grown = bytesInUse() - before;
      yield bytesOf("\r\n--B\r\n\r\nnext\r\n--B--");
    })();
    const parts = readMultipart(sourceOf(chunks).stream, "B");
    await nextOf(parts);
    expect(given).toBe(0);
    expect(await (await nextOf(parts)).text()).toBe("next");
    expect(given).toBe(400);
    expect(grown).toBeLessThan(10_000_000); // of the 105 MB that came
  });

  it("cancels its source when the loop is left, and on an error", async () => {
    const left = sourceOf([bytesOf(three)], "open");
    for await (const part of readMultipart(left.stream, "B")) {
      expect(part.fields.get("a")).toBe("1");
      break;
    }
    expect(left.cancelled()).toEqual({ reason: undefined });

    const malformed = sourceOf([bytesOf("--B\r\nno field\r\n\r\n")], "open");
    expect(await codeOfLater(() => readMultipart(malformed.stream, "B").next())).toBe("field-syntax");
    expect(malformed.cancelled()).toEqual({ reason: expect.any(StreamError) });
  });

  describe("at the close-delimiter", () => {
    const read = async ({ stream }: Source) => {
      const parts = readMultipart(stream, "B");
      for await (const part of parts) await part.text();
      expect(await parts.next()).toEqual({ done: true, value: undefined });
    };
    const epilogue = (pieces: number) => [bytesOf(three), ...Array<Uint8Array>(pieces).fill(new Uint8Array(1 << 14))];

    it("reads the source to its end", async () => {
      const source = sourceOf(epilogue(3));
      await read(source);
      await vi.waitUntil(() => source.pulls() === 5);
      expect(source.cancelled()).toBeUndefined();
    });

    it("cancels a source that continues", async () => {
      const source = sourceOf(epilogue(1000));
      await read(source);
      await vi.waitUntil(() => source.cancelled());
      expect(source.pulls()).toBeLessThan(8);
    });

    it("cancels a source that does not end, without keeping the iteration waiting", async () => {
      const source = sourceOf([bytesOf(three)], "open");
      await read(source);
      expect(source.cancelled()).toBeUndefined();
      await vi.waitUntil(() => source.cancelled(), { timeout: 20_000 });
    });

    it("ignores errors of the source", async () => {
      const unhandled: unknown[] = [];
      const note = (reason: unknown) => unhandled.push(reason);
      process.on("unhandledRejection", note);
      const source = sourceOf(epilogue(1), { error: new TypeError("network") });
      await read(source);
      await vi.waitUntil(() => source.pulls() === 3);
      await new Promise((resolve) => setImmediate(resolve));
      process.off("unhandledRejection", note);
      expect(unhandled).toEqual([]);
    });

    it("keeps the connection if its last bytes arrive later", async () => {
      const sockets = new Set<Socket>();
      let finish = () => {};
      const server = createServer((request, response) => {
        sockets.add(request.socket);
        response.write(three);
        finish = () => void response.end();
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      const { body } = await fetch(url);
      if (!body) throw new TypeError("no body");
      for await (const part of readMultipart(body, "B")) await part.text();
      finish();
      const [socket] = sockets;
      await vi.waitUntil(() => socket?.bytesWritten && socket.writableLength === 0);
      await new Promise((resolve) => setImmediate(resolve));
      expect(socket?.destroyed).toBe(false);
      server.closeAllConnections();
      server.close();
    });
  });

  it("can be left while waiting for the next part", async () => {
    const source = sourceOf([bytesOf("--B\r\n\r\non")], "open");
    const parts = readMultipart(source.stream, "B");
    const first = await nextOf(parts);
    const waiting = parts.next();
    expect(await parts.return?.()).toEqual({ done: true, value: undefined });
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await codeOfLater(() => first.text())).toBe("truncated");
    expect(source.cancelled()).toBeDefined();
  });

  it("fails a body and the parts after it if the source is truncated", async () => {
    const beginning = three.slice(0, -4);
    for (let end = 0; end < beginning.length; end++) {
      const bodies: string[] = [];
      const code = await codeOfLater(async () => {
        for await (const part of readMultipart(sourceOf([bytesOf(beginning.slice(0, end))]).stream, "B")) {
          bodies.push(await part.text());
        }
      });
      expect(code).toBe("truncated");
      expect(bodies).toEqual(["one", "two", "three"].slice(0, bodies.length));
    }
    const parts = readMultipart(sourceOf([bytesOf("--B\r\n\r\none\r\n--B\r\n\r\ntw")]).stream, "B");
    await nextOf(parts);
    const second = await nextOf(parts);
    expect(await codeOfLater(() => readAll(second.body))).toBe("truncated");
    expect(await codeOfLater(() => parts.next())).toBe("truncated");
    expect(await codeOfLater(() => parts.next())).toBe("truncated");
  });

  it("returns items before an error in the same chunk", async () => {
    const parts = readMultipart(sourceOf([bytesOf("--B\r\n\r\none\r\n--B\r\nno field\r\n\r\n")]).stream, "B");
    expect(await (await nextOf(parts)).text()).toBe("one");
    expect(await codeOfLater(() => parts.next())).toBe("field-syntax");
  });

  it("keeps the cause if the source fails", async () => {
    const cause = new TypeError("network");
    const parts = readMultipart(sourceOf([bytesOf("--B\r\n\r\non")], { error: cause }).stream, "B");
    const first = await nextOf(parts);
    await expect(first.text()).rejects.toMatchObject({ code: "source", cause });
    await expect(parts.next()).rejects.toMatchObject({ code: "source", cause });
  });

  it("limits collected bytes", async () => {
    const parts = readMultipart(sourceOf([bytesOf(three)]).stream, "B");
    await expect((await nextOf(parts)).bytes(2)).rejects.toMatchObject({ code: "part-too-large", limit: 2 });
    expect(await (await nextOf(parts)).text(3)).toBe("two");
  });

  it("applies limits", async () => {
    const read = (limits: object) =>
      codeOfLater(async () => {
        for await (const part of readMultipart(sourceOf([bytesOf(three)]).stream, "B", limits)) await part.text();
      });
    expect(await read({ part: 4 })).toBe("part-too-large");
    expect(await read({ fieldBlock: 3 })).toBe("field-block-too-large");
    expect(await read({ part: 5, fieldBlock: 8 })).toBeUndefined();
  });

  it("refuses an invalid boundary", () => {
    expect(codeOf(() => readMultipart(sourceOf([]).stream, "\r\n"))).toBe("boundary");
  });

  it("throws only StreamError for any bytes", async () => {
    const piece = fc.constantFrom(
      "--B",
      "\r\n--B",
      "\r\n",
      "--",
      "A: 1",
      "x",
      ":",
      "Content-Length: 2\r\n",
      "\r\n\r\n",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece), fc.nat(), async (pieces, seed) => {
        const chunks = randomChunks(bytesOf(pieces.join("")), seed, 5);
        await codeOfLater(async () => {
          for await (const part of readMultipart(sourceOf(chunks).stream, "B")) await readAll(part.body);
        });
      }),
      { numRuns: 200 },
    );
  });
});

describe("a multipart body inside a part", () => {
  const digest = '--OUT\r\n\r\nstate\r\n--OUT\r\nContent-Type: multipart/digest; boundary="in/+"\r\n\r\n--in/+';
  const message = (id: number) => `\r\n\r\nMethod: PUT\r\nEvent-ID: ${id}\r\n\r\n\r\n--in/+`;
  const idOf = async (part: Part) => decodeMessage(await part.bytes()).fields.get("event-id");

  it("returns a notification in the same turn as its last byte (PREP-RS-8)", async () => {
    const source = pushedSource();
    const outer = readMultipart(source.stream, "OUT");
    source.push(digest);
    expect(await (await nextOf(outer)).text()).toBe("state");
    const inner = (await nextOf(outer)).parts();
    for (let id = 1; id <= 20; id++) {
      let received: string | null | undefined;
      const reading = nextOf(inner).then(async (part) => {
        received = await idOf(part);
      });
      await new Promise(setImmediate);
      expect(received).toBeUndefined();
      source.push(message(id));
      await new Promise<void>((resolve) => setImmediate(resolve)); // nothing but the microtasks of this turn
      expect(received).toBe(String(id));
      await reading;
    }
    source.push("--\r\n--OUT--");
    expect(await inner.next()).toMatchObject({ done: true });
    expect(await outer.next()).toMatchObject({ done: true });
  });

  const stream = `${digest}${message(1)}${message(2)}--\r\n--OUT--`;

  async function readBoth(bytes: Uint8Array[]): Promise<(string | null)[]> {
    const ids: (string | null)[] = [];
    for await (const part of readMultipart(sourceOf(bytes).stream, "OUT")) {
      if (!part.fields.has("content-type")) continue;
      for await (const notification of part.parts()) ids.push(await idOf(notification));
    }
    return ids;
  }

  it("decodes the same for every split of the bytes", async () => {
    for (const chunks of everyChunking(bytesOf(stream))) expect(await readBoth(chunks)).toEqual(["1", "2"]);
  });

  it("is truncated if the inner or the outer body has no close-delimiter (PREP-RS-9)", async () => {
    for (let end = 0; end < stream.length; end++) {
      expect(await codeOfLater(() => readBoth([bytesOf(stream.slice(0, end))]))).toBe("truncated");
    }
    expect(await codeOfLater(() => readBoth([bytesOf(stream.replace("--in/+--", "--in/+"))]))).toBe("truncated");
    expect(await codeOfLater(() => readBoth([bytesOf(stream.replace("--in/+--", ""))]))).toBe("truncated");
  });

  it("can be left for the next part of the outer body", async () => {
    const bytes = bytesOf(stream.replace(/--$/, "\r\n\r\nlast\r\n--OUT--"));
    const outer = readMultipart(sourceOf(randomChunks(bytes, 3)).stream, "OUT");
    await nextOf(outer);
    for await (const notification of (await nextOf(outer)).parts()) {
      expect(await idOf(notification)).toBe("1");
      break;
    }
    expect(await (await nextOf(outer)).text()).toBe("last");
  });

  it("may be nested up to the limit", async () => {
    let body = bytesOf("innermost");
    for (let level = 0; level < 6; level++) {
      const type = level === 0 ? "text/plain" : `multipart/mixed; boundary=B${level - 1}`;
      body = Buffer.concat([
        bytesOf(`--B${level}`),
        encodePart(`B${level}`, [["Content-Type", type]], body),
        bytesOf("--"),
      ]);
    }
    const descend = async (limits?: object) => {
      let part = await nextOf(readMultipart(sourceOf([body]).stream, "B5", limits));
      while (part.fields.get("content-type") !== "text/plain") part = await nextOf(part.parts());
      return part.text();
    };
    expect(await descend({ depth: 5 })).toBe("innermost");
    await expect(descend()).rejects.toMatchObject({ code: "too-deep" });
    await expect(descend({ depth: 0 })).rejects.toMatchObject({ code: "too-deep", limit: 0 });
  });

  it("needs a multipart Content-Type", async () => {
    const parts = readMultipart(sourceOf([bytesOf(three)]).stream, "B");
    const first = await nextOf(parts);
    expect(codeOf(() => first.parts())).toBe("content-type");
  });
});
