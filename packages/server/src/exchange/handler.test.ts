import { describe, expect, it } from "vitest";
import { baseOf } from "../../test/fixture.ts";
import { type ExchangeDetails, handle, MemoryExchange, recordOf } from "../../test/memory-exchange.ts";
import { PushedBody } from "../../test/pushed-body.ts";
import { createResourceEvents } from "../resource-events.ts";

const acceptEvents =
  '"prep";accept=("message/rfc822" "application/json" "application/ld+json" "application/activity+json")';
const acceptQuery = '"application/json", "example/events-query"';

async function fieldsOf(details: ExchangeDetails, options = {}): Promise<Record<string, string>> {
  const { passed, sink } = await handle(createResourceEvents(options), details);
  expect(sink.outcome).toBe("open");
  return recordOf(passed?.fields);
}

const responding = (status: number, vary?: string) => baseOf(null, vary === undefined ? {} : { vary }, status);

describe("an ordinary response", () => {
  it.each(["GET", "HEAD"])("to %s advertises both protocols (PREP-DI-1, PREP-DI-3, EQ-DI-1)", async (method) => {
    const all = { "Accept-Events": acceptEvents, "Accept-Query": acceptQuery, Vary: "Accept, Accept-Events" };
    for (const status of [200, 304, 406, 412]) {
      expect(await fieldsOf({ method, response: responding(status, "Accept") })).toEqual(all);
    }
  });

  it("with 404 has Vary, and advertises nothing (PREP-AE-8, PREP-DI-3)", async () => {
    expect(await fieldsOf({ response: responding(404) })).toEqual({ Vary: "Accept-Events" });
  });

  it("to OPTIONS does not advertise PREP (PREP-AE-8)", async () => {
    const response = responding(204, "Origin");
    expect(await fieldsOf({ method: "OPTIONS", response })).toEqual({ "Accept-Query": acceptQuery });
  });

  it.each(["HEAD", "OPTIONS", "POST", "TRACE"])("to %s never has Events (PREP-AE-8, PREP-EV-6)", async (method) => {
    const fields = { "accept-events": '"prep";accept="text/unknown"' };
    expect(await fieldsOf({ method, fields, response: responding(200) })).not.toHaveProperty("Events");
  });

  it.each([
    [200, "text/unknown", 'protocol="prep", status=406'],
    [204, "a b", 'protocol="prep", status=400'],
    // The application's response itself would have no notifications (PREP-NO-3).
    [404, "text/unknown", 'protocol="prep", status=412'],
    [304, "text/unknown", 'protocol="prep", status=412'],
    [404, "message/rfc822", 'protocol="prep", status=412'],
    [201, "message/rfc822", 'protocol="prep", status=412'],
  ] as const)("with %i says why notifications are refused: %s", async (status, accept, expected) => {
    const fields = { "accept-events": `"prep";accept="${accept}"` };
    const all = await fieldsOf({ fields, response: responding(status) });
    expect(all).toMatchObject({ Events: expected, Vary: "Accept-Events" });
  });

  it("has no Events if Accept-Events was ignored (PREP-EV-2)", async () => {
    for (const field of ["(", '"other"', '"prep";q=0']) {
      expect(await fieldsOf({ fields: { "accept-events": field } })).not.toHaveProperty("Events");
    }
  });

  it("does not mention a protocol that is switched off", async () => {
    const off = { prep: false, eventsQuery: false } as const;
    const details = { fields: { "accept-events": '"prep"' }, response: responding(200, "Accept") };
    expect(await fieldsOf(details, off)).toEqual({});
    const query = new MemoryExchange({ method: "QUERY", content: "{}" });
    expect(createResourceEvents(off).handle(query)).toBe("passed");
    expect(query.passed).toBeUndefined();
  });
});

describe("a GET that requests PREP", () => {
  it("reaches the application without Accept-Encoding: no client decodes the coding of a part", async () => {
    const fields = { "accept-events": '"prep"', "accept-encoding": "gzip", accept: "text/plain" };
    const { get, sink } = await handle(createResourceEvents(), { fields });
    expect([...(get ?? [])]).toEqual([
      ["accept", "text/plain"],
      ["accept-events", '"prep"'],
    ]);
    expect(sink.status).toBe(200);
    sink.leave();
  });

  it.each([
    ["denied", false],
    ["unavailable", () => Promise.reject(new Error("no database"))],
  ])("whose authorization is %s gets the ordinary response with an Events field", async (_, authorization) => {
    const events = createResourceEvents({ onError: () => {} });
    const exchange = new MemoryExchange({ fields: { "accept-events": '"prep"' } });
    exchange.requester = async () => ({
      authorization: typeof authorization === "function" ? await authorization() : authorization,
    });
    await events.handle(exchange);
    const status = authorization === false ? 403 : 503;
    expect(recordOf(exchange.passed?.fields)["Events"]).toBe(`protocol="prep", status=${status}`);
    expect(events.stats().subscriptions.total).toBe(0);
  });

  it("has its check and its end called in the context of its request, which is taken once", async () => {
    const [calls, seen]: [string[], string[]] = [[], []];
    let taken = 0;
    const events = createResourceEvents({ hooks: { onEnded: () => seen.push(`ended ${calls.length}`) } });
    const exchange = Object.assign(new MemoryExchange({ fields: { "accept-events": '"prep"' } }), {
      asyncContext: () => {
        taken += 1;
        return <Result>(act: () => Result): Result => {
          calls.push("entered");
          return act();
        };
      },
    });
    const authorization = {
      check(): boolean {
        seen.push(`check ${this === authorization} ${calls.length}`);
        return true;
      },
    };
    exchange.requester = () => ({ authorization });
    await events.handle(exchange);
    await events.notify(exchange.target, { type: "update" });
    exchange.sink.leave();
    expect(seen).toEqual(["check true 1", "ended 2"]);
    expect(taken).toBe(1);
  });

  it("takes no context if nothing is called later", async () => {
    const exchange = Object.assign(new MemoryExchange({ fields: { "accept-events": '"prep"' } }), {
      asyncContext: () => {
        throw new Error("taken");
      },
    });
    exchange.requester = () => ({ authorization: true });
    await createResourceEvents().handle(exchange);
    expect(exchange.sink.status).toBe(200);
    exchange.sink.leave();
  });

  it("gets the ordinary response with an Events field if no response can last", async () => {
    const events = createResourceEvents();
    const exchange = Object.assign(new MemoryExchange({ fields: { "accept-events": '"prep"' } }), { streams: false });
    await events.handle(exchange);
    expect(recordOf(exchange.passed?.fields)["Events"]).toBe('protocol="prep", status=503');
    expect(events.stats()).toMatchObject({ subscriptions: { total: 0 }, refused: { 503: 1 } });
  });

  it("gives up its subscription if the application fails, and passes the error on", async () => {
    const events = createResourceEvents();
    const exchange = new MemoryExchange({ fields: { "accept-events": '"prep"' } });
    exchange.represent = () => Promise.reject(new Error("handler"));
    await expect(events.handle(exchange)).rejects.toThrow("handler");
    expect(events.stats().subscriptions.total).toBe(0);
  });

  it("gives up its subscription if it fails right after its head", async () => {
    const errors: unknown[] = [];
    const events = createResourceEvents({ onError: (error) => errors.push(error) });
    const exchange = new MemoryExchange({ fields: { "accept-events": '"prep"' } });
    const { signal: revoked } = new AbortController();
    revoked.addEventListener = () => {
      throw new TypeError("no listeners");
    };
    exchange.requester = () => ({ authorization: { revoked } });
    await events.handle(exchange);
    expect(exchange.sink.outcome).toBe("aborted");
    exchange.sink.leave();
    expect(errors).toEqual([expect.any(TypeError)]);
    expect(events.stats().subscriptions.total).toBe(0);
  });

  it("gives up its subscription if the client left before there was a response", async () => {
    const events = createResourceEvents();
    const exchange = new MemoryExchange({ fields: { "accept-events": '"prep"' } });
    exchange.represent = async () => undefined;
    await events.handle(exchange);
    expect(events.stats().subscriptions.total).toBe(0);
  });

  it("is handled only when its turn has come", async () => {
    let begin = (): void => {};
    const turn = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const events = createResourceEvents();
    const exchange = Object.assign(new MemoryExchange({ fields: { "accept-events": '"prep"' } }), { turn });
    const handled = events.handle(exchange);
    await Promise.resolve();
    expect(events.stats().subscriptions.total).toBe(0);
    begin();
    await handled;
    expect(events.stats().subscriptions.total).toBe(1);
    exchange.sink.leave();
  });
});

describe("a QUERY", () => {
  const json = { "content-type": "application/json", accept: "application/json-seq" };
  const query = { method: "QUERY", fields: json, content: '{"events":{}}' };
  const problem = (exchange: MemoryExchange) => JSON.parse(exchange.sink.text) as unknown;

  it("reads no more content than the limit allows", async () => {
    const most: number[] = [];
    for (const content of [{}, { bytes: 5 }]) {
      const exchange = new MemoryExchange(query);
      exchange.content = async (limit) => {
        most.push(limit);
        return "too large";
      };
      await createResourceEvents({ eventsQuery: { content } }).handle(exchange);
      expect(problem(exchange)).toMatchObject({ status: 413, code: "content-too-large" });
    }
    expect(most).toEqual([16_384, 5]);
  });

  it.each([
    ["broken off", json, "broken off", 400, "content-syntax"],
    ["without a type", {}, "{}", 400, "content-type-missing"],
    ["of a malformed type", { "content-type": "nonsense" }, "{}", 400, "content-type-malformed"],
    ["of an unsupported type", { "content-type": "multipart/form-data" }, "{}", 415, "content-type-unsupported"],
  ])("with content %s is refused, with `refusalFields`", async (_, fields, content, status, code) => {
    const events = createResourceEvents({ refusalFields: [["Access-Control-Allow-Origin", "*"]] });
    const exchange = await handle(events, { method: "QUERY", fields, content });
    expect(problem(exchange)).toMatchObject({ status, code });
    expect(exchange.sink).toMatchObject({ status, outcome: "ended" });
    expect(recordOf(exchange.sink.head)).toMatchObject({
      "Access-Control-Allow-Origin": "*",
      "Content-Length": String(exchange.sink.text.length),
    });
  });

  it("is refused, without reading its content, if no response can last", async () => {
    const exchange = Object.assign(new MemoryExchange(query), { streams: false });
    exchange.content = () => {
      throw new Error("read");
    };
    await createResourceEvents().handle(exchange);
    expect(problem(exchange)).toMatchObject({ status: 503, code: "not-streamed" });
    expect(recordOf(exchange.sink.head)).not.toHaveProperty("Retry-After");
  });

  it("gets a 500 if its realization fails, and the error is reported", async () => {
    const errors: unknown[] = [];
    const failing = {
      mediaType: "application/json",
      read() {
        const events = {
          fields: new Map(),
          get members(): never {
            throw new Error("realization");
          },
        };
        return { events, members: {} };
      },
    };
    const onError = (error: unknown) => errors.push(error);
    const events = createResourceEvents({ eventsQuery: { realizations: [failing] }, onError });
    const exchange = await handle(events, query);
    expect(problem(exchange)).toMatchObject({ status: 500, code: "internal-error" });
    expect(errors).toEqual([expect.objectContaining({ message: "realization" })]);
    expect(events.stats().subscriptions.total).toBe(0);
  });

  it("gets the application's own error response unchanged (EQ-RP-2)", async () => {
    const exchange = await handle(createResourceEvents(), { ...query, response: responding(404) });
    expect(exchange.passed).toEqual({ fields: [] });
    expect(exchange.sink.outcome).toBe("open");
  });

  it("gets a problem response with Retry-After if there is no room (EQ-LD-1)", async () => {
    const events = createResourceEvents({ limits: { subscriptions: 1 } });
    const first = await handle(events, query);
    const second = await handle(events, query);
    expect(problem(second)).toMatchObject({ status: 503, code: "too-many-subscriptions" });
    expect(recordOf(second.sink.head)["Retry-After"]).toBe("5");
    first.sink.leave();
  });

  it("streams the application's response to a GET", async () => {
    const response = baseOf(new PushedBody(), { "content-type": "text/plain" });
    const { sink, get } = await handle(createResourceEvents(), { ...query, response });
    expect(sink.status).toBe(200);
    expect([...(get ?? [])]).toEqual([]);
    sink.leave();
  });
});
