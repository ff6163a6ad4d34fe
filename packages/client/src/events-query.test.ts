import { jsonRealization, readSubscription } from "@resource-events/fields";
import { afterEach, describe, expect, it } from "vitest";
import { answering, bytesOf, everyChunking, serve, type Wire, writeAll } from "../test/wire.ts";
import { type Notification, type SubscribeOptions, type Subscription, subscribe } from "./index.ts";

type Encapsulation = NonNullable<SubscribeOptions["encapsulation"]>;

/** One stream in each encapsulation: the representation, two notifications and the deletion. */
const contents = [
  ["application/json", '{"event-id":"e1","type":"update"}'],
  ["message/rfc822", "Method: PATCH\r\nEvent-ID: e2\r\n\r\ndelta"],
  ["example/event-notification", "event-id: e3\r\ntype: delete"],
] as const;
const multipart = `--b\r\nContent-Type: application/json\r\n\r\n{"text":"Hello"}\r\n--b${contents
  .map(([type, content]) => `\r\nContent-Type: ${type}\r\nContent-Length: ${content.length}\r\n\r\n${content}\r\n--b`)
  .join("")}`;
const message = (type: string, content: string) =>
  `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\nContent-Length: ${content.length}\r\n\r\n${content}`;
const http = [
  `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nETag: "v"\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n{"text\r\na\r\n":"Hello"}\r\n0\r\n\r\n`,
  ...contents.map(([type, content]) => message(type, content)),
].join("");
const sequence =
  '\x1e{"text":"Hello"}\n\x1e{"event-id":"e1","type":"update"}\n\x1e\x1e{"@context":"x","state":"e2","type":"Update"}\n\x1e{"event-id":"e3","type":"delete"}\n';

const streams: Record<Encapsulation, { type: string; bytes: Uint8Array; end: string; summary: string[] }> = {
  "multipart/mixed": {
    type: "multipart/mixed; boundary=b",
    bytes: bytesOf(multipart),
    end: "--\r\n",
    summary: ["update e1 application/json", "update e2 message/rfc822", "delete e3 example/event-notification"],
  },
  "application/http": {
    type: "application/http",
    bytes: bytesOf(http),
    end: "",
    summary: ["update e1 application/json", "update e2 message/rfc822", "delete e3 example/event-notification"],
  },
  "application/json-seq": {
    type: "application/json-seq",
    bytes: bytesOf(sequence),
    end: "",
    summary: ["update e1 application/json", "update e2 application/ld+json", "delete e3 application/json"],
  },
};
const encapsulations = Object.keys(streams) as Encapsulation[];
const query: SubscribeOptions = { protocol: "events-query" };

const headOf = (encapsulation: Encapsulation, more: Record<string, string> = {}) => ({
  "Content-Type": streams[encapsulation].type,
  Events: "duration=600",
  "Event-ID": "e0",
  ...more,
});

let wire: Wire | undefined;
afterEach(async () => {
  await wire?.close();
  wire = undefined;
});

async function collect(subscription: Subscription): Promise<Notification[]> {
  const all: Notification[] = [];
  for await (const notification of subscription) all.push(notification);
  return all;
}

const summarize = (all: readonly Notification[]) =>
  all.map(({ type, eventId, mediaType }) => `${type} ${eventId} ${mediaType}`);

describe.each(encapsulations)("a subscription by Events Query in %s", (encapsulation) => {
  const { bytes, end, summary } = streams[encapsulation];
  const whole = new Uint8Array([...bytes, ...bytesOf(end)]);

  it("reads the stream however its bytes are split", async () => {
    for (const chunks of everyChunking(whole)) {
      const { fetch } = answering(headOf(encapsulation), chunks);
      const subscription = await subscribe("http://example.org/", { ...query, fetch });
      expect(await subscription.representation?.json()).toEqual({ text: "Hello" });
      expect(summarize(await collect(subscription))).toEqual(summary);
    }
  });

  it("reads it over a socket, and tells what the head says", async () => {
    wire = await serve(async (response) => {
      response.writeHead(200, headOf(encapsulation));
      await writeAll(
        response,
        Array.from(whole, (byte) => Uint8Array.of(byte)),
      );
      response.end();
    });
    const subscription = await subscribe(wire.url, { ...query, encapsulation });
    expect(subscription).toMatchObject({ protocol: "events-query", url: wire.url, startEventId: "e0", duration: 600 });
    expect(subscription.representation?.headers.get("content-type")).toBe("application/json");
    expect(summarize(await collect(subscription))).toEqual(summary); // without reading the representation
    expect(wire.received[0]).toMatchObject({ method: "QUERY", headers: { accept: encapsulation } });
  });

  it("reports as cut-off every end before its time (EQ-ST-11)", async () => {
    const last = encapsulation === "multipart/mixed" ? whole.length - 2 : whole.length;
    for (let at = 0; at < last; at++) {
      // The last line feed of a JSON text sequence is not needed to know that its last text is whole.
      if (encapsulation === "application/json-seq" && at === last - 1) continue;
      const reading = async () => {
        const { fetch } = answering(headOf(encapsulation), at === 0 ? [] : [whole.subarray(0, at)]);
        const subscription = await subscribe("http://example.org/", { ...query, fetch });
        subscription.representation?.text().catch(() => {});
        await collect(subscription);
      };
      await expect(reading(), `cut at ${at}`).rejects.toMatchObject({ name: "ClientError", code: "cut-off" });
    }
  });

  it("takes no end for a clean one for a deletion of another resource", async () => {
    const elsewhere: Record<Encapsulation, string> = {
      "multipart/mixed": `--b\r\nContent-Type: application/json\r\n\r\n{"type":"delete","object":"/x"}\r\n--b`,
      "application/http": message("application/json", '{"type":"delete","object":"/x"}'),
      "application/json-seq": '\x1e{"type":"delete","object":"/x"}\n',
    };
    const { fetch } = answering(headOf(encapsulation), [bytesOf(elsewhere[encapsulation])]);
    const subscription = await subscribe("http://example.org/", { ...query, representation: false, fetch });
    expect(subscription.representation).toBeUndefined();
    await expect(collect(subscription)).rejects.toMatchObject({ code: "cut-off" });
  });

  it("ends cleanly once the advertised duration is over, with a second of grace", async () => {
    for (const [duration, clean] of [
      ["0", false], // no end
      ["0.5", true],
      ["1", true],
      ["600", false],
      [undefined, false],
    ] as const) {
      const events = duration === undefined ? "other" : `duration=${duration}`;
      const stream = encapsulation === "multipart/mixed" ? [bytesOf("--b")] : [];
      const { fetch } = answering(headOf(encapsulation, { Events: events }), stream);
      const reading = subscribe("http://example.org/", { ...query, representation: false, fetch }).then(collect);
      if (clean && encapsulation !== "multipart/mixed") expect(await reading).toEqual([]);
      else await expect(reading, String(duration)).rejects.toMatchObject({ code: "cut-off" });
    }
  });

  it("does so too where the connection is lost then", async () => {
    wire = await serve((response) => {
      response.writeHead(200, headOf(encapsulation, { Events: "duration=0.5" }));
      response.write(encapsulation === "multipart/mixed" ? "--b" : "", () => response.destroy());
      response.flushHeaders();
      if (encapsulation !== "multipart/mixed") setImmediate(() => response.destroy());
    });
    const subscription = await subscribe(wire.url, { ...query, representation: false });
    if (encapsulation !== "multipart/mixed") expect(await collect(subscription)).toEqual([]);
    else await expect(collect(subscription)).rejects.toMatchObject({ code: "cut-off" });
  });

  it("keeps a notification to the limit", async () => {
    const { fetch } = answering(headOf(encapsulation), [whole]);
    const subscription = await subscribe("http://example.org/", { ...query, fetch, limits: { notification: 20 } });
    await expect(collect(subscription)).rejects.toMatchObject({ name: "ClientError", code: "too-large" });
  });
});

describe("the request", () => {
  const send = async (options: SubscribeOptions) => {
    wire ??= await serve((response) => response.writeHead(204).end());
    await expect(subscribe(wire.url, { ...query, ...options })).rejects.toMatchObject({ code: "no-notifications" });
    const request = wire.received.at(-1);
    const content = new TextEncoder().encode(request?.content);
    const { events, state } = readSubscription(content, request?.headers["content-type"], [jsonRealization]);
    return {
      headers: request?.headers,
      events: Object.fromEntries(events?.fields ?? []),
      state: state && Object.fromEntries(state.fields),
    };
  };

  it("asks for events and state, in any encapsulation (EQ-DM-2, EQ-ST-3)", async () => {
    const { headers, events, state } = await send({});
    expect(headers).toMatchObject({
      accept: "multipart/mixed, application/http;q=0.9, application/json-seq;q=0.8",
      "content-type": "application/json",
    });
    expect(headers?.["events"]).toBeUndefined();
    expect(events).toEqual({});
    expect(state).toEqual({});
  });

  it("tells every wish", async () => {
    const { headers, events, state } = await send({
      accept: "message/rfc822;delta=application/merge-patch+json",
      representation: { accept: "text/html", headers: { "If-None-Match": '"v"' } },
      encapsulation: "application/http",
      duration: 1.5,
      lastEventId: "e7",
      headers: { authorization: "Bearer x" },
    });
    expect(headers).toMatchObject({ accept: "application/http", events: "duration=1.5", authorization: "Bearer x" });
    expect(events).toEqual({ accept: "message/rfc822;delta=application/merge-patch+json", "last-event-id": "e7" });
    expect(state).toEqual({ accept: "text/html", "if-none-match": '"v"' });
  });

  it("leaves the representation out", async () => {
    expect((await send({ representation: false })).state).toBeUndefined();
    expect((await send({ representation: true })).state).toEqual({});
  });

  it("writes durations as Structured Fields have them, and never 0 for something (EQ-EV-3)", async () => {
    for (const [duration, field] of [
      [0, "0"],
      [0.0001, "0.001"],
      [600, "600"],
      [2.00049, "2"],
      [1e11, "100000000000"],
    ] as const) {
      expect((await send({ duration })).headers?.["events"]).toBe(`duration=${field}`);
    }
  });

  it("sends nothing where an option can't be sent", async () => {
    const url = "http://127.0.0.1:1/";
    for (const options of [
      { duration: -1 },
      { duration: Number.NaN },
      { duration: Number.POSITIVE_INFINITY },
      { lastEventId: "a\nb" },
      { accept: "a\r\nb" },
      { headers: { "a b": "c" } },
      { representation: { accept: "ü€" } },
      { representation: { headers: [["a:", "b"]] as [string, string][] } },
    ]) {
      await expect(subscribe(url, { ...query, ...options })).rejects.toMatchObject({
        name: "ClientError",
        code: "option",
      });
    }
    for (const options of [
      { accept: "nonsense" },
      { accept: "a/b;q=7" },
      { accept: "a/b;1x=y" },
      { accept: 'a/b;x="\xfc"' },
      { lastEventId: "\0" },
    ]) {
      await expect(subscribe(url, options)).rejects.toMatchObject({ name: "ClientError", code: "option" });
    }
  });
});

describe("the representation", () => {
  it("is a 304 where a precondition of state says so (EQ-RP-3)", async () => {
    const stream = `HTTP/1.1 304 Not Modified\r\nETag: "v"\r\n\r\n${message("application/json", '{"type":"delete"}')}`;
    for (const chunks of everyChunking(bytesOf(stream))) {
      const { fetch } = answering(headOf("application/http"), chunks);
      const subscription = await subscribe("http://example.org/", { ...query, fetch });
      expect(subscription.representation?.status).toBe(304);
      expect(subscription.representation?.headers.get("etag")).toBe('"v"');
      expect(await collect(subscription)).toHaveLength(1);
    }
  });

  it("is missing where its part has neither fields nor content (EQ-RP-3)", async () => {
    for (const chunks of everyChunking(bytesOf("--b\r\n\r\n\r\n--b\r\nContent-Type: a/b\r\n\r\nx\r\n--b--"))) {
      const { fetch } = answering(headOf("multipart/mixed"), chunks);
      const subscription = await subscribe("http://example.org/", { ...query, fetch });
      expect(subscription.representation).toBeUndefined();
      expect(await collect(subscription)).toHaveLength(1);
    }
  });

  it("is missing where the stream ends cleanly before it", async () => {
    for (const chunks of everyChunking(bytesOf("--b--"))) {
      const { fetch } = answering(headOf("multipart/mixed"), chunks);
      const subscription = await subscribe("http://example.org/", { ...query, fetch });
      expect(subscription.representation).toBeUndefined();
      expect(await collect(subscription)).toEqual([]);
    }
  });

  it("is partial where its part has a range", async () => {
    const part = "--b\r\nContent-Range: bytes 0-1/9\r\n\r\nHe\r\n--b--";
    const { fetch } = answering(headOf("multipart/mixed"), [bytesOf(part)]);
    const subscription = await subscribe("http://example.org/", { ...query, fetch });
    expect(subscription.representation?.status).toBe(206);
    expect(await subscription.representation?.text()).toBe("He");
  });
});

describe("a stream without Events", () => {
  const { Events: _, ...head } = headOf("application/http");
  const deletion = message("application/json", '{"type":"delete"}');

  it("is accepted in an encapsulation that was asked for", async () => {
    for (const encapsulation of encapsulations) {
      const { Events: _, ...fields } = headOf(encapsulation);
      const { bytes, end, summary } = streams[encapsulation];
      const { fetch } = answering(fields, [bytes, bytesOf(end)]);
      const subscription = await subscribe("http://example.org/", { ...query, fetch });
      expect(subscription.duration).toBeUndefined();
      expect(await subscription.representation?.json()).toEqual({ text: "Hello" });
      expect(summarize(await collect(subscription))).toEqual(summary);
    }
  });

  it("is a cut-off without a deletion, where there is no end mark (EQ-ST-11)", async () => {
    for (const [text, clean] of [
      [deletion, true],
      [deletion.replace("delete", "update"), false],
    ] as const) {
      const { fetch } = answering(head, [bytesOf(text)]);
      const reading = subscribe("http://example.org/", { ...query, representation: false, fetch }).then(collect);
      if (clean) expect(await reading).toHaveLength(1);
      else await expect(reading).rejects.toMatchObject({ code: "cut-off" });
    }
  });

  it("is refused in an encapsulation that was not asked for", async () => {
    const { fetch } = answering(head, [bytesOf(deletion)]);
    const options = { ...query, fetch, encapsulation: "multipart/mixed" } as const;
    await expect(subscribe("http://example.org/", options)).rejects.toMatchObject({ code: "no-notifications" });
  });
});

describe("an answer without stream", () => {
  it("is refused where it has no Events, or one that can't be", async () => {
    for (const [fields, code] of [
      [{ "Content-Type": "text/plain" }, "no-notifications"],
      [{ "Content-Type": "text/plain", Events: "duration=5" }, "no-notifications"],
      [{ "Content-Type": "application/http", Events: "duration=" }, "invalid-response"],
      [{ "Content-Type": "application/http", Events: 'protocol="prep"' }, "invalid-response"],
      [{ "Content-Type": "multipart/mixed", Events: "duration=5" }, "invalid-response"],
    ] as [Record<string, string>, string][]) {
      const { fetch } = answering(fields, [bytesOf("x")]);
      await expect(subscribe("http://example.org/", { ...query, fetch })).rejects.toMatchObject({ code });
    }
  });

  it("is what follows a 303, whatever its type (EQ-RQ-4)", async () => {
    wire = await serve((response, request) => {
      if (request.url === "/note") response.writeHead(303, { Location: "/other" }).end();
      else response.writeHead(200, { "Content-Type": "multipart/mixed;boundary=b" }).end(multipart);
    });
    await expect(subscribe(wire.url, query)).rejects.toMatchObject({ code: "no-notifications", status: undefined });
    expect(wire.received.map(({ method }) => method)).toEqual(["QUERY", "GET"]);
  });

  it("is told with its problem (EQ-RQ-2, RFC 9457), and stays readable", async () => {
    const problem = JSON.stringify({ title: "Unprocessable", detail: "state without events", status: 422 });
    wire = await serve((response) =>
      response.writeHead(422, { "Content-Type": "application/problem+json" }).end(problem),
    );
    const error = await subscribe(wire.url, query).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: "response",
      status: 422,
      message: "The response has status 422: Unprocessable: state without events",
    });
    expect(await (error as { response: Response }).response.text()).toBe(problem);
  });

  it("is told without one where it is unreadable", async () => {
    for (const content of ["null", "no JSON", "x".repeat(100_000)]) {
      const { fetch } = answering({ "Content-Type": "application/problem+json" }, [bytesOf(content)], 500);
      await expect(subscribe("http://example.org/", { ...query, fetch })).rejects.toMatchObject({
        message: "The response has status 500",
      });
    }
  });
});
