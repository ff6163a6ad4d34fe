import { afterEach, describe, expect, it, vi } from "vitest";
import { baseOf, createFixture, turn } from "../../test/fixture.ts";
import { PushedBody } from "../../test/pushed-body.ts";
import { RecordingSink, recordingResponse } from "../../test/recording-sink.ts";
import { type Form, textOf } from "../events/forms/form.ts";

const withState = '{"events":{},"state":{}}';
const http = { accept: "application/http" };
const sequence = { accept: "application/json-seq" };

function idsIn({ text }: RecordingSink): string[] {
  return [...text.matchAll(/(?:"event-id":"|Event-ID: )([\w-]+)/g)].map(([, id]) => id ?? "");
}

afterEach(() => {
  vi.useRealTimers();
});

describe("held events (invariants 1, 3)", () => {
  it("follow the representation, in the same write as its end", async () => {
    const { queryPlan, subscribe, happen } = createFixture();
    const body = new PushedBody();
    const json = { "content-type": "application/json" };
    const { sink } = await subscribe(queryPlan(withState, sequence), baseOf(body, json));
    body.push("1");
    await turn();
    const events = [await happen({ type: "update" }), await happen({ type: "update" })];
    expect(sink.text).toBe("\x1e1");
    const written = sink.writes.length;
    body.end();
    await turn();
    expect(sink.writes).toHaveLength(written + 1);
    expect(idsIn(sink)).toEqual(events.map(({ id }) => id));
    sink.leave();
  });

  it("end the stream if the resource was deleted meanwhile (EQ-ST-8)", async () => {
    const { queryPlan, subscribe, happen, channels } = createFixture();
    const body = new PushedBody();
    const { sink } = await subscribe(
      queryPlan(withState, sequence),
      baseOf(body, { "content-type": "application/json" }),
    );
    const last = await happen({ type: "delete" });
    await happen({ type: "create" });
    body.push("1");
    body.end();
    await turn();
    expect(idsIn(sink)).toEqual([last.id]);
    expect(sink.outcome).toBe("ended");
    expect(channels.size).toBe(0);
  });

  it("cut off a subscription beyond the limit, and no other", async () => {
    const { prepPlan, subscribe, happen, codes, channels } = createFixture({ limits: { heldEvents: 2 } });
    const body = new PushedBody();
    const { sink: slow } = await subscribe(prepPlan(), baseOf(body));
    const { sink: live } = await subscribe(prepPlan());
    await happen({ type: "update" });
    await happen({ type: "update" });
    expect(slow.outcome).toBe("open");
    await happen({ type: "update" });
    expect(slow.outcome).toBe("aborted");
    expect(body.left).toBe(true);
    expect(codes()).toEqual(["held-events"]);
    expect(idsIn(live)).toHaveLength(3);
    live.leave();
    expect(channels.size).toBe(0);
  });

  it("cause a 503 beyond the limit, if the head was not sent yet", async () => {
    const { prepPlan, join, happen, codes, channels } = createFixture({ limits: { heldEvents: 1 } });
    const subscription = await join(prepPlan());
    await happen({ type: "update" });
    await happen({ type: "update" });
    await happen({ type: "update" });
    const { sink, respond } = recordingResponse();
    await subscription.begin(baseOf(), respond);
    expect(sink).toMatchObject({ status: 503, outcome: "ended" });
    expect(sink.fields.get("retry-after")).toBe("1");
    expect(codes()).toEqual(["held-events"]);
    expect(channels.size).toBe(0);
  });
});

describe("a long list of missed events (invariant 3)", () => {
  const large = { mediaType: "text/plain", content: new Uint8Array(1_000).fill(0x78) };
  const plan = { accept: "application/http", "last-event-id": "" };

  it("is written only as fast as it is read, and does not cut off the subscriber", async () => {
    const { queryPlan, subscribe, happen, errors } = createFixture({ limits: { waitingBytes: 4_000 } });
    const ids: string[] = [];
    for (let count = 0; count < 20; count += 1) ids.push((await happen({ type: "update", delta: large })).id);
    const [first = "", ...others] = ids;
    const wanting = '{"events":{"Accept":"message/rfc822;delta=\\"*/*\\""}}';
    const sink = new RecordingSink();
    sink.stalled = true;
    await subscribe(queryPlan(wanting, { ...plan, "last-event-id": first }), baseOf(), sink);
    expect(sink.waiting).toBeLessThanOrEqual(4_000);
    const live = [await happen({ type: "update" })];
    for (let round = 0; round < 30; round += 1) {
      sink.take();
      await turn();
      expect(sink.waiting).toBeLessThanOrEqual(4_000);
      if (round === 5) live.push(await happen({ type: "update" }));
    }
    live.push(await happen({ type: "update" }));
    expect(idsIn(sink)).toEqual([...others, ...live.map(({ id }) => id)]);
    expect(errors).toEqual([]);
    sink.leave();
  });

  it("ends cleanly between two notifications when the duration is over", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { prepPlan, subscribe, happen, channels } = createFixture({
      duration: { default: 5 },
      limits: { waitingBytes: 100 },
    });
    const first = await happen({ type: "update" });
    for (let count = 0; count < 10; count += 1) await happen({ type: "update" });
    const sink = new RecordingSink();
    sink.stalled = true;
    await subscribe(prepPlan({ "last-event-id": first.id }), baseOf(), sink);
    vi.advanceTimersByTime(5_000);
    await turn();
    expect(idsIn(sink)).toHaveLength(1);
    expect(sink.text).toMatch(/--\w+--\r\n--\w+--\r\n$/);
    expect(sink.outcome).toBe("ended");
    expect(channels.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("can begin with a large notification, which is the single one that was requested", async () => {
    const { queryPlan, subscribe, happen } = createFixture({ limits: { waitingBytes: 100 } });
    const first = await happen({ type: "update" });
    const second = await happen({ type: "update", delta: large });
    const sink = new RecordingSink();
    sink.stalled = true;
    const wanting = { accept: 'message/rfc822;delta="*/*"', "last-event-id": first.id };
    await subscribe(queryPlan("{}", wanting), baseOf(), sink);
    expect(idsIn(sink)).toEqual([second.id]);
    expect(sink.text).toContain("x".repeat(1_000));
    expect(sink.outcome).toBe("ended");
  });
});

describe("a representation that fails", () => {
  it("midway is broken off visibly, and reported once", async () => {
    const { prepPlan, subscribe, errors, channels } = createFixture();
    const body = new PushedBody();
    const { sink, begun } = await subscribe(prepPlan(), baseOf(body));
    body.push("half");
    await turn();
    const cause = new Error("disk");
    body.fail(cause);
    await begun;
    expect(sink.outcome).toBe("aborted");
    expect(sink.text).toMatch(/half$/);
    expect(errors).toEqual([expect.objectContaining({ name: "ServerError", code: "representation", cause })]);
    expect(channels.size).toBe(0);
  });

  it("before the head was sent causes a 503", async () => {
    const { queryPlan, subscribe, codes, channels } = createFixture();
    const body = new PushedBody();
    body.fail(new Error("disk"));
    const { sink } = await subscribe(queryPlan(withState), baseOf(body));
    expect(sink).toMatchObject({ status: 503, outcome: "ended" });
    expect(codes()).toEqual(["representation"]);
    expect(channels.size).toBe(0);
  });

  it("when its body is opened causes a 503", async () => {
    const { prepPlan, subscribe, errors, channels } = createFixture();
    const locked = {
      [Symbol.asyncIterator]: () => {
        throw new TypeError("locked");
      },
    };
    const { sink, begun } = await subscribe(prepPlan(), { status: 200, fields: new Headers(), body: locked });
    await begun;
    expect(sink.status).toBe(503);
    expect(errors).toEqual([new TypeError("locked")]);
    expect(channels.size).toBe(0);
  });

  it.each([
    ["a PREP part", (fixture: ReturnType<typeof createFixture>) => fixture.prepPlan()],
    ["a part", (fixture: ReturnType<typeof createFixture>) => fixture.queryPlan(withState)],
    ["a message", (fixture: ReturnType<typeof createFixture>) => fixture.queryPlan(withState, http)],
  ])("because of a field that must not be written in %s causes a 503", async (_, plan) => {
    const fixture = createFixture();
    const { sink } = await fixture.subscribe(plan(fixture), baseOf("x", { "content-language": "e\x01n" }));
    expect(sink).toMatchObject({ status: 503, text: "" });
    expect(fixture.errors).toHaveLength(1);
    expect(fixture.channels.size).toBe(0);
  });

  it("because its adapter can't respond is contained", async () => {
    const { prepPlan, join, errors, channels } = createFixture();
    const subscription = await join(prepPlan());
    const failure = new Error("adapter");
    await subscription.begin(baseOf(), () => {
      throw failure;
    });
    expect(errors).toEqual([failure]);
    expect(channels.size).toBe(0);
  });
});

describe("the end of a stream", () => {
  it.each<[string, (fixture: ReturnType<typeof createFixture>) => ReturnType<typeof fixture.prepPlan>, RegExp]>([
    ["digest", ({ prepPlan }) => prepPlan(), /--\w{22}--\r\n--\w{22}--\r\n$/],
    ["mixed", ({ queryPlan }) => queryPlan('{"events":{}}', { events: "duration=3" }), /^--\w{22}--\r\n$/],
    ["http", ({ queryPlan }) => queryPlan('{"events":{}}', { ...http, events: "duration=3" }), /^$/],
    ["json-seq", ({ queryPlan }) => queryPlan('{"events":{}}', { ...sequence, events: "duration=3" }), /^$/],
  ])("is clean when the duration is over: %s (PREP-RS-9, EQ-ST-9)", async (_, plan, expected) => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const fixture = createFixture({ duration: { default: 3 } });
    const { sink } = await fixture.subscribe(plan(fixture));
    vi.advanceTimersByTime(2_999);
    expect(sink.outcome).toBe("open");
    vi.advanceTimersByTime(1);
    expect(sink.outcome).toBe("ended");
    expect(sink.text).toMatch(expected);
    expect(fixture.channels.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is a visible cut-off in the middle of a representation (invariant 5)", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { prepPlan, subscribe, codes, channels } = createFixture({ duration: { default: 3 } });
    const body = new PushedBody();
    const { sink, begun } = await subscribe(prepPlan(), baseOf(body));
    body.push("half");
    await turn();
    vi.advanceTimersByTime(3_000);
    await begun;
    expect(sink.outcome).toBe("aborted");
    expect(codes()).toEqual(["representation"]);
    expect(body.left).toBe(true);
    expect(channels.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("waits for the representation if the server decides it", async () => {
    const { prepPlan, subscribe, channels } = createFixture();
    const body = new PushedBody();
    const { sink, subscription } = await subscribe(prepPlan(), baseOf(body));
    subscription.end();
    expect(sink.outcome).toBe("open");
    body.push("whole");
    body.end();
    await turn();
    expect(sink.outcome).toBe("ended");
    expect(sink.text).toMatch(/whole\r\n--\w+\r\n.*\r\n\r\n--\w+--\r\n--\w+--\r\n$/);
    expect(channels.size).toBe(0);
  });

  it("comes right after the missed events if the server decided it before the head was sent", async () => {
    const { queryPlan, join, happen, channels } = createFixture();
    const subscription = await join(queryPlan('{"events":{}}', sequence));
    subscription.end();
    const { id } = await happen({ type: "update" });
    const { sink, respond } = recordingResponse();
    await subscription.begin(baseOf(), respond);
    expect(idsIn(sink)).toEqual([id]);
    expect(sink.outcome).toBe("ended");
    expect(channels.size).toBe(0);
  });

  it("cancels the representation's source if the client leaves midway", async () => {
    const { prepPlan, subscribe, channels, errors } = createFixture();
    const body = new PushedBody();
    const { sink, begun } = await subscribe(prepPlan(), baseOf(body));
    sink.leave();
    await begun;
    expect(body.left).toBe(true);
    expect(errors).toEqual([]);
    expect(channels.size).toBe(0);
  });

  it("calls the listeners of `onGone` once", async () => {
    const { prepPlan, join } = createFixture();
    const subscription = await join(prepPlan());
    const listener = vi.fn();
    subscription.onGone(listener);
    const { sink, respond } = recordingResponse();
    await subscription.begin(baseOf(), respond);
    expect(listener).not.toHaveBeenCalled();
    sink.leave();
    subscription.cancel();
    expect(listener).toHaveBeenCalledOnce();
  });
});

describe("a boundary hit in a user's own form (invariant 6)", () => {
  it("ends its audience cleanly: a subscriber that resumes gets a new boundary, and misses nothing", async () => {
    let hit = "";
    const form: Form = { mediaType: "text/x", render: ({ id }) => textOf(`${hit && `--${hit}\n`}Event-ID: ${id}`) };
    const { queryPlan, subscribe, happen, codes } = createFixture({ eventsQuery: { forms: [form] } });
    const { sink: first } = await subscribe(queryPlan('{"events":{}}'));
    const before = await happen({ type: "update" });
    hit = first.boundary;
    const missed = await happen({ type: "update" });
    expect(first.outcome).toBe("ended");
    expect(first.text.endsWith(`--${first.boundary}--\r\n`)).toBe(true);
    const { sink: second } = await subscribe(
      queryPlan('{"events":{}}', { "last-event-id": idsIn(first).at(-1) ?? "" }),
    );
    expect(second.eventId).toBe(before.id);
    expect(second.boundary).not.toBe(first.boundary);
    expect(idsIn(second)).toEqual([missed.id]);
    expect(codes()).toEqual(["form"]);
    second.leave();
  });

  it("in held events ends that subscription before them", async () => {
    let hit = "";
    const form: Form = { mediaType: "text/x", render: ({ id }) => textOf(`${hit && `--${hit}\n`}Event-ID: ${id}`) };
    const { queryPlan, subscribe, happen, channels } = createFixture({ eventsQuery: { forms: [form] } });
    const body = new PushedBody();
    body.push("x".repeat(70_000));
    const { sink } = await subscribe(queryPlan(withState), baseOf(body));
    const held = await happen({ type: "update" });
    hit = sink.boundary;
    body.end();
    await turn();
    expect(sink.outcome).toBe("ended");
    expect(idsIn(sink)).toEqual([]);
    expect(sink.eventId).not.toBe(held.id);
    expect(channels.size).toBe(0);
  });
});

it("shares an audience among subscribers that get the same bytes, and a rendering among all that get the same form", async () => {
  let rendered = 0;
  const form: Form = {
    mediaType: "application/json",
    render: ({ id }) => {
      rendered += 1;
      return textOf(JSON.stringify({ "event-id": id }));
    },
  };
  const { queryPlan, prepPlan, subscribe, happen } = createFixture({
    eventsQuery: { forms: [form] },
    prep: { forms: [form] },
  });
  const streams: RecordingSink[] = [];
  const plans = [
    prepPlan(),
    queryPlan('{"events":{}}'),
    queryPlan('{"events":{}}', http),
    queryPlan('{"events":{}}', sequence),
  ];
  for (let count = 0; count < 10; count += 1) {
    for (const plan of plans) streams.push((await subscribe(plan)).sink);
  }
  const events = [await happen({ type: "update" }), await happen({ type: "update" })];
  expect(rendered).toBe(2);
  expect(new Set(streams.map(({ writes }) => writes.at(-1))).size).toBe(plans.length);
  for (const sink of streams) {
    expect(idsIn(sink)).toEqual(events.map(({ id }) => id));
    sink.leave();
  }
});
