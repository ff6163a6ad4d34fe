import { describe, expect, it } from "vitest";
import { DelayedLog } from "../test/delayed-log.ts";
import { baseOf, turn } from "../test/fixture.ts";
import { PushedBody } from "../test/pushed-body.ts";
import { bytesOf, type RecordingSink, recordingResponse } from "../test/recording-sink.ts";
import type { Opening } from "./delivery/opening.ts";
import type { EventLog } from "./events/log.ts";
import { createMemoryLog } from "./events/memory-log.ts";
import { createResourceEvents, type RecordedMutation, type ResourceEvents } from "./resource-events.ts";

const notes = "/notes/";
const welcome = "/notes/welcome";

function openingOf(opened: Awaited<ReturnType<ResourceEvents["open"]>>): Opening {
  if (opened.kind !== "opening") throw new Error("refused");
  return opened;
}

async function watch(events: ResourceEvents, resource = welcome): Promise<RecordingSink> {
  const negotiated = events.negotiateEventsQuery({
    resource,
    headers: new Headers({ "content-type": "application/json", accept: "application/json-seq" }),
    content: bytesOf('{"events":{}}'),
  });
  if (negotiated.kind !== "plan") throw new Error("refused");
  const { sink, respond } = recordingResponse();
  await openingOf(await events.open(negotiated.plan)).begin(baseOf(), respond);
  return sink;
}

function told({ text }: RecordingSink): { type: string; "event-id": string; object?: string }[] {
  return text
    .split("\x1e")
    .slice(1)
    .map((one) => JSON.parse(one));
}

function put(details: Partial<Parameters<ResourceEvents["record"]>[0]> = {}) {
  return { method: "PUT", resource: welcome, status: 204, fields: new Headers(), container: notes, ...details };
}

describe("notify", () => {
  it("resolves with the id of what is told", async () => {
    const events = createResourceEvents();
    const sink = await watch(events);
    const ids = await Promise.all([
      events.notify(welcome, { type: "update" }),
      events.notify(welcome, { type: "update", object: "/x" }),
    ]);
    await turn();
    expect(told(sink).map((one) => one["event-id"])).toEqual(ids);
    sink.leave();
  });

  it("rejects with a documented error", async () => {
    const log: EventLog = { ...createMemoryLog(), append: () => Promise.reject(new Error("disk")) };
    const events = createResourceEvents({ log });
    await expect(events.notify(welcome, { type: "update", etag: "x" })).rejects.toMatchObject({ code: "event" });
    await expect(events.notify(welcome, { type: "update" })).rejects.toMatchObject({ code: "log" });
  });

  it("keeps its order where the log answers in another", async () => {
    const log = new DelayedLog(createMemoryLog());
    const events = createResourceEvents({ log });
    let joined = false;
    const watching = watch(events).finally(() => {
      joined = true;
    });
    while (!joined) {
      log.resolve(0);
      await turn();
    }
    const sink = await watching;
    const notified = [events.notify(welcome, { type: "update" }), events.notify(welcome, { type: "update" })];
    log.resolve(1);
    await turn();
    expect(told(sink)).toEqual([]);
    log.resolve(0);
    const ids = await Promise.all(notified);
    await turn();
    expect(told(sink).map((one) => one["event-id"])).toEqual(ids);
    sink.leave();
  });
});

describe("record (NF-6, NF-7)", () => {
  it("gives the events ids, that of the target first, and tells them once released (PREP-MS-2)", async () => {
    const events = createResourceEvents();
    const [onNote, onCollection] = [await watch(events), await watch(events, notes)];
    const recorded = events.record(put()) as RecordedMutation;
    await turn();
    expect([told(onNote), told(onCollection)]).toEqual([[], []]);
    recorded.release();
    await turn();
    expect(told(onNote)).toMatchObject([{ type: "update", "event-id": recorded.eventId }]);
    expect(told(onCollection)).toMatchObject([{ type: "update", object: welcome }]);
    onNote.leave();
    onCollection.leave();
  });

  it("is undefined where there is no event", () => {
    const events = createResourceEvents();
    expect(events.record(put({ status: 404 }))).toBeUndefined();
    expect(events.record(put({ described: { silent: true } }))).toBeUndefined();
  });

  it("waits for a log that answers later", async () => {
    const log = new DelayedLog(createMemoryLog());
    const events = createResourceEvents({ log });
    const recording = events.record(put());
    expect(recording).toBeInstanceOf(Promise);
    log.resolve(1);
    log.resolve(0);
    expect((await recording)?.eventId).toMatch(/^[!-~]+$/);
  });

  it.each(["throws", "rejects"])(
    "of what a log that %s takes in part, tells that part, and holds nothing back",
    async (how) => {
      const memory = createMemoryLog();
      let failing = true;
      const log: EventLog = {
        ...memory,
        append: (event) => {
          if (!failing || event.resource === notes) return memory.append(event);
          if (how === "throws") throw new Error("disk");
          return Promise.reject(new Error("disk"));
        },
      };
      const errors: unknown[] = [];
      const events = createResourceEvents({ log, onError: (error) => errors.push(error) });
      const sink = await watch(events, notes);
      const recorded = await events.record(put());
      await turn();
      expect(told(sink)).toEqual([]);
      expect(errors).toEqual([expect.objectContaining({ code: "log" })]);
      recorded?.release();
      failing = false;
      (await events.record(put()))?.release();
      await turn();
      expect(told(sink)).toHaveLength(2);
      sink.leave();
    },
  );

  it("is undefined, and reported, where the log takes nothing", async () => {
    const errors: unknown[] = [];
    const log: EventLog = { ...createMemoryLog(), append: () => Promise.reject(new Error("disk")) };
    const events = createResourceEvents({ log, onError: (error) => errors.push(error) });
    expect(await events.record(put())).toBeUndefined();
    expect(errors).toHaveLength(2);
  });

  it("does not lose the event for what the application or the client said wrongly of it", async () => {
    const errors: unknown[] = [];
    const events = createResourceEvents({ onError: (error) => errors.push(error) });
    const sink = await watch(events);
    const delta = { mediaType: "nonsense", content: bytesOf("x") };
    (await events.record(put({ method: "PATCH", delta })))?.release();
    await turn();
    expect(told(sink)).toHaveLength(1);
    expect(errors).toEqual([]);
    sink.leave();
  });

  it("has what was described of the answer", () => {
    const events = createResourceEvents();
    const answer = {};
    expect(events.described(answer)).toBeUndefined();
    events.describe(answer, { etag: '"a"', changed: false });
    events.describe(answer, { etag: '"b"' });
    expect(events.described(answer)).toEqual({ etag: '"b"', changed: false });
    expect(events.described({})).toBeUndefined();
  });
});

describe("ordinaryFields", () => {
  const events = createResourceEvents();
  const acceptEvents =
    '"prep";accept=("message/rfc822" "application/json" "application/ld+json" "application/activity+json")';
  const acceptQuery = '"application/json", "example/events-query"';
  const fields = (...call: Parameters<ResourceEvents["ordinaryFields"]>) =>
    Object.fromEntries(events.ordinaryFields(...call));

  it.each(["GET", "HEAD"])("of %s advertise both protocols (PREP-DI-1, PREP-DI-3, EQ-DI-1)", (method) => {
    const all = { "Accept-Events": acceptEvents, "Accept-Query": acceptQuery, Vary: "Accept, Accept-Events" };
    for (const status of [200, 304, 406, 412]) expect(fields(method, status, "Accept")).toEqual(all);
  });

  it("of what is not there vary, and advertise nothing (PREP-AE-8, PREP-DI-3)", () => {
    expect(fields("GET", 404, null)).toEqual({ Vary: "Accept-Events" });
  });

  it("of OPTIONS advertise no PREP (PREP-AE-8)", () => {
    expect(fields("OPTIONS", 204, "Origin")).toEqual({ "Accept-Query": acceptQuery });
  });

  it.each(["QUERY", "POST"])("of %s never have prep (PREP-AE-8, PREP-EV-6)", (method) => {
    const all = fields(method, 200, null, { kind: "refused", status: 406 });
    expect(Object.keys(all).filter((name) => name !== "Accept-Query")).toEqual([]);
  });

  it.each([
    ["GET", 200, 406, 'protocol="prep", status=406'],
    ["GET", 204, 400, 'protocol="prep", status=400'],
    // The base response itself has no notifications (PREP-NO-3).
    ["GET", 404, 406, 'protocol="prep", status=412'],
    ["GET", 304, 503, 'protocol="prep", status=412'],
    ["HEAD", 200, 406, undefined],
  ] as const)("of %s %i say why notifications are refused (%i): %s", (method, status, refused, expected) => {
    expect(fields(method, status, null, { kind: "refused", status: refused })["Events"]).toBe(expected);
  });

  it("say nothing where the field was ignored, or is served (PREP-EV-2)", () => {
    expect(fields("GET", 200, null, { kind: "ignored" })["Events"]).toBeUndefined();
  });

  it("are none of a protocol that is switched off", () => {
    const none = createResourceEvents({ prep: false, eventsQuery: false });
    expect(none.ordinaryFields("GET", 200, "Accept")).toEqual([]);
    expect(none.contentLimit).toBeUndefined();
    const request = { resource: welcome, headers: new Headers(), content: bytesOf("{}") };
    expect(() => none.negotiateEventsQuery(request)).toThrow(expect.objectContaining({ code: "option" }));
  });

  it("tell how long a subscription may be", () => {
    expect(events.contentLimit).toBe(16_384);
    expect(createResourceEvents({ eventsQuery: { content: { bytes: 5 } } }).contentLimit).toBe(5);
  });
});

describe("close", () => {
  const query = {
    resource: welcome,
    headers: new Headers({ "content-type": "application/json" }),
    content: bytesOf("{}"),
  };

  it("ends every stream cleanly, and takes no more", async () => {
    const events = createResourceEvents();
    const negotiated = events.negotiateEventsQuery(query);
    const prep = events.negotiatePrep(welcome, new Headers({ "accept-events": "prep" }));
    if (negotiated.kind !== "plan" || prep.kind !== "plan") throw new Error("refused");
    const sinks = [await watch(events), await watch(events)];
    const body = new PushedBody();
    const { sink: opening, respond } = recordingResponse();
    const begun = openingOf(await events.open(prep.plan)).begin(baseOf(body), respond);
    await turn();

    const closed = events.close();
    expect(sinks.map(({ outcome }) => outcome)).toEqual(["ended", "ended"]);
    expect(opening.outcome).toBe("open");
    body.end();
    await begun;
    expect(opening.outcome).toBe("ended");
    await closed;

    expect(await events.open(negotiated.plan)).toMatchObject({
      kind: "refusal",
      status: 503,
      fields: expect.arrayContaining([["Retry-After", "5"]]),
    });
    expect(await events.open(prep.plan)).toEqual({ kind: "refused", status: 503, retryAfter: 5 });
    expect(events.stats()).toMatchObject({
      subscriptions: { total: 0 },
      opened: 3,
      ended: { closed: 3 },
      refused: { 503: 2 },
    });
    await events.close();
  });

  it("takes none that was joining meanwhile", async () => {
    const log = new DelayedLog(createMemoryLog());
    const events = createResourceEvents({ log });
    const negotiated = events.negotiateEventsQuery(query);
    if (negotiated.kind !== "plan") throw new Error("refused");
    const opening = events.open(negotiated.plan);
    await turn();
    const closed = events.close();
    log.resolve(0);
    expect(await opening).toMatchObject({ kind: "refusal", status: 503 });
    await closed;
    expect(events.stats().subscriptions.total).toBe(0);
  });

  it("waits for those who have not read the end, and breaks them off when the time is over", async () => {
    const errors: unknown[] = [];
    const events = createResourceEvents({ onError: (error) => errors.push(error) });
    const [slow, slower] = [await watch(events), await watch(events)];
    slow.lingers = true;
    slower.lingers = true;
    const closed = events.close({ within: 0.05 });
    slow.leave();
    expect(slower.outcome).toBe("ended");
    await closed;
    expect([slow.outcome, slower.outcome]).toEqual(["left", "aborted"]);
    expect(errors).toMatchObject([{ code: "slow-reader" }]);
    expect(events.stats()).toMatchObject({ subscriptions: { total: 0 }, ended: { closed: 2, "cut-off": 0 } });
  });

  it("takes a number of seconds", async () => {
    for (const within of [-1, Number.NaN, 2_147_484]) {
      await expect(createResourceEvents().close({ within })).rejects.toMatchObject({ code: "option" });
    }
  });
});

it("knows nothing of another of its kind", async () => {
  const [one, other] = [createResourceEvents(), createResourceEvents()];
  const sink = await watch(one);
  await other.notify(welcome, { type: "update" });
  await turn();
  expect(sink.text).toBe("");
  sink.leave();
});
