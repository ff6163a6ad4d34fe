import { describe, expect, it } from "vitest";
import { turn } from "../../test/fixture.ts";
import { bytesOf, RecordingSink } from "../../test/recording-sink.ts";
import type { ResourceEvent } from "../events/event.ts";
import { type Form, textOf } from "../events/forms/form.ts";
import { jsonForm } from "../events/forms/json.ts";
import { rfc822Form } from "../events/forms/rfc822.ts";
import { coreOf } from "../settings/core.ts";
import { Audience, type AudienceKind, audienceKey } from "./audience.ts";
import { Renderings } from "./renderings.ts";
import { StreamWriter } from "./stream-writer.ts";

/** The option `deltas` of these tests. */
const named = ["text/plain", "application/x", "application/merge-patch+json"];

let ids = 0;

function event(details: Partial<ResourceEvent> = {}): ResourceEvent {
  ids += 1;
  return {
    resource: "/a",
    id: `id-${ids}`,
    type: "update",
    method: "PATCH",
    published: new Date(0),
    uuid: "6b5c3ed5-6ee0-4f63-b1b8-6d0bba5a8f0b",
    ...details,
  };
}

/** A form that renders what the test returns, and counts the calls. */
function countingForm(render: (given: ResourceEvent, delta: string | undefined) => unknown, mediaType = "text/x") {
  const form: Form & { calls: number } = {
    mediaType,
    delta: true,
    calls: 0,
    render(given, { delta }) {
      form.calls += 1;
      const rendered = render(given, delta && new TextDecoder().decode(delta.content));
      return (typeof rendered === "string" ? textOf(rendered) : rendered) as Uint8Array;
    },
  };
  return form;
}

function createAudience(kind: Partial<AudienceKind> & Pick<AudienceKind, "form">) {
  const errors: unknown[] = [];
  const onError = (error: unknown) => errors.push(error);
  const audience = new Audience(
    { encapsulation: "mixed", ...kind },
    coreOf({ onError, deltas: named }),
    new Renderings(),
  );
  const join = (waitingBytes = 1_000_000) => {
    const sink = new RecordingSink();
    const core = coreOf({ limits: { waitingBytes }, onError });
    const writer = new StreamWriter(sink, () => bytesOf("--\r\n"), core);
    writer.onEnd(() => audience.remove(writer));
    audience.add(writer);
    return sink;
  };
  return { audience, join, errors };
}

describe("Audience", () => {
  it("renders each event once, and writes the same bytes to all", async () => {
    const form = countingForm(({ id }) => id);
    const { audience, join } = createAudience({ form });
    const sinks = Array.from({ length: 100 }, () => join());
    const events = [event(), event()];
    for (const one of events) audience.deliver(one);
    await turn();
    expect(form.calls).toBe(2);
    for (const one of events) audience.frame(one);
    expect(form.calls).toBe(2);
    const [first] = sinks;
    for (const sink of sinks) expect(sink.writes).toEqual(first?.writes);
    expect(first?.text).toContain(events[1]?.id);
  });

  it("gives every subscriber the same array, so that no subscriber holds memory of its own", async () => {
    const { audience, join } = createAudience({ form: countingForm(({ id }) => id) });
    const written: Uint8Array[] = [];
    for (const sink of [join(), join()]) sink.write = (bytes) => written.push(bytes);
    audience.deliver(event());
    await turn();
    expect(written).toHaveLength(2);
    expect(written[0]).toBe(written[1]);
  });

  it("writes all events of one tick in one write", async () => {
    const { audience, join } = createAudience({ form: countingForm(({ id }) => `(${id})`), encapsulation: "json-seq" });
    const sink = join();
    const events = [event(), event(), event()];
    for (const one of events) audience.deliver(one);
    expect(sink.writes).toEqual([]);
    await turn();
    expect(sink.writes).toEqual([events.map(({ id }) => `\x1e(${id})\n`).join("")]);
    const later = event();
    audience.deliver(later);
    await turn();
    expect(sink.writes).toHaveLength(2);
  });

  it("delivers only later events to a new member", async () => {
    const { audience, join } = createAudience({ form: countingForm(({ id }) => id), encapsulation: "single" });
    const { audience: lasting, join: joinLasting } = createAudience({
      form: countingForm(({ id }) => id),
      encapsulation: "http",
    });
    const [before, after] = [event(), event()];
    const early = joinLasting();
    lasting.deliver(before);
    const late = joinLasting();
    lasting.deliver(after);
    await turn();
    expect(early.text).toContain(before.id);
    expect(late.text).not.toContain(before.id);
    expect(late.text).toContain(after.id);
    expect([audience.size, join().outcome, lasting.size]).toEqual([0, "open", 2]);
  });

  it("renders nothing if it has no members", () => {
    const form = countingForm(({ id }) => id);
    createAudience({ form }).audience.deliver(event());
    expect(form.calls).toBe(0);
  });

  it("ends all streams at once after the deletion of the resource itself, and after the events before it (EQ-ST-8)", () => {
    const { audience, join } = createAudience({ form: countingForm(({ id }) => id), encapsulation: "http" });
    const sink = join();
    const [before, last] = [event(), event({ type: "delete" })];
    audience.deliver(before);
    audience.deliver(event({ type: "delete", object: "/a/b" }));
    expect(sink.outcome).toBe("open");
    audience.deliver(last);
    expect(sink).toMatchObject({ outcome: "ended", writes: [expect.stringContaining(last.id), "--\r\n"] });
    expect(sink.text).toContain(before.id);
    expect(audience.size).toBe(0);
  });

  it("cuts off a slow reader, and no other subscriber (invariants 2, 3)", async () => {
    const { audience, join, errors } = createAudience({ form: countingForm(() => "x".repeat(1_000)) });
    const [slow, fast] = [join(1_500), join(1_500)];
    slow.stalled = true;
    for (let round = 0; round < 3; round += 1) {
      audience.deliver(event());
      await turn();
    }
    expect([slow.outcome, slow.writes.length]).toEqual(["aborted", 2]);
    expect([fast.outcome, fast.writes.length]).toEqual(["open", 3]);
    expect(errors).toEqual([expect.objectContaining({ code: "slow-reader" })]);
  });

  it("cuts off a subscriber whose sink throws, and no other (invariant 8)", async () => {
    const { audience, join, errors } = createAudience({ form: countingForm(({ id }) => id) });
    const [broken, whole] = [join(), join()];
    broken.write = () => {
      throw new Error("sink");
    };
    audience.deliver(event());
    await turn();
    expect([broken.outcome, whole.outcome, whole.writes.length]).toEqual(["aborted", "open", 1]);
    expect(errors).toHaveLength(1);
  });

  it("keeps frames up to a limit of bytes, and always the newest one", () => {
    const form = countingForm(({ object }) => "x".repeat(Number(object)));
    const { audience } = createAudience({ form });
    const [small, large, huge] = [10, 40_000, 100_000].map((length) => event({ object: String(length) }));
    const events = [small, large, huge].flatMap((one) => one ?? []);
    for (const one of events) audience.frame(one);
    expect(form.calls).toBe(3);
    // The huge frame has displaced the others.
    audience.frame(events[2] as ResourceEvent);
    expect(form.calls).toBe(3);
    audience.frame(events[0] as ResourceEvent);
    expect(form.calls).toBe(4);
    audience.frame(events[1] as ResourceEvent);
    audience.frame(events[0] as ResourceEvent);
    expect(form.calls).toBe(5);
    audience.frame(events[2] as ResourceEvent);
    expect(form.calls).toBe(6);
  });

  it("keeps a bounded number of frames", () => {
    const form = countingForm(({ id }) => id);
    const { audience } = createAudience({ form });
    const events = Array.from({ length: 1_000 }, () => event());
    for (const one of events) audience.frame(one);
    const before = form.calls;
    for (const one of events.slice(-64)) audience.frame(one);
    expect(form.calls).toBe(before);
    audience.frame(events[0] ?? event());
    expect(form.calls).toBe(before + 1);
  });
});

describe("a form that fails (invariant 8)", () => {
  it.each([
    [
      "throws",
      () => {
        throw new Error("form");
      },
    ],
    ["returns something other than bytes", () => 5],
    ["returns a promise", () => Promise.resolve(new Uint8Array())],
  ])("and %s loses only that notification", async (_, render) => {
    const form = countingForm((given) => (given.etag === '"bad"' ? render() : given.id));
    const { audience, join, errors } = createAudience({ form });
    const sink = join();
    const [first, bad, last] = [event(), event({ etag: '"bad"' }), event()];
    for (const one of [first, bad, last]) audience.deliver(one);
    await turn();
    expect(sink.outcome).toBe("open");
    expect([...sink.text.matchAll(/id-\d+/g)].map(([id]) => id)).toEqual([first.id, last.id]);
    expect(errors).toEqual([
      expect.objectContaining({ code: "form", message: expect.stringContaining(bad.id), cause: expect.any(Error) }),
    ]);
    // A late subscriber causes neither a second rendering nor a second report.
    audience.frame(bad);
    expect(errors).toHaveLength(1);
  });

  it("on a deletion still ends the streams", () => {
    const form = countingForm(() => {
      throw new Error("form");
    });
    const { audience, join } = createAudience({ form });
    const sink = join();
    audience.deliver(event({ type: "delete" }));
    expect(sink).toMatchObject({ outcome: "ended", writes: ["--\r\n"] });
  });

  it("with a delta renders the notification without it", () => {
    const form = countingForm((given, delta) => {
      if (delta !== undefined) throw new Error("form");
      return given.id;
    });
    const { audience, errors } = createAudience({ form, delta: named });
    const withDelta = event({ delta: { mediaType: "text/plain", content: bytesOf("x") } });
    expect(audience.frame(withDelta)).toBeDefined();
    expect(errors).toEqual([expect.objectContaining({ code: "form" })]);
  });

  it("does not end the wait for a single notification", async () => {
    const form = countingForm((given) => (given.etag === '"bad"' ? 5 : given.id));
    const { audience, join } = createAudience({ form, encapsulation: "single" });
    const sink = join();
    audience.deliver(event({ etag: '"bad"' }));
    expect(sink.outcome).toBe("open");
    const next = event();
    audience.deliver(next);
    expect(sink).toMatchObject({ outcome: "ended", writes: [next.id, "--\r\n"] });
  });
});

describe("a boundary that occurs in the content it delimits (invariant 6, PREP-RS-10)", () => {
  it.each(["mixed", "digest"] as const)(
    "removes the delta that contains it, and nothing else: %s",
    async (encapsulation) => {
      for (const form of [rfc822Form, countingForm(({ id }, delta) => `${id}\n${delta ?? "none"}`)]) {
        const { audience, join, errors } = createAudience({ form, encapsulation, delta: named });
        const sink = join();
        const content = bytesOf(`\n--${audience.boundary}--\r\n`);
        const withDelta = event({ delta: { mediaType: "application/x", content } });
        audience.deliver(withDelta);
        await turn();
        expect(sink.outcome).toBe("open");
        expect(sink.text.split(audience.boundary)).toHaveLength(2);
        expect(sink.text).toContain(withDelta.id);
        expect(errors).toEqual([]);
        expect(audience.spent).toBe(false);
      }
    },
  );

  it("never begins a line of a JSON text", () => {
    const { audience } = createAudience({ form: jsonForm, delta: named });
    const content = bytesOf(`\n--${audience.boundary}`);
    const frame = audience.frame(event({ delta: { mediaType: "text/plain", content } }));
    expect(new TextDecoder().decode(frame)).toContain(`"delta":"\\n--${audience.boundary}"`);
  });

  it("counts only as `--boundary` at the start of a line", () => {
    const { audience } = createAudience({ form: rfc822Form, delta: named });
    const content = bytesOf(`a--${audience.boundary}\n-${audience.boundary}\n${audience.boundary}`);
    const frame = audience.frame(event({ delta: { mediaType: "application/x", content } }));
    expect(new TextDecoder().decode(frame)).toContain(`a--${audience.boundary}`);
  });

  it("in a user's own form ends the audience cleanly", async () => {
    const hit: { boundary?: string } = {};
    const { audience, join, errors } = createAudience({ form: countingForm(({ id }) => `--${hit.boundary}\n${id}`) });
    const sink = join();
    const before = event();
    audience.deliver(before);
    hit.boundary = audience.boundary;
    audience.deliver(event());
    expect(sink).toMatchObject({ outcome: "ended", writes: [expect.stringContaining(before.id), "--\r\n"] });
    expect(audience).toMatchObject({ spent: true, size: 0 });
    expect(errors).toEqual([expect.objectContaining({ code: "form" })]);
    // It stays spent, whatever fails or succeeds afterwards.
    hit.boundary = "elsewhere";
    audience.frame(event());
    expect(audience.spent).toBe(true);
  });

  it("in a delta does not spend the audience, even if the form fails for another reason", () => {
    const form = countingForm((_, delta) => delta ?? 5);
    const { audience, errors } = createAudience({ form, delta: named });
    const content = bytesOf(`--${audience.boundary}`);
    expect(audience.frame(event({ delta: { mediaType: "text/plain", content } }))).toBeUndefined();
    expect(audience.spent).toBe(false);
    expect(errors).toHaveLength(1);
  });

  it.each(["json-seq", "http", "single"] as const)("has no meaning in %s", async (encapsulation) => {
    const { audience, join } = createAudience({ form: countingForm(() => "\x1e"), encapsulation });
    join();
    audience.deliver(event());
    await turn();
    expect(audience.spent).toBe(false);
  });
});

describe("deltas (NF-5, PREP-MS-6, PREP-MS-7)", () => {
  const delta = { mediaType: "application/merge-patch+json;v=1", content: bytesOf('{"a":1}') };

  it.each([
    ["not requested", undefined, false],
    ["of its type", ["application/merge-patch+json"], true],
    ["of another type", ["text/plain"], false],
  ])("are sent only if they are of a wanted type: %s", (_, wanted, expected) => {
    const { audience } = createAudience({ form: rfc822Form, delta: wanted });
    const text = new TextDecoder().decode(audience.frame(event({ delta })));
    expect(text.includes("Content-Type: application/merge-patch+json;v=1")).toBe(expected);
    expect(text.includes('{"a":1}')).toBe(expected);
  });

  it("of a type that the application did not name are never sent", () => {
    const { audience } = createAudience({ form: rfc822Form, delta: ["text/html"] });
    const text = new TextDecoder().decode(audience.frame(event({ delta: { ...delta, mediaType: "text/html" } })));
    expect(text).not.toContain("text/html");
  });

  it("never reach a form that does not take deltas", () => {
    const { delta: _, ...form } = countingForm((__, given) => given ?? "none");
    const { audience } = createAudience({ form, delta: named });
    expect(new TextDecoder().decode(audience.frame(event({ delta })))).toContain("none");
  });
});

it("has one key for all subscribers that get the same bytes", () => {
  const kind: AudienceKind = { encapsulation: "mixed", form: jsonForm };
  expect(audienceKey(kind)).toBe(audienceKey({ ...kind, delta: undefined, variant: undefined }));
  const others: AudienceKind[] = [
    { ...kind, encapsulation: "digest" },
    { ...kind, form: rfc822Form },
    { ...kind, delta: named },
    { ...kind, variant: "*/*" },
  ];
  expect(new Set([kind, ...others].map(audienceKey)).size).toBe(5);
});
