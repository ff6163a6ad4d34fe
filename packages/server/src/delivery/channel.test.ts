import { describe, expect, it, vi } from "vitest";
import { bytesOf, RecordingSink } from "../../test/recording-sink.ts";
import { eventOf, type ResourceEvent } from "../events/event.ts";
import { type Form, textOf } from "../events/forms/form.ts";
import { coreOf } from "../settings/core.ts";
import type { Audience, AudienceKind } from "./audience.ts";
import { Channel } from "./channel.ts";
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
  const tell = (event: ResourceEvent) => {
    const pending = channel.reserve();
    channel.store(pending, event);
    pending.released = true;
    channel.deliverReleased();
  };
  const shared = () => channel.audience(kind, true);
  const own = () => channel.audience(kind, false);
  return { channel, hit, render, join, make, tell, shared, own };
}

describe("Channel", () => {
  it("finds the one audience of a kind, or one of the subscriber's own", () => {
    const { shared, own } = createChannel();
    expect(shared()).toBe(shared());
    expect(own()).not.toBe(shared());
    expect(own()).not.toBe(own());
  });

  it("has an event rendered once, however many audiences frame it", async () => {
    const { render, join, make, tell, own, shared } = createChannel();
    const sinks = [join(shared()), ...Array.from({ length: 50 }, () => join(own()))];
    const event = make();
    tell(event);
    await Promise.resolve();
    for (const sink of sinks) expect(sink.text).toContain(event.id);
    expect(new Set(sinks.map(({ text }) => text)).size).toBe(51);
    expect(render).toHaveBeenCalledOnce();
  });

  it("keeps frames for those who share an audience, but for the newest none for one alone", () => {
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

  it("is idle when nobody is there, and nothing waits", () => {
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

  it("tells those who join an audience that was dropped, or replaced, since they were told its boundary", async () => {
    const { channel, join, make, tell, shared } = createChannel();
    const early = shared();
    channel.dropEmptyAudiences();
    const replacement = shared();
    expect(replacement).not.toBe(early);
    const sinks = [join(early), join(early), join(replacement)];
    const event = make();
    tell(event);
    await Promise.resolve();
    for (const sink of sinks) expect(sink.text).toContain(event.id);
  });

  it("replaces a spent audience; whoever is in it is told once more, and ended", async () => {
    const { hit, join, make, tell, shared } = createChannel();
    const spent = shared();
    const sink = join(spent);
    hit.boundary = spent.boundary;
    // As when somebody resumes from before: this subscriber has it behind him.
    spent.frame(make('"hit"'));
    const fresh = shared();
    expect(fresh.boundary).not.toBe(spent.boundary);
    const other = join(fresh);
    const event = make();
    tell(event);
    await Promise.resolve();
    expect(sink.outcome).toBe("ended");
    expect(sink.text).toContain(event.id);
    expect(other.outcome).toBe("open");
    expect(other.text).toContain(event.id);
  });

  it("counts what was recorded and told", () => {
    const { channel } = createChannel();
    const [first, second] = [channel.reserve(), channel.reserve()];
    expect([channel.recorded, channel.delivered]).toEqual([2, 0]);
    second.released = true;
    channel.deliverReleased();
    expect(channel.delivered).toBe(0);
    first.released = true;
    channel.deliverReleased();
    expect([channel.recorded, channel.delivered]).toEqual([2, 2]);
  });
});
