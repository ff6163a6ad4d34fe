import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DelayedLog } from "../../test/delayed-log.ts";
import { createFixture, turn } from "../../test/fixture.ts";
import { PushedBody } from "../../test/pushed-body.ts";
import { RecordingSink, recordingResponse } from "../../test/recording-sink.ts";
import { type Form, textOf } from "../events/forms/form.ts";
import { createMemoryLog } from "../events/memory-log.ts";
import type { RecordedEvent } from "./channels.ts";
import type { EncapsulationName } from "./choice.ts";
import { encapsulations } from "./encapsulation.ts";
import type { ServedSubscription } from "./served-subscription.ts";

// Checks what always holds (docs/architecture.md, 1, 2, 4, 5), whatever the order in which things happen. A model of
// what each subscriber must get runs next to the real code, on random interleavings.

/** Renders only the id, so that the expected bytes are short, as JSON, so that every encapsulation takes it. */
const idForm: Form = { mediaType: "application/json", render: ({ id }) => textOf(JSON.stringify(id)) };

const resource = "/observed";

/** An event in the model. */
interface Happened {
  readonly order: number;
  readonly terminal: boolean;
  readonly etag: string;
  id: string | undefined;
  recorded: RecordedEvent | undefined;
  released: boolean;
}

/** A subscription in the model. */
interface Subscribed {
  readonly kind: EncapsulationName;
  readonly state: boolean;
  readonly shows: "nothing" | "etag" | "event-id";
  readonly asked: string | undefined;
  subscription: ServedSubscription | undefined;
  readonly body: PushedBody;
  readonly sink: RecordingSink;
  sent: string;
  /** How many events had been recorded when the representation was read. */
  readAt: number | undefined;
  begun: Promise<void> | undefined;
  bodyEnded: boolean;
  endedByTest: boolean;
}

interface Command {
  readonly name:
    | "record"
    | "delete"
    | "release"
    | "elsewhere"
    | "join"
    | "begin"
    | "chunk"
    | "finish"
    | "resolve"
    | "turn"
    | "wait"
    | "leave"
    | "end";
  readonly which: number;
  readonly kind: EncapsulationName;
  readonly state: boolean;
  readonly shows: Subscribed["shows"];
  readonly from: "nothing" | "any" | "released" | "foreign" | "unknown" | "star";
}

const command: fc.Arbitrary<Command> = fc.record({
  name: fc.constantFrom<Command["name"][]>(
    ...(["record", "record", "record", "release", "release", "release", "join", "join", "begin", "begin"] as const),
    ...(["chunk", "finish", "finish", "resolve", "resolve", "resolve", "turn", "turn", "wait"] as const),
    ...(["delete", "leave", "end", "elsewhere"] as const),
  ),
  which: fc.nat(1_000),
  kind: fc.constantFrom(...(Object.keys(encapsulations) as EncapsulationName[])),
  state: fc.boolean(),
  shows: fc.constantFrom<Subscribed["shows"][]>("nothing", "etag", "event-id"),
  from: fc.constantFrom<Command["from"][]>(
    "nothing",
    "nothing",
    "any",
    "any",
    "released",
    "foreign",
    "unknown",
    "star",
  ),
});

class Model {
  readonly log: DelayedLog | undefined;
  readonly fixture;
  readonly happened: Happened[] = [];
  readonly foreign: string[] = [];
  readonly subscribed: Subscribed[] = [];
  readonly violations: string[] = [];

  constructor(delayed: boolean, eventsPerResource: number) {
    const memory = createMemoryLog({ eventsPerResource });
    this.log = delayed ? new DelayedLog(memory) : undefined;
    this.fixture = createFixture({
      prep: { forms: [idForm] },
      eventsQuery: { forms: [idForm] },
      log: this.log ?? memory,
    });
  }

  run(one: Command): Promise<void> | void {
    const { which } = one;
    const pick = <T>(from: readonly T[]): T | undefined => from[which % Math.max(1, from.length)];
    switch (one.name) {
      case "record":
        return this.record(false);
      case "delete":
        return this.record(true);
      case "release":
        return this.release(
          pick(this.happened.filter(({ recorded, released }) => recorded !== undefined && !released)),
        );
      case "elsewhere":
        return void Promise.resolve(this.fixture.channels.record("/elsewhere", { type: "update" })).then((recorded) => {
          this.foreign.push(recorded.event.id);
          recorded.release();
        });
      case "join":
        return this.join(one);
      case "begin":
        return this.begin(
          pick(this.subscribed.filter(({ subscription, begun }) => subscription !== undefined && begun === undefined)),
        );
      case "chunk":
        return this.chunk(pick(this.unfinished()));
      case "finish":
        return this.finish(pick(this.unfinished()));
      case "resolve":
        return this.log?.resolve(which);
      case "turn":
        return turn();
      case "wait":
        return void vi.advanceTimersByTime(20);
      case "leave":
        return this.stop(pick(this.open()), (subscribed) => subscribed.sink.leave());
      case "end":
        return this.stop(pick(this.open()), (subscribed) => subscribed.subscription?.end());
    }
  }

  /** Lets everything finish except the subscriptions. */
  async settle(): Promise<void> {
    for (let round = 0; round < 200; round += 1) {
      while ((this.log?.waiting ?? 0) > 0) this.log?.resolve(0);
      for (const one of this.happened) if (one.recorded !== undefined) this.release(one);
      for (const one of this.subscribed) {
        if (one.subscription !== undefined && one.begun === undefined) this.begin(one);
        if (!one.bodyEnded) this.finish(one);
      }
      vi.advanceTimersByTime(20);
      await turn();
      const over = this.subscribed.every((one) => one.begun !== undefined && (one.sink.status > 0 || one.endedByTest));
      if (over && (this.log?.waiting ?? 0) === 0 && this.happened.every(({ released }) => released)) break;
    }
    for (const { begun } of this.subscribed) await begun;
    await turn();
  }

  private record(terminal: boolean): void {
    const order = this.happened.length + 1;
    const one: Happened = { order, terminal, etag: `"v${order}"`, id: undefined, recorded: undefined, released: false };
    this.happened.push(one);
    const details = { type: terminal ? "delete" : "update", etag: one.etag } as const;
    const store = (recorded: RecordedEvent) => {
      one.recorded = recorded;
      one.id = recorded.event.id;
    };
    const recorded = this.fixture.channels.record(resource, details);
    if (recorded instanceof Promise) void recorded.then(store);
    else store(recorded);
  }

  private release(one: Happened | undefined): void {
    if (one?.recorded === undefined || one.released) return;
    one.released = true;
    one.recorded.release();
  }

  private join({ kind, state, shows, from, which }: Command): void {
    const any = this.happened.flatMap(({ id }) => id ?? []);
    const released = this.happened.filter(({ released }) => released).flatMap(({ id }) => id ?? []);
    const pickFrom = (ids: string[]): string | undefined => ids[which % Math.max(1, ids.length)];
    const asked = { any: pickFrom(any), released: pickFrom(released), foreign: pickFrom(this.foreign) };
    const lastEventId = { ...asked, nothing: undefined, unknown: "unknown", star: "*" }[from];
    const field: Record<string, string> = lastEventId === undefined ? {} : { "last-event-id": lastEventId };
    const accept = {
      digest: "",
      mixed: "multipart/mixed",
      http: "application/http",
      "json-seq": "application/json-seq",
    };
    const { prepPlan, queryPlan } = this.fixture;
    const content = kind === "single" ? "{}" : state ? '{"events":{},"state":{}}' : '{"events":{}}';
    const plan =
      kind === "digest"
        ? prepPlan(field, resource)
        : queryPlan(content, { ...field, accept: kind === "single" ? "*/*" : accept[kind] }, resource);
    const subscribed: Subscribed = {
      kind,
      state: kind === "digest" ? lastEventId !== "*" : state && kind !== "single",
      shows,
      asked: lastEventId,
      subscription: undefined,
      body: new PushedBody(),
      sink: new RecordingSink(),
      sent: "",
      readAt: undefined,
      begun: undefined,
      bodyEnded: false,
      endedByTest: false,
    };
    this.subscribed.push(subscribed);
    subscribed.sink.onWrite = (text) => this.checkReleased(text);
    void this.fixture.join(plan).then((subscription) => {
      subscribed.subscription = subscription;
    });
  }

  /** The representation is read now, and may be sent a while later. */
  private begin(one: Subscribed | undefined): void {
    if (one?.subscription === undefined || one.begun !== undefined) return;
    one.readAt = this.happened.length;
    const shown = this.happened.at(-1);
    const fields = new Headers({ "content-type": "application/json" });
    if (one.shows === "etag" && shown !== undefined) fields.set("etag", shown.etag);
    if (one.shows === "event-id" && shown?.id !== undefined) fields.set("event-id", shown.id);
    const { respond } = recordingResponse(one.sink);
    one.begun = one.subscription.begin({ status: 200, fields, body: one.body }, respond);
  }

  private unfinished(): Subscribed[] {
    return this.subscribed.filter(({ begun, bodyEnded }) => begun !== undefined && !bodyEnded);
  }

  private chunk(one: Subscribed | undefined): void {
    if (one === undefined) return;
    one.body.push('"x"');
    one.sent += '"x"';
  }

  private finish(one: Subscribed | undefined): void {
    if (one === undefined) return;
    this.chunk(one);
    one.body.end();
    one.bodyEnded = true;
  }

  private open(): Subscribed[] {
    return this.subscribed.filter(({ begun, sink }) => begun !== undefined && sink.outcome === "open");
  }

  private stop(one: Subscribed | undefined, how: (one: Subscribed) => void): void {
    if (one === undefined) return;
    one.endedByTest = true;
    how(one);
  }

  /** An event is sent only once it and all events before it were released (PREP-MS-2, invariant 4). */
  private checkReleased(text: string): void {
    for (const { id, order } of this.happened) {
      if (id === undefined || !text.includes(JSON.stringify(id))) continue;
      const held = this.happened.find((other) => other.order <= order && !other.released);
      if (held !== undefined) this.violations.push(`event ${order} was sent before ${held.order} was released`);
    }
  }

  /** The order of the event that the head names, or 0 for the log's beginning. */
  private orderOf(id: string): number {
    return this.happened.find((one) => one.id === id)?.order ?? 0;
  }

  check(one: Subscribed): void {
    const { sink, kind } = one;
    if (sink.status === 0) return;
    expect(sink.status).toBe(200);
    const start = this.orderOf(sink.eventId);
    const resumed = one.asked === sink.eventId;
    // An id that is not of this resource resumes nothing.
    if (one.asked === "unknown" || one.asked === "*" || this.foreign.includes(one.asked ?? "")) {
      expect(resumed).toBe(false);
    }
    // Invariant 1: events that the representation does not show are sent.
    if (one.state && !resumed) expect(start).toBeLessThanOrEqual(one.readAt ?? 0);
    // If the representation names its event, and the log is synchronous, no event that it shows is sent (EQ-RP-6).
    if (one.state && !resumed && this.log === undefined && one.shows !== "nothing" && !this.forgetful) {
      expect(start).toBe(one.readAt);
    }

    const later = this.happened.filter(({ order }) => order > start);
    const end = kind === "single" ? 0 : later.findIndex(({ terminal }) => terminal);
    const due = (end === -1 ? later : later.slice(0, end + 1)).map(({ id }) => id ?? "?");
    const ended = due.length > 0 && end !== -1;
    const sendsBody = kind === "digest" ? one.state && !resumed : one.state;

    if (!one.endedByTest) {
      expect(sink.outcome).toBe(ended ? "ended" : "open");
      expect(sink.text).toBe(this.expected(one, sendsBody ? one.sent : undefined, due, ended));
      return;
    }
    // The test stopped it: the bytes are a beginning of the expected ones, and closed properly if the stream ended.
    const possible = due.map((_, index) => due.slice(0, index + 1));
    const texts = [[], ...possible].map((ids) =>
      this.expected(one, sendsBody ? one.sent : undefined, ids, sink.outcome === "ended"),
    );
    if (sink.outcome === "ended") expect(texts).toContain(sink.text);
    else expect(texts.some((text) => text.startsWith(sink.text) || sink.text === "")).toBe(true);
  }

  forgetful = false;

  /** The expected bytes on the wire. */
  private expected(
    { kind, sink, state }: Subscribed,
    body: string | undefined,
    ids: readonly string[],
    ended: boolean,
  ): string {
    const texts = ids.map((id) => JSON.stringify(id));
    const { boundary } = sink;
    switch (kind) {
      case "single":
        return texts.join("");
      case "json-seq":
        return (body === undefined ? [] : [body])
          .concat(texts)
          .map((text) => `\x1e${text}\n`)
          .join("");
      case "http": {
        const whole = (text: string) =>
          `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${text.length}\r\n\r\n${text}`;
        const head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
        const first = /ETag: .*\r\n/.exec(sink.text)?.[0] ?? "";
        const pieces = (body?.length ?? 0) / 3;
        const chunked = `${head}${'3\r\n"x"\r\n'.repeat(pieces)}0\r\n\r\n`;
        const representation = body === undefined ? "" : sink.text.includes("chunked") ? chunked : whole(body);
        return representation.replace("HTTP/1.1 200 OK\r\n", `HTTP/1.1 200 OK\r\n${first}`) + texts.map(whole).join("");
      }
      case "mixed": {
        const part = (text: string, length = true) =>
          `\r\nContent-Type: application/json\r\n${length ? `Content-Length: ${text.length}\r\n` : ""}\r\n${text}\r\n--${boundary}`;
        const parts = texts.map((text) => part(text)).join("");
        const known = sink.text.startsWith(`--${boundary}\r\nContent-Type: application/json\r\nContent-Length`);
        return `--${boundary}${state && body !== undefined ? part(body, known) : ""}${parts}${ended ? "--\r\n" : ""}`;
      }
      case "digest": {
        const inner = /digest; boundary="(\w+)"/.exec(sink.text)?.[1] ?? "";
        const parts = texts.map((text) => `\r\nContent-Type: application/json\r\n\r\n${text}\r\n--${inner}`).join("");
        return (
          `--${boundary}\r\nContent-Type: application/json\r\n\r\n${body ?? ""}\r\n--${boundary}\r\n` +
          `Content-Type: multipart/digest; boundary="${inner}"\r\n\r\n--${inner}${parts}` +
          `${ended ? `--\r\n--${boundary}--\r\n` : ""}`
        );
      }
    }
  }
}

describe.each([
  ["a synchronous log", false, 1_000],
  ["a synchronous log that forgets", false, 2],
  ["an asynchronous log that resolves in any order", true, 1_000],
  ["an asynchronous log that resolves in any order and forgets", true, 2],
])("with %s", (_, delayed, eventsPerResource) => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it("every subscriber gets exactly the events after its head's Event-ID, in order", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 3, maxLength: 60, size: "max" }), async (commands) => {
        const model = new Model(delayed, eventsPerResource);
        model.forgetful = eventsPerResource < 10;
        for (const one of commands) await model.run(one);
        await model.settle();
        expect(model.violations).toEqual([]);
        expect(model.fixture.errors).toEqual([]);
        for (const one of model.subscribed) model.check(one);
        // A subscription leaves nothing behind after its end.
        for (const { sink, subscription } of model.subscribed) if (sink.outcome === "open") subscription?.end();
        await turn();
        expect(model.subscribed.filter(({ sink }) => sink.outcome === "open")).toEqual([]);
        expect(model.fixture.channels.size).toBe(0);
        expect(vi.getTimerCount()).toBe(0);
      }),
      { numRuns: 200 },
    );
  });
});
