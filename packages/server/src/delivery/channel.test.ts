import { describe, expect, it, vi } from "vitest";
import { bytesOf, RecordingSink } from "../../test/recording-sink.ts";
import { eventOf, type ResourceEvent } from "../events/event.ts";
import { type Form, textOf } from "../events/forms/form.ts";
import { coreOf } from "../settings/core.ts";
import { AllWithheld } from "./all-withheld.ts";
import type { Audience, AudienceKind } from "./audience.ts";
import { Channel, type PendingEvent } from "./channel.ts";
import { StreamWriter } from "./stream-writer.ts";

let ids = 0;

function createChannel() {
  const hit: { boundary?: string } = {};
  const render = vi.fn<Form["render"]>(({ id, etag }) => textOf(etag === undefined ? id : `--${hit.boundary}`));
  const form: Form = { mediaType: "text/x", render };
  const kind: AudienceKind = { encapsulation: "mixed", form };
  const channel = new Channel(coreOf({ onError: () => {} }));
  const join = (audience: Audience) => {
    const sink = new RecordingSink();
    const core = coreOf({ onError: () => {} });
    const writer = new StreamWriter(sink, () => bytesOf("--\r\n"), core);
    writer.onEnd(() => audience.remove(writer));
    channel.join(audience, writer);
    return sink;
  };
  const make = (etag?: string): ResourceEvent => {
    ids += 1;
    return { ...eventOf("/a", { type: "update", ...(etag === undefined ? {} : { etag }) }), id: `id-${ids}` };
  };
  const deliver = (event: ResourceEvent) => {
    const pending = channel.reserve();
    channel.store(pending, event);
    channel.release(pending);
  };
  const shared = () => channel.audience(kind, true);
  const own = () => channel.audience(kind, false);
  return { channel, hit, render, join, make, deliver, shared, own };
}

describe("Channel", () => {
  it("returns the shared audience of a kind, or one of the subscriber's own", () => {
    const { shared, own } = createChannel();
    expect(shared()).toBe(shared());
    expect(own()).not.toBe(shared());
    expect(own()).not.toBe(own());
  });

  it("renders an event once, however many audiences frame it", async () => {
    const { render, join, make, deliver, own, shared } = createChannel();
    const sinks = [join(shared()), ...Array.from({ length: 50 }, () => join(own()))];
    const event = make();
    deliver(event);
    await Promise.resolve();
    for (const sink of sinks) expect(sink.text).toContain(event.id);
    expect(new Set(sinks.map(({ text }) => text)).size).toBe(51);
    expect(render).toHaveBeenCalledOnce();
  });

  it("keeps the frames of a shared audience, but only the newest of a subscriber's own", () => {
    const { render, make, own, shared } = createChannel();
    const events = [make(), make()];
    const framed = (audience: Audience) => {
      render.mockClear();
      for (const event of [...events, ...events]) audience.frame(event);
      return render.mock.calls.length;
    };
    expect(framed(shared())).toBe(2);
    expect(framed(own())).toBe(4);
  });

  it("is idle if it has no subscribers and no pending events", () => {
    const { channel, join, own, shared } = createChannel();
    expect(channel.idle).toBe(true);
    const sinks = [join(shared()), join(own())];
    expect(channel.idle).toBe(false);
    for (const sink of sinks) sink.leave();
    channel.dropEmptyAudiences();
    expect(channel.idle).toBe(true);
    channel.reserve();
    expect(channel.idle).toBe(false);
  });

  it("delivers to subscribers that join a dropped or replaced audience after they were sent its boundary", async () => {
    const { channel, join, make, deliver, shared } = createChannel();
    const early = shared();
    channel.dropEmptyAudiences();
    const replacement = shared();
    expect(replacement).not.toBe(early);
    const sinks = [join(early), join(early), join(replacement)];
    const event = make();
    deliver(event);
    await Promise.resolve();
    for (const sink of sinks) expect(sink.text).toContain(event.id);
  });

  it("replaces a spent audience: remaining members get the next event, then their streams end", async () => {
    const { hit, join, make, deliver, shared } = createChannel();
    const spent = shared();
    const sink = join(spent);
    hit.boundary = spent.boundary;
    // A resuming subscriber gets this event, which the present one is already past.
    spent.frame(make('"hit"'));
    const fresh = shared();
    expect(fresh.boundary).not.toBe(spent.boundary);
    const other = join(fresh);
    const event = make();
    deliver(event);
    await Promise.resolve();
    expect(sink.outcome).toBe("ended");
    expect(sink.text).toContain(event.id);
    expect(other.outcome).toBe("open");
    expect(other.text).toContain(event.id);
  });

  it("replaces a listener by its subscriber once all events up to an ordinal were delivered", () => {
    const { channel, shared } = createChannel();
    const [first, second] = [channel.reserve(), channel.reserve()];
    const listener = { onEvent: () => {}, onFailure: () => {} };
    const audience = shared();
    const writer = new StreamWriter(new RecordingSink(), () => undefined, coreOf());
    const joins = (): boolean => {
      channel.joinAfter(2, listener, audience, writer);
      return audience.size > 0;
    };
    channel.listen(listener);
    expect(channel.recorded).toBe(2);
    expect(joins()).toBe(false);
    channel.release(second);
    expect(joins()).toBe(false);
    channel.release(first);
    expect(joins()).toBe(true);
    audience.remove(writer);
    channel.dropEmptyAudiences();
    expect(channel.idle).toBe(true);
    writer.end("closed");
  });

  it("hurries the oldest of too many events, each once, and never the newest", () => {
    const channel = new Channel(coreOf({ limits: { withheldEvents: 2, withheldBytes: 5_000 } }));
    const hurried: number[] = [];
    const withhold = (content = "") => {
      const pending = channel.reserve();
      const delta = { mediaType: "a/b", content: bytesOf(content) };
      channel.store(pending, { ...eventOf("/a", { type: "update", delta }), id: `id ${pending.ordinal}` });
      channel.withhold(pending, { over: () => {}, cutShort: () => void hurried.push(pending.ordinal) });
      return pending;
    };
    const large = withhold("x".repeat(6_000));
    expect(hurried).toEqual([]);
    const second = withhold();
    expect(hurried).toEqual([1]);
    withhold();
    expect(hurried).toEqual([1]);
    withhold();
    expect(hurried).toEqual([1, 2]);
    channel.release(second);
    channel.release(large);
    withhold();
    expect(hurried).toEqual([1, 2, 3]);
  });

  it("counts what waits behind a withheld event, and what gets its id late", () => {
    const channel = new Channel(coreOf({ limits: { withheldEvents: 2, withheldBytes: 5_000 } }));
    const hurried: number[] = [];
    const store = (pending: PendingEvent, content = "") => {
      const delta = { mediaType: "a/b", content: bytesOf(content) };
      channel.store(pending, { ...eventOf("/a", { type: "update", delta }), id: `id ${pending.ordinal}` });
    };
    const withhold = (pending: PendingEvent) =>
      channel.withhold(pending, { over: () => {}, cutShort: () => void hurried.push(pending.ordinal) });
    const late = channel.reserve();
    const withheld = channel.reserve();
    store(withheld);
    withhold(withheld);
    for (let count = 0; count < 2; count += 1) {
      const notified = channel.reserve();
      store(notified);
      channel.release(notified);
    }
    expect(hurried).toEqual([2]);
    store(late, "x".repeat(6_000));
    withhold(late);
    expect(hurried).toEqual([2, 1]);
    channel.release(late);
    channel.release(withheld);
    expect(channel.pending.length).toBe(0);
    // Nothing of what was delivered counts any more.
    const [first, second] = [channel.reserve(), channel.reserve()];
    for (const pending of [first, second]) {
      store(pending, "x".repeat(1_000));
      withhold(pending);
    }
    expect(hurried).toEqual([2, 1]);
  });

  it("hurries what too much waits for over all, even if its response comes later", () => {
    const all = new AllWithheld(coreOf({ limits: { withheldEventsInAll: 1 } }));
    const [channel, other] = [1, 2].map(() => new Channel(coreOf({ onError: () => {} }), all)) as [Channel, Channel];
    const hurried: string[] = [];
    const wait = (name: string) => ({ over: () => {}, cutShort: () => void hurried.push(name) });
    const store = (of: Channel) => {
      const pending = of.reserve();
      of.store(pending, { ...eventOf("/a", { type: "update" }), id: "id" });
      return pending;
    };
    const [first, second, third] = [store(channel), store(other), store(other)];
    channel.withhold(first, wait("first"));
    other.withhold(second, wait("second"));
    other.withhold(third, wait("third"));
    expect(hurried).toEqual(["first", "second"]);
    for (const pending of [first, second]) (pending === first ? channel : other).release(pending);
    other.withhold(store(other), wait("fourth"));
    expect(hurried).toEqual(["first", "second", "third"]);
  });

  it("delivers much in pieces, a turn for each, in order", async () => {
    const { channel, join, shared, make } = createChannel();
    const form: Form = { mediaType: "text/y", render: ({ id }) => textOf(id.padEnd(100_000, ".")) };
    const sink = join(shared());
    const large = join(channel.audience({ encapsulation: "mixed", form }, true));
    const pieces: number[] = [];
    large.onWrite = (text) => void pieces.push(text.length);
    const events = Array.from({ length: 10 }, () => make());
    const pending = events.map((event) => {
      const one = channel.reserve();
      channel.store(one, event);
      return one;
    });
    for (const one of pending.toReversed()) channel.release(one);
    await Promise.resolve();
    expect(channel.pending.length).toBe(7);
    const late = make();
    const last = channel.reserve();
    channel.store(last, late);
    channel.release(last);
    expect(channel.pending.length).toBe(8);
    await expect.poll(() => channel.pending.length).toBe(0);
    await Promise.resolve();
    for (const { text } of [sink, large]) {
      expect(text.match(/id-\d+/g)).toEqual([...events, late].map(({ id }) => id));
    }
    expect(pieces.length).toBeGreaterThan(2);
    expect(Math.max(...pieces)).toBeLessThan(310_000);
  });

  it("cuts off nobody who had read everything, however much is released at once", async () => {
    const { channel, join, shared, make } = createChannel();
    const form: Form = { mediaType: "text/y", render: ({ id }) => textOf(id.padEnd(400_000, ".")) };
    const [sink, reader] = [join(shared()), join(channel.audience({ encapsulation: "mixed", form }, true))];
    reader.stalled = true;
    const release = (count: number) => {
      const pending = Array.from({ length: count }, () => {
        const one = channel.reserve();
        channel.store(one, make());
        return one;
      });
      for (const one of pending.toReversed()) channel.release(one);
      return expect.poll(() => channel.pending.length).toBe(0);
    };
    await release(10);
    expect(reader.waiting).toBeGreaterThan(4_000_000);
    await release(2);
    expect([reader.outcome, sink.outcome]).toEqual(["open", "open"]);
    reader.take();
    await release(10);
    expect(reader.outcome).toBe("open");
    // It has stopped to read: what comes now counts.
    await release(3);
    expect([reader.outcome, sink.outcome]).toEqual(["aborted", "open"]);
  });

  it("delivers a hundred thousand events that were withheld by the first", () => {
    const channel = new Channel(coreOf({ onError: () => {} }));
    const told: number[] = [];
    channel.listen({ onEvent: (_, ordinal) => void told.push(ordinal), onFailure: () => {} });
    const event: ResourceEvent = { ...eventOf("/a", { type: "update" }), id: "id" };
    const all = Array.from({ length: 100_000 }, () => {
      const pending = channel.reserve();
      channel.store(pending, event);
      return pending;
    });
    for (const pending of all.slice(1)) channel.release(pending);
    expect(told).toEqual([]);
    channel.release(all[0] as (typeof all)[0]);
    expect(told).toHaveLength(100_000);
    expect(told.every((ordinal, index) => ordinal === index + 1)).toBe(true);
  });
});
