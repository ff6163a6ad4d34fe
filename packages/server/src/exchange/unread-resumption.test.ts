import { describe, expect, it, onTestFinished } from "vitest";
import { turn } from "../../test/fixture.ts";
import { MemoryExchange, notified } from "../../test/memory-exchange.ts";
import { bytesOf } from "../../test/recording-sink.ts";
import { type Form, jsonForm } from "../index.ts";
import { createResourceEvents } from "../resource-events.ts";

const mediaType = "text/plain";

/** A resource with missed events of long deltas, and how often one of them was rendered. */
async function missed(count: number, delta: string) {
  const rendered: string[] = [];
  const form: Form = {
    ...jsonForm,
    render(event, context) {
      rendered.push(event.id);
      return jsonForm.render(event, context);
    },
  };
  const core = createResourceEvents({ deltas: [mediaType], eventsQuery: { forms: [form] }, onError: () => {} });
  onTestFinished(() => core.close({ within: 0 }));
  const ids: string[] = [];
  for (let index = 0; index <= count; index += 1) {
    const content = bytesOf(delta);
    ids.push(await core.notify("/notes/welcome", { type: "update", delta: { mediaType, content } }));
  }
  const resume = async () => {
    const exchange = new MemoryExchange({
      method: "QUERY",
      fields: {
        "content-type": "application/json",
        accept: "application/json-seq",
        "last-event-id": ids[0] as string,
      },
      content: JSON.stringify({ events: { Accept: `application/json;delta="${mediaType}"` } }),
    });
    exchange.sink.stalled = true;
    void core.handle(exchange);
    await expect.poll(() => exchange.sink.status).toBe(200);
    await turn();
    return exchange.sink;
  };
  return { rendered, resume, ids: ids.slice(1) };
}

describe("a resumption", () => {
  it.each([
    ["long", "a"],
    ["that JSON makes longer still", "\0"],
  ])("that is not read has only some missed events rendered: deltas %s", async (_, character) => {
    const { rendered, resume, ids } = await missed(40, character.repeat(60_000));
    const sink = await resume();
    await turn();
    expect(rendered.length).toBeGreaterThan(0);
    expect(rendered.length).toBeLessThanOrEqual(2);
    // As it is read, more come: each once, in order, and none is left out.
    while (rendered.length < ids.length && sink.outcome === "open") {
      const before = rendered.length;
      sink.take();
      await expect.poll(() => rendered.length, { interval: 1 }).toBeGreaterThan(before);
      expect(rendered.length).toBeLessThanOrEqual(before + 2);
    }
    sink.take();
    await turn();
    expect(notified(sink).map((one) => one["event-id"])).toEqual(ids);
    expect([rendered, sink.outcome]).toEqual([ids, "open"]);
  });
});
