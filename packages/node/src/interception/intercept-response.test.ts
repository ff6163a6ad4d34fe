import { once } from "node:events";
import { setImmediate } from "node:timers/promises";
import type { PassThrough, ResponseHead } from "@resource-events/server/adapter";
import { describe, expect, it } from "vitest";
import { contentOf, intercepted, later } from "../../test/intercepted.ts";
import type { NodeResponse } from "../messages.ts";
import { type Decide, type Interception, interceptResponse } from "./intercept-response.ts";

const keep: Decide = () => "keep";
const pass: Decide = () => ({ fields: [["X-Added", "a"]] });

describe("the decision", () => {
  it.each<[string, (response: NodeResponse) => unknown]>([
    ["writeHead", (response) => response.writeHead(201, { ETag: '"1"' }).end("hello")],
    ["write", (response) => response.write("hello") && response.end()],
    ["end", (response) => response.end("hello")],
    ["flushHeaders", (response) => response.flushHeaders() ?? response.end("hello")],
  ])("is made once, with status and fields, before they leave: %s", async (_, respond) => {
    const heads: unknown[] = [];
    const decide = ({ status, fields, response }: ResponseHead): PassThrough => {
      heads.push([status, fields.get("etag"), [...fields], (response as NodeResponse).headersSent]);
      return { fields: [["X-Added", "a"]] };
    };
    const { client, response, errors, interception } = await intercepted(decide, (it) => {
      it.statusCode = 201;
      it.setHeader("ETag", '"1"');
      respond(it);
    });
    const received = await client.response();
    expect(heads).toEqual([[201, '"1"', [["etag", '"1"']], false]]);
    expect([received.status, received.field("X-Added"), received.body]).toEqual([201, "a", "hello"]);
    expect(await interception.kept).toBeUndefined();
    expect(response.writableEnded).toBe(true);
    expect(errors).toEqual([]);
  });

  it("gets the response object that the application has", async () => {
    let known: unknown;
    const decide: Decide = ({ response }) => {
      known = response;
      return { fields: [] };
    };
    const { client, response } = await intercepted(decide, (it) => it.end());
    await client.response();
    expect(known).toBe(response);
  });

  it("is reported if it throws, and the response passes through unchanged", async () => {
    const decide: Decide = () => {
      throw new Error("no decision");
    };
    const { client, errors, interception } = await intercepted(decide, (response) => response.end("hello"));
    const { status, body, lines } = await client.response();
    expect([status, body]).toEqual([200, "hello"]);
    expect(lines.map((line) => line.split(":")[0])).toEqual(["Date", "Connection", "Keep-Alive", "Content-Length"]);
    expect(errors).toMatchObject([{ message: "no decision" }]);
    expect(await interception.kept).toBeUndefined();
  });

  it("is reported if it rejects, and the response passes through unchanged", async () => {
    const { decide, reject } = later();
    const { client, errors } = await intercepted(decide, (response) => response.end("hello"));
    reject(new Error("no decision"));
    expect((await client.response()).body).toBe("hello");
    expect(errors).toMatchObject([{ message: "no decision" }]);
  });

  it("is reported if it has an invalid field, and the response passes through without it", async () => {
    const decide: Decide = () => ({ fields: [["X-Added", "a\nb"]] });
    const { client, errors } = await intercepted(decide, (response) => response.end("hello"));
    const { body, field } = await client.response();
    expect([body, field("X-Added")]).toEqual(["hello", undefined]);
    expect(errors).toMatchObject([{ code: "ERR_INVALID_CHAR" }]);
  });

  it("may come late: head and content wait for it", async () => {
    const { decide, resolve } = later();
    const { client, response } = await intercepted(decide, (it) => it.writeHead(202, "Soon").end("hello"));
    for (let turn = 0; turn < 5; turn += 1) await setImmediate();
    expect([client.text, response.headersSent, response.writableEnded]).toEqual(["", true, true]);
    resolve({ fields: [["X-Added", "a"]] });
    const { statusLine, field, body } = await client.response();
    expect([statusLine, field("X-Added"), body]).toEqual(["HTTP/1.1 202 Soon", "a", "hello"]);
  });

  it("may come late: nobody changes the fields meanwhile, and node's own errors come at once", async () => {
    const { decide, resolve } = later();
    const codes: unknown[] = [];
    const code = (act: () => unknown): void => {
      try {
        act();
      } catch (error) {
        codes.push((error as NodeJS.ErrnoException).code);
      }
    };
    const { client, errors } = await intercepted(decide, (response) => {
      response.writeHead(202, { "X-One": "a" });
      code(() => response.setHeader("X-One", "b"));
      code(() => response.appendHeader("X-One", "b"));
      code(() => response.setHeaders(new Map([["X-One", "b"]])));
      code(() => response.removeHeader("X-One"));
      code(() => response.write(5 as unknown as string));
      code(() => response.write(null));
      code(() => response.end(5 as unknown as string));
      response.end("hello");
    });
    resolve({ fields: [["X-Added", "a"]] });
    const { body, fields } = await client.response();
    expect([body, fields("X-One"), fields("X-Added")]).toEqual(["hello", ["a"], ["a"]]);
    const sent = "ERR_HTTP_HEADERS_SENT";
    const invalid = "ERR_INVALID_ARG_TYPE";
    expect(codes).toEqual([sent, sent, sent, sent, invalid, "ERR_STREAM_NULL_VALUES", invalid]);
    expect(errors).toEqual([]);
  });

  it("is not made for a head that node refuses: the application may send another one", async () => {
    const statuses: number[] = [];
    const decide: Decide = ({ status }) => {
      statuses.push(status);
      return { fields: [] };
    };
    const { client } = await intercepted(decide, (response) => {
      expect(() => response.writeHead(42)).toThrow(RangeError);
      expect(() => response.writeHead(200, "a\nb")).toThrow(TypeError);
      response.statusMessage = "Created";
      response.writeHead(201).end("hello");
    });
    expect(await client.response()).toMatchObject({ status: 201, body: "hello" });
    expect(statuses).toEqual([201]);
  });

  it("may be of any kind of promise", async () => {
    // biome-ignore lint/suspicious/noThenProperty: promises of other libraries are no instances of ours.
    const promise = { then: (resolve: (decision: PassThrough) => void) => resolve({ fields: [["X-Added", "a"]] }) };
    const { client } = await intercepted(
      () => promise as unknown as Promise<PassThrough>,
      (response) => response.end("hello"),
    );
    expect((await client.response()).field("X-Added")).toBe("a");
  });

  it("is not made if the head was sent before the interception", async () => {
    let asked = 0;
    const decide: Decide = () => {
      asked += 1;
      return "keep";
    };
    const { client, response } = await intercepted(pass, (it) => it.writeHead(201).write("hel"));
    const interception = interceptResponse(response, decide, () => {});
    expect(() => response.writeHead(404)).toThrow(expect.objectContaining({ code: "ERR_HTTP_HEADERS_SENT" }));
    response.write("lo");
    expect((await client.partial("hello")).status).toBe(201);
    expect(await interception.kept).toBeUndefined();
    interception.fail(new Error("thrown"));
    expect([asked, response.destroyed]).toEqual([0, true]);
  });
});

describe("a response that is kept", () => {
  it("stays off the wire, so that another response can be sent", async () => {
    const { client, interception } = await intercepted(keep, (response) =>
      response.writeHead(200, { ETag: '"1"' }).end("hello"),
    );
    const kept = await interception.kept;
    expect([kept?.status, kept?.fields.get("etag"), await contentOf(kept?.body)]).toEqual([200, '"1"', "hello"]);
    expect(client.text).toBe("");
    const originals = interception.makeWay();
    originals.writeHead(203, { "X-Own": "a" });
    originals.write("our ");
    originals.end("own");
    const received = await client.response();
    expect([received.status, received.field("X-Own"), received.body]).toEqual([203, "a", "our own"]);
  });

  it("is there even if it is asked for late", async () => {
    const { interception } = await intercepted(keep, (response) => response.end("hello"));
    await setImmediate();
    expect(await contentOf((await interception.kept)?.body)).toBe("hello");
    expect(interception.kept).toBe(interception.kept);
  });

  it("breaks off if the application fails or destroys it, or the client leaves", async () => {
    for (const fail of [
      ({ interception }: { interception: Interception }) => interception.fail(new Error("thrown")),
      ({ client }: { client: { leave(): void } }) => client.leave(),
      ({ response }: { response: NodeResponse }) => response.destroy(),
    ]) {
      const parts = await intercepted(keep, (response) => response.write("hel"));
      const kept = await parts.interception.kept;
      const content = contentOf(kept?.body);
      fail(parts);
      await expect(content).rejects.toThrow(/thrown|closed/);
    }
  });

  it("breaks off if the application destroys it in the task of its head", async () => {
    const { interception } = await intercepted(keep, (response) => {
      response.write("hel");
      response.destroy();
    });
    const kept = await interception.kept;
    expect(kept?.status).toBe(200);
    await expect(contentOf(kept?.body)).rejects.toThrow("closed");
  });
});

describe("a response that has not begun", () => {
  it("is not kept if its client leaves", async () => {
    let asked = 0;
    const decide: Decide = () => {
      asked += 1;
      return "keep";
    };
    const { client, response, interception } = await intercepted(decide, () => {});
    const { kept } = interception;
    client.leave();
    expect(await kept).toBeUndefined();
    expect(response.listenerCount("close")).toBe(0);
    // An application that responds late gets no stuck response.
    const written = new Promise((resolve) => response.writeHead(200).write(Buffer.alloc(100_000), resolve));
    response.end();
    await written;
    expect(asked).toBe(0);
  });

  it("is not kept if its client had left before the interception", async () => {
    const { client, response } = await intercepted(pass, () => {});
    client.leave();
    await once(response, "close");
    const interception = interceptResponse(response, keep, () => {});
    response.end("hello");
    expect(await interception.kept).toBeUndefined();
  });

  it("passes through if its client has left, even if nobody asked for it", async () => {
    const { client, response, interception } = await intercepted(keep, () => {});
    client.leave();
    await once(response, "close");
    response.end("hello");
    expect(await interception.kept).toBeUndefined();
    expect(response.writableEnded).toBe(true);
  });

  it("becomes a plain 500 if the application fails", async () => {
    const decided: number[] = [];
    const decide: Decide = ({ status, fields }) => {
      decided.push(status);
      expect([...fields]).toEqual([]);
      return { fields: [] };
    };
    const { client, interception } = await intercepted(decide, (response) => {
      response.setHeader("Content-Length", 1_000);
      response.setHeader("X-One", "a");
      response.statusCode = 201;
    });
    interception.fail(new Error("thrown"));
    const { status, body, field } = await client.response();
    expect([status, body, field("X-One")]).toEqual([500, "", undefined]);
    expect(decided).toEqual([500]);
    expect(await interception.kept).toBeUndefined();
  });
});

describe("a response that passes through", () => {
  it("is destroyed if the application fails midway", async () => {
    const { client, interception } = await intercepted(pass, (response) => response.write("hel"));
    await client.partial("hel");
    interception.fail(new Error("thrown"));
    await client.closed;
    expect((await client.partial()).complete).toBe(false);
  });

  it("stays whole if the application fails after its end", async () => {
    const { client, interception } = await intercepted(pass, (response) => response.end("hello"));
    interception.fail(new Error("thrown"));
    expect(await client.response()).toMatchObject({ complete: true, body: "hello" });
  });

  it("is destroyed if the application fails while it is held back", async () => {
    const { decide, resolve } = later();
    const { client, interception, errors } = await intercepted(decide, (response) => response.write("hel"));
    interception.fail(new Error("thrown"));
    resolve({ fields: [] });
    await client.closed;
    expect(client.text).toBe("");
    expect(errors).toEqual([]);
  });

  it("stays whole if the application fails after its end while it is held back", async () => {
    const { decide, resolve } = later();
    const { client, interception } = await intercepted(decide, (response) => response.end("hello"));
    interception.fail(new Error("thrown"));
    resolve({ fields: [] });
    expect(await client.response()).toMatchObject({ complete: true, body: "hello" });
  });
});
