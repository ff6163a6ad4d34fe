import type { ApplicationResponse } from "@resource-events/server/adapter";
import { describe, expect, it } from "vitest";
import { contentOf, unconnected } from "../../test/intercepted.ts";
import type { NodeResponse } from "../messages.ts";
import { KeptRoute } from "./kept.ts";

interface Kept {
  readonly response: NodeResponse;
  readonly route: KeptRoute;
  readonly kept: Promise<ApplicationResponse>;
}

/** A response that is kept as soon as it has this head. */
function keep({ status = 200, fields = {}, beganWithEnd = false } = {}): Kept {
  const response = unconnected();
  response.statusCode = status;
  for (const [name, value] of Object.entries(fields)) response.setHeader(name, value as string);
  let settle: (kept: ApplicationResponse) => void = () => {};
  const kept = new Promise<ApplicationResponse>((resolve) => {
    settle = resolve;
  });
  const route = new KeptRoute(response, beganWithEnd, (outcome) => settle(outcome));
  return { response, route, kept };
}

const stateOf = ({ headersSent, writableEnded, writableFinished }: NodeResponse): unknown => [
  headersSent,
  writableEnded,
  writableFinished,
];
const nextTick = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

describe("content that an application gives all at once", () => {
  it("is that very Uint8Array", async () => {
    const content = Buffer.from("hello");
    const { route, kept } = keep({ beganWithEnd: true });
    route.end(content);
    expect((await kept).body).toBe(content);
  });

  it.each<[string, (route: KeptRoute) => unknown, string]>([
    ["a text", (route) => route.end("hëllo"), "hëllo"],
    ["a text with an encoding", (route) => route.end("aGk=", "base64"), "hi"],
    ["a head before, in the same task", (route) => route.flushHeaders() ?? route.end("hello"), "hello"],
    ["a write and an end, in the same task", (route) => route.write("hello") && route.end(), "hello"],
  ])("is a Uint8Array: %s", async (_, respond, expected) => {
    const { route, kept } = keep();
    respond(route);
    const { body } = await kept;
    expect(body).toBeInstanceOf(Uint8Array);
    expect(await contentOf(body)).toBe(expected);
  });

  it("is null if there is none", async () => {
    for (const call of [[], [null], [() => {}], [undefined, undefined, () => {}]]) {
      const { route, kept } = keep();
      route.end(...call);
      expect((await kept).body).toBeNull();
    }
  });

  it("makes the response look finished once it is taken", async () => {
    const { response, route, kept } = keep();
    expect(stateOf(response)).toEqual([true, false, false]);
    route.end("hello");
    expect(stateOf(response)).toEqual([true, true, false]);
    await kept;
    expect(stateOf(response)).toEqual([true, true, true]);
  });

  it("does not break off if the application fails after its end", async () => {
    const { route, kept } = keep();
    route.end("hello");
    route.fail(new Error("thrown"));
    expect(await contentOf((await kept).body)).toBe("hello");
  });
});

describe("content that an application gives in pieces", () => {
  it("is read in its order, from all encodings", async () => {
    const { route, kept } = keep();
    route.write("he", "latin1");
    route.write("6c6c", "hex");
    route.end("bw==", "base64");
    const { body } = await kept;
    expect(body).not.toBeInstanceOf(Uint8Array);
    expect(await contentOf(body)).toBe("hello");
  });

  it("is read as it comes", async () => {
    const { response, route, kept } = keep();
    route.write("hel");
    const { body } = await kept;
    const rest = contentOf(body);
    await nextTick();
    expect(stateOf(response)).toEqual([true, false, false]);
    route.end("lo");
    expect(await rest).toBe("hello");
    expect(stateOf(response)).toEqual([true, true, true]);
  });

  it("is read as it comes even if it ends at once, in a later task than its head", async () => {
    const { route, kept } = keep();
    const { body } = await kept;
    route.end("hello");
    expect(body).not.toBeInstanceOf(Uint8Array);
    expect(await contentOf(body)).toBe("hello");
  });

  it("has back-pressure: the application waits until enough is read", async () => {
    const { response, route, kept } = keep();
    let drained = 0;
    response.on("drain", () => {
      drained += 1;
    });
    expect(route.write(Buffer.alloc(60_000))).toBe(true);
    expect(route.write(Buffer.alloc(60_000))).toBe(false);
    const reader = ((await kept).body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    expect(drained).toBe(0);
    await reader.next();
    expect(drained).toBe(1);
    expect(route.write("more")).toBe(true);
  });

  it("is taken at once if nobody wants it, and so is later content", async () => {
    const { response, route, kept } = keep();
    const taken: string[] = [];
    expect(route.write(Buffer.alloc(100_000), () => taken.push("first"))).toBe(false);
    const drained = new Promise((resolve) => response.once("drain", resolve));
    await ((await kept).body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]().return?.();
    await drained;
    expect(route.write(Buffer.alloc(100_000), () => taken.push("second"))).toBe(true);
    route.end(() => taken.push("end"));
    await nextTick();
    expect(taken).toEqual(["first", "second", "end"]);
    expect(stateOf(response)).toEqual([true, true, true]);
  });

  it("breaks off if the application fails, after the content so far", async () => {
    const { route, kept } = keep();
    route.write("hel");
    route.fail(new Error("thrown"));
    const reader = ((await kept).body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    expect((await reader.next()).value).toEqual(Buffer.from("hel"));
    await expect(reader.next()).rejects.toThrow("thrown");
  });
});

describe("the callback", () => {
  it("of write is called when the content is read; that of end, right after the end", async () => {
    const { route, kept } = keep();
    const called: string[] = [];
    route.write("hel", () => called.push("write"));
    route.write("lo", "utf8", () => called.push("write with encoding"));
    route.end("!", () => called.push("end"));
    await nextTick();
    expect(called).toEqual(["end"]);
    expect(await contentOf((await kept).body)).toBe("hello!");
    expect(called).toEqual(["end", "write", "write with encoding"]);
  });

  it("is called for content that is taken whole", async () => {
    const { route, kept } = keep();
    const called: string[] = [];
    route.write("hello", () => called.push("write"));
    route.end(() => called.push("end"));
    expect((await kept).body).toEqual(Buffer.from("hello"));
    await nextTick();
    expect(called.sort()).toEqual(["end", "write"]);
  });
});

describe("a kept response refuses", () => {
  it.each([5, true, {}, [], Symbol.iterator])("content that is neither text nor bytes: %s", async (content) => {
    const { route } = keep();
    const refusal = expect.objectContaining({ code: "ERR_INVALID_ARG_TYPE" });
    expect(() => route.write(content)).toThrow(refusal);
    expect(() => route.end(content)).toThrow(refusal);
  });

  it("a write of null or nothing", () => {
    const { route } = keep();
    for (const content of [null, undefined]) expect(() => route.write(content)).toThrow(TypeError);
  });

  it("a second head", () => {
    const { route } = keep();
    expect(() => route.writeHead()).toThrow(expect.objectContaining({ code: "ERR_HTTP_HEADERS_SENT" }));
  });
});

describe("a second end", () => {
  it("adds nothing, and calls back", async () => {
    const { response, route, kept } = keep();
    expect(route.end("hello")).toBe(response);
    const again = new Promise<void>((resolve) => {
      expect(route.end("not this", resolve)).toBe(response);
    });
    route.write("nor this");
    expect(await contentOf((await kept).body)).toBe("hello");
    await again;
  });
});

describe("the head that is kept", () => {
  it("stays as it was, whatever the response gets afterwards", async () => {
    const { response, route, kept } = keep({ status: 203, fields: { ETag: '"1"', "Set-Cookie": ["a=1", "b=2"] } });
    route.end("hello");
    response.statusCode = 500;
    expect(() => response.setHeader("ETag", '"2"')).toThrow(expect.objectContaining({ code: "ERR_HTTP_HEADERS_SENT" }));
    route.makeWay();
    response.setHeader("ETag", '"2"');
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    const { status, fields } = await kept;
    expect(status).toBe(203);
    expect([...fields]).toEqual([
      ["etag", '"1"'],
      ["set-cookie", "a=1"],
      ["set-cookie", "b=2"],
    ]);
  });

  it.each<[string, Parameters<typeof keep>[0], string | null]>([
    ["of content that came with an implicit head", { beganWithEnd: true }, "6"],
    ["but not with an explicit one, as node:http sends that in chunks", {}, null],
    ["but not of a 204", { beganWithEnd: true, status: 204 }, null],
    ["but not of a 304", { beganWithEnd: true, status: 304 }, null],
    ["but not in place of its own", { beganWithEnd: true, fields: { "Content-Length": 7 } }, "7"],
    ["but not in chunks", { beganWithEnd: true, fields: { "Transfer-Encoding": "chunked" } }, null],
  ])("has the length %s", async (_, head, expected) => {
    const { route, kept } = keep(head);
    route.end("hëllo");
    expect((await kept).fields.get("content-length")).toBe(expected);
  });

  it("has the length 0 if there is no content and the head was implicit", async () => {
    const { route, kept } = keep({ beganWithEnd: true });
    route.end();
    expect((await kept).fields.get("content-length")).toBe("0");
  });
});

describe("content that comes after the end", () => {
  it("is refused, and the stream is none the worse for it", async () => {
    const { response, route, kept } = keep();
    const codes: unknown[] = [];
    const written = (error?: Error | null): void => void codes.push((error as NodeJS.ErrnoException | null)?.code);
    response.on("error", written);
    route.end("hello");
    expect(route.write("late", written)).toBe(false);
    expect(route.end("later", written)).toBe(response);
    expect(route.end(written)).toBe(response);
    expect(await contentOf((await kept).body)).toBe("hello");
    await nextTick();
    expect(codes).toEqual(["ERR_STREAM_WRITE_AFTER_END", "ERR_STREAM_WRITE_AFTER_END", undefined]);
  });
});
