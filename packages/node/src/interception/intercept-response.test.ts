import { once } from "node:events";
import { connect, createServer, type Http2ServerResponse } from "node:http2";
import type { AddressInfo } from "node:net";
import { setImmediate } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { contentOf, intercepted } from "../../test/intercepted.ts";
import { until } from "../../test/serve.ts";
import type { NodeResponse } from "../messages.ts";
import { type Decide, type Interception, interceptResponse } from "./intercept-response.ts";
import type { PassThrough, ResponseHead } from "./seam.ts";

const keep: Decide = () => "keep";
const pass: Decide = () => ({ fields: [["X-Added", "a"]] });

/** A decision that comes when the test says so. */
function later(): { decide: Decide; resolve(decision: PassThrough): void; reject(error: unknown): void } {
  let settle: { resolve(decision: PassThrough): void; reject(error: unknown): void } = { resolve() {}, reject() {} };
  const decision = new Promise<PassThrough>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { decide: () => decision, ...settle };
}

describe("the decision", () => {
  it.each<[string, (response: NodeResponse) => unknown]>([
    ["writeHead", (response) => response.writeHead(201, { ETag: '"1"' }).end("hello")],
    ["write", (response) => response.write("hello") && response.end()],
    ["end", (response) => response.end("hello")],
    ["flushHeaders", (response) => response.flushHeaders() ?? response.end("hello")],
  ])("is asked for once, with status and fields, before they leave: %s", async (_, respond) => {
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

  it("is of the object by which the application knows its response", async () => {
    let known: unknown;
    const decide: Decide = ({ response }) => {
      known = response;
      return { fields: [] };
    };
    const { client, response } = await intercepted(decide, (it) => it.end());
    await client.response();
    expect(known).toBe(response);
  });

  it("that throws is reported, and the response passes through unchanged", async () => {
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

  it("that rejects is reported, and the response passes through unchanged", async () => {
    const { decide, reject } = later();
    const { client, errors } = await intercepted(decide, (response) => response.end("hello"));
    reject(new Error("no decision"));
    expect((await client.response()).body).toBe("hello");
    expect(errors).toMatchObject([{ message: "no decision" }]);
  });

  it("with an invalid field is reported, and the response passes through without it", async () => {
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

  it("may be of any kind of promise", async () => {
    // biome-ignore lint/suspicious/noThenProperty: promises of other libraries are no instances of ours.
    const promise = { then: (resolve: (decision: PassThrough) => void) => resolve({ fields: [["X-Added", "a"]] }) };
    const { client } = await intercepted(
      () => promise as unknown as Promise<PassThrough>,
      (response) => response.end("hello"),
    );
    expect((await client.response()).field("X-Added")).toBe("a");
  });

  it("is not asked for where the head was sent before the interception", async () => {
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
  it("stays off the wire, and leaves the response to another one", async () => {
    const { client, interception } = await intercepted(keep, (response) =>
      response.writeHead(200, { ETag: '"1"' }).end("hello"),
    );
    const kept = await interception.kept;
    expect([kept?.status, kept?.fields.get("etag"), await contentOf(kept?.body)]).toEqual([200, '"1"', "hello"]);
    expect(client.text).toBe("");
    const { originals } = interception;
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

  it("breaks off where the application fails, or its client leaves", async () => {
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

  it("has what it had written in its last task where the application destroys it there", async () => {
    const { interception } = await intercepted(keep, (response) => {
      response.write("hel");
      response.destroy();
    });
    const kept = await interception.kept;
    expect(kept?.status).toBe(200);
    await expect(contentOf(kept?.body)).rejects.toThrow("closed");
  });
});

describe("a response that never begins", () => {
  it("is not kept: its client left before", async () => {
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

  it("is not kept: its client had left before the interception", async () => {
    const { client, response } = await intercepted(pass, () => {});
    client.leave();
    await once(response, "close");
    const interception = interceptResponse(response, keep, () => {});
    response.end("hello");
    expect(await interception.kept).toBeUndefined();
  });

  it("is passed through where it would be kept, and nobody had asked", async () => {
    const { client, response, interception } = await intercepted(keep, () => {});
    client.leave();
    await once(response, "close");
    response.end("hello");
    expect(await interception.kept).toBeUndefined();
    expect(response.writableEnded).toBe(true);
  });

  it("becomes a plain 500 where the application fails", async () => {
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
  it("is destroyed where the application fails midway", async () => {
    const { client, interception } = await intercepted(pass, (response) => response.write("hel"));
    await client.partial("hel");
    interception.fail(new Error("thrown"));
    await client.closed;
    expect((await client.partial()).complete).toBe(false);
  });

  it("stays whole where the application fails after its end", async () => {
    const { client, interception } = await intercepted(pass, (response) => response.end("hello"));
    interception.fail(new Error("thrown"));
    expect(await client.response()).toMatchObject({ complete: true, body: "hello" });
  });

  it("is destroyed where the application fails while it is held back", async () => {
    const { decide, resolve } = later();
    const { client, interception, errors } = await intercepted(decide, (response) => response.write("hel"));
    interception.fail(new Error("thrown"));
    resolve({ fields: [] });
    await client.closed;
    expect(client.text).toBe("");
    expect(errors).toEqual([]);
  });

  it("stays whole where the application fails after its end, and it is held back", async () => {
    const { decide, resolve } = later();
    const { client, interception } = await intercepted(decide, (response) => response.end("hello"));
    interception.fail(new Error("thrown"));
    resolve({ fields: [] });
    expect(await client.response()).toMatchObject({ complete: true, body: "hello" });
  });
});

describe("word that a response was sent (PREP-MS-2)", () => {
  /** Counts the calls of `sent`, and how far the response was at the first one. */
  function counted() {
    const counts = { calls: 0 };
    const sent = (): void => {
      counts.calls += 1;
    };
    return { counts, sent };
  }

  it("comes once, when it was handed to the operating system", async () => {
    const { counts, sent } = counted();
    const seen: unknown[] = [];
    const { client, response } = await intercepted(
      () => ({ fields: [], sent }),
      (it) => {
        it.end("hello");
        seen.push(["end", counts.calls]);
        it.once("finish", () => seen.push(["finish", counts.calls]));
        it.once("close", () => seen.push(["close", counts.calls]));
      },
    );
    await client.response();
    await until(() => seen.length === 3);
    expect(seen).toEqual([
      ["end", 0],
      ["finish", 1],
      ["close", 1],
    ]);
    expect(response.listenerCount("close")).toBe(0);
  });

  it("does not come while nobody reads it, and comes when the connection closes", async () => {
    const { counts, sent } = counted();
    const { client, response } = await intercepted(
      () => ({ fields: [], sent }),
      (it) => it.end(Buffer.alloc(32 * 1024 * 1024)),
    );
    client.socket.pause();
    for (let turn = 0; turn < 20; turn += 1) await setImmediate();
    expect(counts.calls).toBe(0);
    client.leave();
    await once(response, "close");
    expect(counts.calls).toBe(1);
  });

  it("comes at once where the connection has closed before the head", async () => {
    const { counts, sent } = counted();
    const { client, response } = await intercepted(
      () => ({ fields: [], sent }),
      () => {},
    );
    client.leave();
    await once(response, "close");
    response.end("hello");
    expect(counts.calls).toBe(1);
  });

  it("comes at once where the connection closes while the decision is on its way", async () => {
    const { counts, sent } = counted();
    const { decide, resolve } = later();
    const { client, response, errors } = await intercepted(decide, (it) => it.end("hello"));
    client.leave();
    await once(response, "close");
    expect(counts.calls).toBe(0);
    resolve({ fields: [], sent });
    await until(() => counts.calls === 1);
    await setImmediate();
    expect(counts.calls).toBe(1);
    expect(errors).toEqual([]);
  });

  it("comes after a decision that took its time", async () => {
    const { counts, sent } = counted();
    const { decide, resolve } = later();
    const { client } = await intercepted(decide, (it) => it.end("hello"));
    await setImmediate();
    resolve({ fields: [], sent });
    await client.response();
    await until(() => counts.calls === 1);
  });

  it("comes even if a field is invalid", async () => {
    const { counts, sent } = counted();
    const { client, errors } = await intercepted(
      () => ({ fields: [["X-Added", "a\nb"]], sent }),
      (it) => it.end("hello"),
    );
    await client.response();
    await until(() => counts.calls === 1);
    expect(errors).toHaveLength(1);
  });

  it("costs one listener, whatever is asked for", async () => {
    const { decide, resolve } = later();
    const { response, interception } = await intercepted(decide, () => {});
    const count = () => ["finish", "close"].map((event) => response.listenerCount(event));
    const [finish = 0, close = 0] = count();
    void interception.kept;
    response.write("hel");
    resolve({ fields: [], sent() {} });
    await setImmediate();
    void interception.kept;
    expect(count()).toEqual([finish + 1, close + 1]);
  });

  it("costs none where nothing is asked for", async () => {
    const { response } = await intercepted(pass, () => {});
    const before = response.listenerCount("close");
    response.write("hel");
    expect(response.listenerCount("close")).toBe(before);
  });
});

describe("middleware", () => {
  it("that wrapped the response before is called for what we send, and not for what we keep", async () => {
    const calls: unknown[] = [];
    const { client, response } = await intercepted(pass, () => {});
    for (const name of ["writeHead", "write", "end"] as const) {
      const method = response[name] as (...call: unknown[]) => unknown;
      Reflect.set(response, name, (...call: unknown[]) => {
        calls.push([name, call[0]]);
        return method.apply(response, call);
      });
    }
    const { kept, originals } = interceptResponse(response, keep, () => {});
    response.writeHead(200);
    response.write("hel");
    response.end("lo");
    expect(await contentOf((await kept)?.body)).toBe("hello");
    expect(calls).toEqual([]);
    originals.writeHead(203);
    originals.write("our ");
    originals.end("own");
    expect(calls).toEqual([
      ["writeHead", 203],
      ["write", "our "],
      ["end", "own"],
    ]);
    // The outer interception sees the inner one's response as any other.
    const { status, field, body } = await client.response();
    expect([status, field("X-Added"), body]).toEqual([203, "a", "our own"]);
  });

  it("that wraps the response later sees an implicit head before it leaves, and may change it", async () => {
    const statuses: number[] = [];
    const decide: Decide = ({ status }) => {
      statuses.push(status);
      return { fields: [] };
    };
    const { client } = await intercepted(decide, (response) => {
      const { writeHead } = response;
      response.writeHead = ((...head: [number]) => {
        response.setHeader("X-Late", "seen");
        head[0] = 418;
        return writeHead.apply(response, head);
      }) as typeof writeHead;
      response.end("hello");
    });
    const { status, field, body } = await client.response();
    expect([status, field("X-Late"), field("Content-Length"), body]).toEqual([418, "seen", "5", "hello"]);
    expect(statuses).toEqual([418]);
  });

  it("that wraps the response later and sends a head that it does not see does no harm", async () => {
    // As express-session does, after a handler that called writeHead.
    const application = (response: NodeResponse): void => {
      const end = response.end as (...content: unknown[]) => NodeResponse;
      response.end = ((...content: unknown[]) => {
        if (!Reflect.get(response, "_header")) Reflect.get(response, "_implicitHeader").call(response);
        return end.apply(response, content);
      }) as NodeResponse["end"];
      response.writeHead(201).end("hello");
    };
    const { interception } = await intercepted(keep, application);
    const { status, body } = (await interception.kept) ?? {};
    expect([status, await contentOf(body)]).toEqual([201, "hello"]);
    for (const decide of [pass, () => setImmediate({ fields: [] })]) {
      const { client } = await intercepted(decide, application);
      expect(await client.response()).toMatchObject({ status: 201, body: "hello" });
    }
  });

  it("that wraps the response later and swallows the head lets it through", async () => {
    let asked = 0;
    const decide: Decide = () => {
      asked += 1;
      return "keep";
    };
    const { client } = await intercepted(decide, (response) => {
      const { writeHead } = response;
      let calls = 0;
      response.writeHead = ((...head: [number]) => {
        calls += 1;
        return calls === 1 ? response : writeHead.apply(response, head);
      }) as typeof writeHead;
      response.end("hello");
    });
    expect((await client.response()).body).toBe("hello");
    expect(asked).toBe(0);
  });
});

describe("a response of HTTP/2", () => {
  /** Intercepts one response of HTTP/2; what its client gets. */
  async function overHttp2(
    decide: Decide,
    application: (response: NodeResponse, interception: Interception) => unknown,
  ): Promise<{ status: unknown; added: unknown; body: string; errors: unknown[] }> {
    const errors: unknown[] = [];
    const server = createServer((_, anyResponse: Http2ServerResponse) => {
      const response = anyResponse as unknown as NodeResponse;
      const interception = interceptResponse(response, decide, (error) => errors.push(error));
      void application(response, interception);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    onTestFinished(() => {
      session.destroy();
      server.close();
    });
    const stream = session.request({ ":path": "/" });
    const [headers] = (await once(stream, "response")) as [Record<string, unknown>];
    const pieces: Buffer[] = [];
    for await (const piece of stream) pieces.push(piece as Buffer);
    return { status: headers[":status"], added: headers["x-added"], body: Buffer.concat(pieces).toString(), errors };
  }

  const applications: Readonly<Record<string, (response: NodeResponse) => unknown>> = {
    "writeHead and end": (response) => response.writeHead(201, { ETag: '"1"' }).end("hello"),
    "write and end": (response) => {
      response.statusCode = 201;
      response.write("hel");
      response.end("lo");
    },
    end: (response) => {
      response.statusCode = 201;
      response.end("hello");
    },
    "flushHeaders and end, later": async (response) => {
      response.statusCode = 201;
      response.flushHeaders();
      await setImmediate();
      response.end("hello");
    },
  };

  it.each(Object.entries(applications))("takes all three routes: %s", async (_, application) => {
    let sent = 0;
    const passThrough: PassThrough = { fields: [["X-Added", "a"]], sent: () => (sent += 1) };
    const expected = { status: 201, added: "a", body: "hello", errors: [] };
    expect(await overHttp2(() => passThrough, application)).toEqual(expected);
    expect(await overHttp2(() => setImmediate(passThrough), application)).toEqual(expected);
    await until(() => sent === 2);
    const kept = await overHttp2(keep, async (response, { kept: keptResponse, originals }) => {
      void application(response);
      const { status = 0, body } = (await keptResponse) ?? {};
      expect(response.headersSent).toBe(true);
      response.setHeader("X-Added", "a");
      originals.writeHead(status);
      originals.write(`${await contentOf(body)}, kept`);
      originals.end();
    });
    expect(kept).toEqual({ ...expected, body: "hello, kept" });
  });
});
