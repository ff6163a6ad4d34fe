import { getEventListeners } from "node:events";
import type { ServerResponse } from "node:http";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { until } from "@resource-events/testing-support";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { type Answerer, type Received, serve, type Wire } from "../test/wire.ts";
import { type ClientError, type Observation, type ObserveOptions, observe } from "./index.ts";

const quick = { minimum: 0.001, maximum: 0.004 };

interface Told {
  readonly eventId?: string;
  readonly body?: string | undefined;
  readonly expires?: number;
  readonly ids?: readonly (string | undefined)[];
  readonly method?: string;
}

/** Begins a PREP stream, with these notifications. */
function prep(response: ServerResponse, { eventId, body = "Hello", expires = 600, ids = [], method = "PUT" }: Told) {
  if (eventId !== undefined) response.setHeader("Event-ID", eventId);
  response.writeHead(200, {
    "Content-Type": "multipart/mixed; boundary=o",
    Events: `protocol="prep", status=200, expires=${expires}`,
  });
  response.write(`--o\r\n\r\n${body}\r\n--o\r\nContent-Type: multipart/digest; boundary=i\r\n\r\n--i`);
  for (const id of ids) response.write(`\r\n\r\nMethod: ${method}\r\n${id ? `Event-ID: ${id}\r\n` : ""}\r\n\r\n--i`);
  return response;
}
const prepEnd = "--\r\n--o--";

/** Begins a stream by Events Query. */
function query(response: ServerResponse, eventId: string | undefined, texts: readonly string[], duration = 600) {
  if (eventId !== undefined) response.setHeader("Event-ID", eventId);
  response.writeHead(200, { "Content-Type": "application/json-seq", Events: `duration=${duration}` });
  response.write(texts.map((text) => `\x1e${text}\n`).join(""));
  return response;
}

/** What came, in short: `first:Hello` for a representation, else an event id. */
async function short(observation: Observation, most = Infinity): Promise<string[]> {
  const seen: string[] = [];
  for await (const item of observation) {
    if (item.kind === "representation") seen.push(`${item.reason}:${await item.representation.text()}`);
    else if (item.kind === "gap") seen.push(`${item.reason}!`);
    else seen.push(item.notification.eventId ?? "-");
    if (seen.length >= most) break;
  }
  return seen;
}

let wire: Wire | undefined;
/** Starts a server that answers each request in another way, the last of these all further ones. */
async function answers(...each: Answerer[]): Promise<string> {
  let count = 0;
  wire = await serve((response, request) => each[Math.min(count++, each.length - 1)]?.(response, request));
  return wire.url;
}
const ids = () => wire?.received.map(({ headers }) => headers["last-event-id"]);

const unhandled: unknown[] = [];
const note = (reason: unknown) => unhandled.push(reason);
beforeEach(() => {
  unhandled.length = 0;
  process.on("unhandledRejection", note);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await wire?.close();
  wire = undefined;
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", note);
  expect(unhandled).toEqual([]);
});

const deletion: Answerer = (response) => prep(response, { eventId: "e0", ids: ["end"], method: "DELETE" }).end(prepEnd);

describe("what is seen of an observation", () => {
  it("tells its states, and what belongs to each", async () => {
    const url = await answers(
      (response) => response.writeHead(302, { Location: "/moved" }).end(),
      (response) => prep(response, { eventId: "e0", ids: ["e1"] }),
      (response) => response.writeHead(503).end(),
      deletion,
    );
    const log: unknown[] = [];
    const onState = (one: Observation, cause?: ClientError) =>
      log.push([
        one.state,
        one.endsAt instanceof Date,
        one.retryAt instanceof Date,
        one.subscription?.protocol,
        cause?.code,
      ]);
    const observation = observe(url, { retry: quick, onState });
    expect(observation).toMatchObject({ state: "connecting", url, lastEventId: undefined, subscription: undefined });
    for await (const item of observation) {
      if (item.kind !== "notification") {
        expect(item).toMatchObject({ kind: "representation", reason: "first", eventId: "e0" });
        expect(observation.url).toBe(url.replace("note", "moved"));
        expect(Number(observation.endsAt) - Date.now()).toBeGreaterThan(590_000);
        expect(observation.subscription?.response.status).toBe(200);
      } else if (item.notification.eventId === "e1") {
        expect(observation.lastEventId).toBe("e1");
        break;
      }
    }
    expect(observation.state).toBe("closed");
    expect(log).toEqual([
      ["connecting", false, false, undefined, undefined],
      ["open", true, false, "prep", undefined],
      ["closed", false, false, undefined, undefined],
    ]);
  });

  it("goes through waiting after a failure, with its cause", async () => {
    const url = await answers(
      (response) => prep(response, { eventId: "e0" }).write("", () => response.destroy()),
      (response) => response.writeHead(503).end("busy"),
      deletion,
    );
    const log: unknown[] = [];
    const onState = ({ state, retryAt }: Observation, cause?: ClientError) => log.push([state, cause?.code, !!retryAt]);
    expect(await short(observe(url, { retry: quick, onState }))).toEqual(["first:Hello", "end"]);
    expect(log).toEqual([
      ["connecting", undefined, false],
      ["open", undefined, false],
      ["waiting", "cut-off", true],
      ["connecting", undefined, false],
      ["waiting", "response", true],
      ["connecting", undefined, false],
      ["open", undefined, false],
      ["closed", undefined, false],
    ]);
    expect(ids()).toEqual([undefined, "e0", "e0"]);
  });

  it("has a representation that may be read late, or never", async () => {
    const url = await answers(deletion);
    let first: Response | undefined;
    for await (const item of observe(url)) if (item.kind === "representation") first = item.representation;
    expect(await first?.text()).toBe("Hello");
    expect(await short(observe(url, { representation: false }))).toEqual(["end"]);
  });
});

describe("going on", () => {
  it("connects again at once when the duration is over, from the last event", async () => {
    let end = () => {};
    const url = await answers(
      (response) => {
        prep(response, { eventId: "e0", expires: 1, ids: ["e1"] });
        end = () => void response.end(prepEnd);
      },
      (response) => prep(response, { eventId: "e1", body: "", ids: ["end"], method: "DELETE" }).end(prepEnd),
    );
    const states: string[] = [];
    const onState = ({ state }: Observation) => states.push(state);
    const seen: unknown[] = [];
    for await (const item of observe(url, { retry: { minimum: 0.02 }, onState })) {
      seen.push(item.kind === "notification" ? item.notification.eventId : item.reason);
      // By the clock of the client, the response lasted longer than the shortest that counts.
      if (seen.length === 2) setTimeout(end, 40);
    }
    expect(seen).toEqual(["first", "e1", "end"]);
    expect(states).toEqual(["connecting", "open", "connecting", "open", "closed"]);
    expect(ids()).toEqual([undefined, "e1"]);
  });

  it.each(["a\\r\\nX-Evil: 1", "\\u0000", "\\u65e5", "\\u00e9", "x".repeat(1_001), " ", "*"])(
    "begins anew after an event whose id can't be sent back: %j",
    async (id) => {
      const url = await answers(
        (response) => void query(response, "s0", [`{"event-id":"${id}","type":"update"}`]).end(),
        (response) => void query(response, "s1", ['{"event-id":"e1","type":"delete"}']).end(),
      );
      const observation = observe(url, { protocol: "events-query", representation: false, retry: quick });
      expect(await short(observation)).toHaveLength(3);
      expect(ids()).toEqual([undefined, undefined]);
      expect(wire?.received.some(({ headers }) => "x-evil" in headers)).toBe(false);
    },
  );

  it("does not hurry where responses end at once, or before their time: exponential backoff with full jitter", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0.5);
    // A clock that stands still, so that what is left of a pause is the whole of it.
    vi.useFakeTimers({ toFake: ["Date"] });
    onTestFinished(() => void vi.useRealTimers());
    for (const expires of [0, 600]) {
      const url = await answers((response) => prep(response, { eventId: "e0", body: "", expires }).end(prepEnd));
      const pauses: number[] = [];
      const onState = ({ state, retryAt }: Observation) => {
        if (state === "waiting") pauses.push(Number(retryAt) - Date.now());
      };
      const observation = observe(url, {
        lastEventId: "e0",
        retry: { minimum: 0.04, maximum: 0.3, attempts: 6 },
        onState,
      });
      await expect(short(observation)).rejects.toMatchObject({ code: "cut-off" });
      expect(pauses).toEqual([20, 40, 80, 150, 150]);
      expect(wire?.received).toHaveLength(6);
      await wire?.close();
    }
    wire = undefined;
  });

  it("throws the last error after so many attempts", async () => {
    const url = await answers((response) => response.writeHead(500).end());
    const observation = observe(url, { retry: { ...quick, attempts: 3 } });
    await expect(short(observation)).rejects.toMatchObject({ code: "response", status: 500 });
    expect(wire?.received).toHaveLength(3);
    expect(observation.state).toBe("closed");
  });

  it.each<[string, Record<string, string>, number, number]>([
    ["seconds", { "Retry-After": "100" }, 503, 100],
    ["seconds, of 429", { "Retry-After": "7" }, 429, 7],
    [
      "a date, counted from Date",
      { "Retry-After": "Fri, 01 Jan 2027 00:01:40 GMT", Date: "Fri, 01 Jan 2027 00:00:00 GMT" },
      500,
      100,
    ],
    ["at most retry.retryAfter", { "Retry-After": "999999999999999999999" }, 503, 3600],
    ["the status in Events", { "Retry-After": "50", Events: 'protocol="prep", status=429' }, 200, 50],
    ["the other status in Events", { "Retry-After": "50", Events: 'protocol="prep", status=503' }, 200, 50],
    ["none that is well-formed", { "Retry-After": "soon" }, 503, 0],
  ])("heeds Retry-After: %s", async (_, head, status, expected) => {
    const url = await answers((response) => response.writeHead(status, head).end("plain"));
    let pause = Number.NaN;
    const onState = (observation: Observation) => {
      if (observation.state !== "waiting") return;
      pause = (Number(observation.retryAt) - Date.now()) / 1000;
      observation.close();
    };
    expect(await short(observe(url, { onState, retry: { minimum: 1 } }))).toEqual([]);
    expect(pause).toBeGreaterThan(expected - 1);
    expect(pause).toBeLessThan(expected + 1.1);
    await wire?.idle();
  });

  it.each<[string, Answerer, object]>([
    ["404", (response) => response.writeHead(404).end("gone"), { code: "response", status: 404 }],
    ["401", (response) => response.writeHead(401).end(), { code: "response", status: 401 }],
    ["501", (response) => response.writeHead(501).end(), { code: "response", status: 501 }],
    ["no notifications", (response) => response.end("plain"), { code: "no-notifications" }],
    [
      "not acceptable",
      (response) => response.writeHead(200, { Events: 'protocol="prep", status=406' }).end("plain"),
      { code: "no-notifications", status: 406 },
    ],
    [
      "an invalid response",
      (response) => response.writeHead(200, { Events: "(", "Content-Type": "multipart/mixed" }).end(),
      { code: "invalid-response" },
    ],
    [
      "a representation beyond the limit",
      (response) => prep(response, { body: "x".repeat(101) }),
      { code: "too-large" },
    ],
  ])("gives up where trying again is of no use: %s", async (_, answer, error) => {
    const url = await answers(answer);
    const causes: unknown[] = [];
    const options = { limits: { representation: 100 }, retry: quick };
    const observation = observe(url, {
      ...options,
      onState: ({ state }, cause) => state === "closed" && causes.push(cause),
    });
    const thrown: unknown = await short(observation).catch((reason: unknown) => reason);
    expect(thrown).toMatchObject(error);
    expect(causes).toEqual([thrown]);
    expect(wire?.received).toHaveLength(1);
    const { response } = thrown as ClientError;
    if ("status" in error && error.status === 404) expect(await response?.text()).toBe("gone");
  });

  it.each<[string, Answerer]>([
    ["408", (response) => response.writeHead(408).end("wait")],
    ["425", (response) => response.writeHead(425).end("wait")],
    ["429", (response) => response.writeHead(429).end("wait")],
    ["500", (response) => response.writeHead(500).end("wait")],
    ["no response", (response) => response.destroy()],
    ["a malformed stream", (response) => prep(response, {}).end("nonsense\r\n")],
    [
      "an end that only HTTP calls one (EQ-ST-11)",
      (response) =>
        response
          .writeHead(200, { "Content-Type": "multipart/mixed; boundary=o", Events: 'protocol="prep", status=200' })
          .end("--o\r\n\r\nHel"),
    ],
  ])("tries again after %s", async (_, answer) => {
    const url = await answers(answer, answer, answer, deletion);
    expect((await short(observe(url, { retry: quick }))).at(-1)).toBe("end");
    expect(wire?.received).toHaveLength(4);
  });

  it("does not give up its place where the representation is cut off", async () => {
    const url = await answers(
      (response) => prep(response, { eventId: "e0", ids: ["e1"] }).write("", () => response.destroy()),
      (response) => {
        response.writeHead(200, {
          "Content-Type": "multipart/mixed; boundary=o",
          Events: 'protocol="prep", status=200',
          "Event-ID": "e5",
        });
        response.write("--o\r\n\r\nHel", () => response.destroy());
      },
      (response) => prep(response, { eventId: "e5", body: "whole", ids: ["end"], method: "DELETE" }).end(prepEnd),
    );
    expect(await short(observe(url, { retry: quick }))).toEqual(["first:Hello", "e1", "history-lost:whole", "end"]);
    expect(ids()).toEqual([undefined, "e1", "e1"]);
  });

  it("finds out anew which protocol there is", async () => {
    const sequence: Answerer = (response, { method }) => {
      if (method === "GET") return response.setHeader("Accept-Query", "application/json").end();
      return query(response, "e1", ['{"x":1}']).end();
    };
    const url = await answers(sequence, sequence, (response) => response.writeHead(405).end(), deletion);
    expect(await short(observe(url, { retry: quick }))).toEqual(['first:{"x":1}', "history-lost:Hello", "end"]);
    expect(wire?.received.map(({ method }) => method)).toEqual(["GET", "QUERY", "QUERY", "GET"]);
  });
});

describe("what was missed is told", () => {
  const broken =
    (told: Told): Answerer =>
    (response) =>
      prep(response, told).write("", () => response.destroy());
  const ends =
    (told: Told): Answerer =>
    (response) =>
      prep(response, { ...told, method: "DELETE" }).end(prepEnd);
  it.each<[string, Answerer[], string[], ObserveOptions]>([
    [
      "nothing, where the id is known",
      [broken({ eventId: "a", ids: ["b"] }), ends({ eventId: "b", body: "", ids: ["c"] })],
      ["first:Hello", "b", "c"],
      {},
    ],
    [
      "nothing, by the empty part (PREP-RS-6)",
      [broken({ ids: ["b"] }), ends({ body: "", ids: ["c"] })],
      ["first:Hello", "b", "c"],
      {},
    ],
    [
      "nothing, by the empty part, without representation",
      [broken({ ids: ["b"] }), ends({ body: "", ids: ["c"] })],
      ["b", "c"],
      { representation: false },
    ],
    [
      "history-lost by Event-ID",
      [broken({ eventId: "a" }), ends({ eventId: "z", body: "new", ids: ["c"] })],
      ["first:Hello", "history-lost:new", "c"],
      {},
    ],
    [
      "history-lost by the body",
      [broken({ ids: ["b"] }), ends({ body: "new", ids: ["c"] })],
      ["first:Hello", "b", "history-lost:new", "c"],
      {},
    ],
    [
      "history-lost without representation",
      [broken({ eventId: "a" }), ends({ eventId: "z", ids: ["c"] })],
      ["history-lost!", "c"],
      { representation: false },
    ],
    [
      "history-lost of an id from before",
      [ends({ eventId: "z", ids: ["c"] })],
      ["history-lost:Hello", "c"],
      { lastEventId: "old" },
    ],
    [
      "nothing since an id from before",
      [ends({ eventId: "old", body: "", ids: ["c"] })],
      ["c"],
      { lastEventId: "old" },
    ],
    [
      "all from now on, by *",
      [ends({ eventId: "z", body: "", ids: ["c"] })],
      ["c"],
      { lastEventId: "*", representation: false },
    ],
    [
      "unknown-position without ids",
      [broken({ ids: [undefined] }), ends({ ids: ["c"] })],
      ["first:Hello", "-", "unknown-position:Hello", "c"],
      {},
    ],
    [
      "unknown-position, where the last had none",
      [broken({ eventId: "a", ids: [undefined] }), ends({ eventId: "z", ids: ["c"] })],
      ["first:Hello", "-", "unknown-position:Hello", "c"],
      {},
    ],
    [
      "unknown-position without representation",
      [broken({}), ends({ ids: ["c"] })],
      ["unknown-position!", "c"],
      { representation: false },
    ],
    [
      "no event twice",
      [broken({ eventId: "a", ids: ["b", "c"] }), ends({ eventId: "c", body: "", ids: ["a", "b", "c", "d"] })],
      ["first:Hello", "b", "c", "d"],
      {},
    ],
    [
      "but what has ids that come twice anyway",
      [broken({ eventId: "a", ids: ["b", "b"] }), ends({ eventId: "b", body: "", ids: ["b"] })],
      ["first:Hello", "b", "b", "b"],
      {},
    ],
  ])("PREP: %s", async (_, each, expected, options) => {
    const url = await answers(...each);
    expect(await short(observe(url, { ...options, retry: quick }))).toEqual(expected);
  });

  const note = (id: string, type = "update") => `{"type":"${type}","event-id":"${id}"}`;
  const state = ({ content }: Received) => "state" in JSON.parse(content);
  it.each<[string, (string | undefined)[], ObserveOptions, string[], boolean[]]>([
    ["resumed without the representation", ["a", "b"], {}, ["first:{}", "b", "end"], [true, false]],
    ["lost: it is asked for", ["a", "z", "z"], {}, ["first:{}", "b", "history-lost:{}", "end"], [true, false, true]],
    [
      "lost without representation",
      ["a", "z"],
      { representation: false },
      ["b", "history-lost!", "end"],
      [false, false],
    ],
    [
      "servers that don't tell",
      [undefined, undefined],
      {},
      ["first:{}", "b", "unknown-position:{}", "end"],
      [true, true],
    ],
    [
      "not even that",
      [undefined, undefined],
      { representation: false },
      ["b", "unknown-position!", "end"],
      [false, false],
    ],
  ])("Events Query: %s", async (_, starts, options, expected, states) => {
    let count = 0;
    const url = await answers((response, request) => {
      const start = starts[count++];
      const representation = state(request) ? ["{}"] : [];
      if (count === 1)
        return query(response, start, [...representation, note("b")]).write("", () => response.destroy());
      const isAnswered = count === starts.length;
      return query(response, start, [...representation, ...(isAnswered ? [note("end", "delete")] : [])]).end();
    });
    expect(await short(observe(url, { ...options, protocol: "events-query", retry: quick }))).toEqual(expected);
    expect(wire?.received.map(state)).toEqual(states);
  });
});

describe("the end of the resource", () => {
  it("is waited out where that is wanted", async () => {
    const missing: Answerer = (response) => response.writeHead(404).end();
    const back: Answerer = (response) => prep(response, { eventId: "end", body: "", ids: ["made"] });
    const url = await answers(missing, deletion, missing, missing, back);
    const observation = observe(url, { afterDeletion: "wait", retry: quick });
    expect(await short(observation, 3)).toEqual(["first:Hello", "end", "made"]);
    expect(ids()).toEqual([undefined, undefined, "end", "end", "end"]);
  });

  it("is none where the resource turns out to be back", async () => {
    const url = await answers(
      (response) => prep(response, { ids: ["end"], method: "DELETE" }).write("", () => response.destroy()),
      (response) => prep(response, { body: "" }).end(prepEnd),
      (response) => prep(response, { body: "", ids: ["made"] }),
    );
    expect(await short(observe(url, { retry: quick }), 3)).toEqual(["first:Hello", "end", "made"]);
  });

  it("is one also where only the deletion was told", async () => {
    const url = await answers(
      (response) => prep(response, { ids: ["end"], method: "DELETE" }).write("", () => response.destroy()),
      (response) => response.writeHead(404).end(),
    );
    expect(await short(observe(url, { retry: quick }))).toEqual(["first:Hello", "end"]);
  });
});

describe("silence", () => {
  it("is no stream once the duration and the grace are over", async () => {
    const url = await answers((response) => prep(response, { eventId: "e0", expires: 0 }), deletion);
    const causes: unknown[] = [];
    const onState = ({ state }: Observation, cause?: ClientError) => state === "waiting" && causes.push(cause?.code);
    expect(await short(observe(url, { retry: { ...quick, grace: 0.03 }, onState }))).toEqual(["first:Hello", "end"]);
    expect(causes).toEqual(["cut-off"]);
  });

  it("is no stream for longer than it may last, if that is told", async () => {
    const url = await answers((response) => prep(response, { eventId: "e0", ids: ["e1"] }), deletion);
    const causes: unknown[] = [];
    const onState = ({ state }: Observation, cause?: ClientError) => state === "waiting" && causes.push(cause?.message);
    const retry = { ...quick, silence: 0.5 };
    expect(await short(observe(url, { retry, onState }))).toEqual(["first:Hello", "e1", "history-lost:Hello", "end"]);
    expect(causes).toEqual(["Nothing came for 0.5 seconds"]);
    expect(ids()).toEqual([undefined, "e1"]);
  });

  it("is not where a sign of life comes", async () => {
    const url = await answers((response) => {
      query(response, "e0", ['"Hello"']);
      let signs = 0;
      const timer = setInterval(() => {
        response.write("\x1e");
        if (++signs < 80) return;
        clearInterval(timer);
        response.end('\x1e{"type":"delete","id":"end","event-id":"end"}\n');
      }, 50);
    });
    const observation = observe(url, { protocol: "events-query", retry: { ...quick, silence: 3 } });
    const seen: string[] = [];
    const heard = new Set<number>();
    for await (const { kind } of observation) {
      seen.push(kind);
      heard.add(observation.subscription?.heardAt.getTime() ?? 0);
    }
    expect(seen).toEqual(["representation", "notification"]);
    expect(heard.size).toBe(2);
    expect(wire?.received.length).toBe(1);
  });

  it("is no response", async () => {
    const url = await answers(
      () => {},
      (response) => prep(response, { body: "He" }),
      deletion,
    );
    const causes: unknown[] = [];
    const onState = ({ state }: Observation, cause?: ClientError) => state === "waiting" && causes.push(cause?.code);
    expect(await short(observe(url, { retry: { ...quick, timeout: 0.6 }, onState }), 1)).toEqual(["first:He"]);
    expect(causes).toEqual(["network"]);
  });

  it("is no representation", async () => {
    const url = await answers((response) => {
      response.writeHead(200, { "Content-Type": "multipart/mixed; boundary=o", Events: 'protocol="prep", status=200' });
      response.write("--o\r\n\r\nHel");
    }, deletion);
    const causes: unknown[] = [];
    const onState = ({ state }: Observation, cause?: ClientError) => state === "waiting" && causes.push(cause?.code);
    expect(await short(observe(url, { retry: { ...quick, timeout: 0.6 }, onState }))).toEqual(["first:Hello", "end"]);
    expect(causes).toEqual(["cut-off"]);
  });
});

describe("leaving", () => {
  const inState: Record<string, Answerer> = {
    connecting: () => {},
    open: (response) => prep(response, {}),
    waiting: (response) => response.writeHead(503, { "Retry-After": "1000" }).end("busy"),
  };
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;

  it.each(Object.keys(inState))("by close() while %s ends the iteration, and leaves nothing", async (state) => {
    const url = await answers(inState[state] ?? (() => {}));
    const before = timers();
    const observation = observe(url);
    const reading = short(observation);
    await until(() => observation.state === state && (wire?.received.length ?? 0) > 0);
    observation.close();
    expect(observation).toMatchObject({ state: "closed", subscription: undefined, retryAt: undefined });
    expect((await reading).length).toBeLessThan(2);
    await wire?.idle();
    await until(() => timers() <= before);
  });

  it.each(Object.keys(inState))("by the signal while %s throws its reason, and leaves nothing", async (state) => {
    const url = await answers(inState[state] ?? (() => {}));
    const controller = new AbortController();
    const observation = observe(url, { signal: controller.signal });
    const reading = short(observation);
    await until(() => observation.state === state && (wire?.received.length ?? 0) > 0);
    controller.abort("enough");
    await expect(reading).rejects.toBe("enough");
    expect(observation.state).toBe("closed");
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
    await wire?.idle();
  });

  it("by break, return and throw closes the connection", async () => {
    const url = await answers((response) => prep(response, {}));
    const { signal } = new AbortController();
    const broken = observe(url, { signal });
    await short(broken, 1);
    const returned = observe(url, { signal })[Symbol.asyncIterator]();
    await returned.next();
    const pending = returned.next();
    expect(await returned.return?.()).toEqual({ done: true, value: undefined });
    expect(await pending).toEqual({ done: true, value: undefined });
    const thrown = observe(url, { signal });
    await expect(
      (async () => {
        for await (const _ of thrown) throw new RangeError("mine");
      })(),
    ).rejects.toThrow(RangeError);
    expect([broken.state, thrown.state]).toEqual(["closed", "closed"]);
    expect(getEventListeners(signal, "abort")).toEqual([]);
    await wire?.idle();
  });

  it("is possible before it has begun, and in onState", async () => {
    const url = await answers(deletion);
    const unused = observe(url);
    unused.close();
    expect(await short(unused)).toEqual([]);
    await expect(short(observe(url, { signal: AbortSignal.abort("early") }))).rejects.toBe("early");
    expect(wire?.received).toEqual([]);
    for (const state of ["connecting", "open"]) {
      const onState = (one: Observation) => one.state === state && one.close();
      expect(await short(observe(url, { onState }))).toEqual([]);
    }
    const onState = () => {
      throw new RangeError("mine");
    };
    await expect(short(observe(url, { onState }))).rejects.toThrow(RangeError);
  });

  it("does not depend on a fetch that heeds signals", async () => {
    const stuck = observe("/relative", { fetch: () => new Promise(() => {}) });
    const reading = short(stuck);
    await until(() => stuck.state === "connecting");
    stuck.close();
    expect(await reading).toEqual([]);
  });
});

describe("reconnect()", () => {
  it("ends a pause, or the response of now", async () => {
    const url = await answers(
      (response) => response.writeHead(503, { "Retry-After": "1000" }).end(),
      (response) => prep(response, { eventId: "e0" }),
      (response) => prep(response, { eventId: "e0", body: "", ids: ["end"], method: "DELETE" }).end(prepEnd),
    );
    const states: string[] = [];
    const observation = observe(url, {
      onState(one) {
        states.push(one.state);
        if (one.state === "waiting") one.reconnect();
      },
    });
    const seen: string[] = [];
    for await (const item of observation) {
      seen.push(item.kind);
      if (item.kind === "representation") setImmediate(() => observation.reconnect());
    }
    expect(seen).toEqual(["representation", "notification"]);
    expect(states).toEqual(["connecting", "waiting", "connecting", "open", "connecting", "open", "closed"]);
    observation.reconnect();
    expect(observation.state).toBe("closed");
  });
});

describe("options", () => {
  it.each<ObserveOptions>([
    { retry: { minimum: 0 } },
    { retry: { minimum: Number.NaN } },
    { retry: { minimum: 5, maximum: 4 } },
    { retry: { maximum: Infinity } },
    { retry: { attempts: 0 } },
    { retry: { retryAfter: -1 } },
    { retry: { timeout: 0 } },
    { retry: { grace: -1 } },
  ])("that can't be are refused: %o", (options) => {
    expect(() => observe("http://127.0.0.1/", options)).toThrow(expect.objectContaining({ code: "option" }));
  });

  it("of a URL that can't be are refused, unless a fetch of the user's may take it", async () => {
    expect(() => observe("no URL")).toThrow(expect.objectContaining({ code: "option" }));
    await expect(short(observe("/x", { fetch: async () => new Response("plain") }))).rejects.toMatchObject({
      code: "no-notifications",
    });
  });

  it("of subscribe are passed on, and what can't be sent is thrown", async () => {
    const url = await answers(deletion);
    await short(observe(url, { accept: "application/json", latest: true, headers: { Authorization: "Bearer x" } }));
    expect(wire?.received[0]?.headers).toMatchObject({
      authorization: "Bearer x",
      "accept-events": '"prep";latest;accept=("application/json")',
    });
    await expect(short(observe(url, { accept: "nonsense" }))).rejects.toMatchObject({ code: "option" });
  });
});

it("does not grow over thousands of responses", async () => {
  let responses = 0;
  const fetch: typeof globalThis.fetch = async (_, init) => {
    responses += 1;
    if (responses % 3 === 0) return new Response("busy", { status: 503 });
    const event = (id: number) => `\r\n\r\nMethod: PUT\r\nEvent-ID: e${responses}-${id}\r\n\r\n\r\n--i`;
    const head = "--o\r\n\r\n\r\n--o\r\nContent-Type: multipart/digest; boundary=i\r\n\r\n--i";
    return new Response([head, event(1), event(2), event(3), responses % 3 === 1 ? "" : prepEnd].join(""), {
      headers: {
        "Content-Type": "multipart/mixed; boundary=o",
        Events: 'protocol="prep", status=200, expires=600',
        "Event-ID": new Headers(init?.headers).get("last-event-id") ?? "e0",
      },
    });
  };
  setFlagsFromString("--expose-gc");
  const collectGarbage: () => void = runInNewContext("gc");
  const { signal } = new AbortController();
  const observation = observe("http://127.0.0.1/", { fetch, signal, retry: { minimum: 1e-9, maximum: 1e-9 } });
  const heaps: number[] = [];
  let events = 0;
  for await (const item of observation) {
    if (item.kind !== "notification") continue;
    events += 1;
    if (events % 1000 !== 0) continue;
    for (let time = 0; time < 3; time += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      collectGarbage();
    }
    heaps.push(process.memoryUsage().heapUsed);
    expect(getEventListeners(signal, "abort")).toHaveLength(1);
    if (heaps.length === 12) break;
  }
  expect(getEventListeners(signal, "abort")).toEqual([]);
  expect(responses).toBeGreaterThan(5_900);
  // The first 2,000 events fill the memory of known ids. What each response left behind would show in every thousand after
  // them, which take 500 responses; what else moves the heap does not.
  const growth = heaps.slice(2).map((heap, index) => heap - (heaps[index + 1] ?? 0));
  expect(Math.min(...growth)).toBeLessThan(500 * 200);
}, 300_000);
