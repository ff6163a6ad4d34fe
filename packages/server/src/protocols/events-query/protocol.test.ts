import { describe, expect, it, vi } from "vitest";
import { baseOf, createFixture, turn } from "../../../test/fixture.ts";
import { bodyOf, PushedBody } from "../../../test/pushed-body.ts";
import { RecordingSink } from "../../../test/recording-sink.ts";

const http = { accept: "application/http" };
const sequence = { accept: "application/json-seq" };
const published = new Date(0);

function json(id: string, type = "update", method = "PUT"): string {
  return `{"published":"1970-01-01T00:00:00.000Z","event-id":"${id}","type":"${type}","method":"${method}"}`;
}

function part(sink: RecordingSink, notification: string): string {
  return `\r\nContent-Type: application/json\r\nContent-Length: ${notification.length}\r\n\r\n${notification}\r\n--${sink.boundary}`;
}

function message(notification: string): string {
  return `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${notification.length}\r\n\r\n${notification}`;
}

describe("the head (EQ-ST-1, EQ-ST-2, EQ-RP-5)", () => {
  it("is sent at once, with all its fields", async () => {
    const { queryPlan, subscribe } = createFixture();
    const base = baseOf("Hello", {
      "access-control-allow-origin": "*",
      "content-type": "text/plain",
      etag: '"v1"',
      "last-modified": "Sun, 22 Nov 2026 07:05:09 GMT",
      link: "</>; rel=up",
      location: "/x",
      vary: "Origin",
    });
    const { sink } = await subscribe(queryPlan('{"events":{}}', { events: "duration=1.5" }), base);
    expect(sink.status).toBe(200);
    expect(Object.fromEntries(sink.fields)).toEqual({
      "accept-query": '"application/json", "example/events-query"',
      "access-control-allow-origin": "*",
      "cache-control": "no-store, no-transform",
      "content-type": `multipart/mixed; boundary="${sink.boundary}"`,
      date: expect.stringMatching(/ GMT$/),
      "event-id": expect.stringMatching(/^[!-~]+$/),
      events: "duration=1.5",
      incremental: "?1",
      vary: "Origin, Accept, Content-Type, Last-Event-ID",
      "x-accel-buffering": "no",
    });
    sink.leave();
  });

  it.each([
    ["multipart/mixed", '{"events":{}}', {}, /^multipart\/mixed; boundary="\w+"$/],
    ["application/http", '{"events":{}}', http, /^application\/http$/],
    ["application/json-seq", '{"events":{}}', sequence, /^application\/json-seq$/],
    ["the form's own", "{}", { accept: "message/rfc822" }, /^message\/rfc822$/],
  ])("has the type %s", async (_, content, headers, type) => {
    const { queryPlan, subscribe } = createFixture();
    const { sink } = await subscribe(queryPlan(content, headers));
    expect(sink.fields.get("content-type")).toMatch(type);
    sink.leave();
  });
});

describe("a stream without state", () => {
  it("in multipart/mixed ends each write with a delimiter, without a line end (EQ-ST-7)", async () => {
    const { queryPlan, subscribe, happen } = createFixture();
    const { sink } = await subscribe(queryPlan('{"events":{}}'));
    expect(sink.writes).toEqual([`--${sink.boundary}`]);
    const first = json((await happen({ type: "update", published })).id);
    const last = json((await happen({ type: "delete", published })).id, "delete", "DELETE");
    expect(sink.writes).toEqual([`--${sink.boundary}`, part(sink, first), part(sink, last), "--\r\n"]);
    expect(sink.outcome).toBe("ended");
  });

  it("in application/http has whole messages back to back (EQ-ST-5)", async () => {
    const { queryPlan, subscribe, happen } = createFixture();
    const { sink } = await subscribe(queryPlan('{"events":{}}', http));
    expect(sink.writes).toEqual([]);
    const first = json((await happen({ type: "update", published })).id);
    const last = json((await happen({ type: "delete", published })).id, "delete", "DELETE");
    expect(sink.writes).toEqual([message(first), message(last)]);
    expect(sink.outcome).toBe("ended");
  });

  it("in application/json-seq has RS, text and LF for each notification (EQ-ST-6)", async () => {
    const { queryPlan, subscribe, happen } = createFixture();
    const { sink } = await subscribe(queryPlan('{"events":{}}', sequence));
    expect(sink.writes).toEqual([]);
    const first = json((await happen({ type: "update", published })).id);
    const last = json((await happen({ type: "delete", published })).id, "delete", "DELETE");
    expect(sink.writes).toEqual([`\x1e${first}\n`, `\x1e${last}\n`]);
    expect(sink.outcome).toBe("ended");
  });

  it("has nothing of the representation, and does not read its body", async () => {
    const { queryPlan, subscribe } = createFixture();
    const body = new PushedBody();
    const { sink } = await subscribe(queryPlan('{"events":{}}', http), baseOf(body, { etag: '"v1"' }));
    expect(body).toMatchObject({ asked: 0, left: true });
    expect(sink.fields.get("etag")).toBeNull();
    sink.leave();
  });

  it("continues after the deletion of a child (NF-6), and ends with that of the resource (EQ-ST-8)", async () => {
    const { queryPlan, subscribe, happen, channels } = createFixture();
    const { sink } = await subscribe(queryPlan('{"events":{}}', sequence));
    await happen({ type: "delete", object: "/child" });
    expect(sink.outcome).toBe("open");
    await happen({ type: "delete" });
    expect(sink.outcome).toBe("ended");
    expect(channels.size).toBe(0);
  });
});

describe("a single notification (EQ-SN-1 to EQ-SN-3)", () => {
  it("is the content, and ends the response", async () => {
    const { queryPlan, subscribe, happen, channels } = createFixture();
    const { sink } = await subscribe(queryPlan("{}", { events: "duration=5" }));
    expect(sink.fields.get("events")).toBe("duration=5");
    expect(sink.fields.get("incremental")).toBe("?1");
    expect(sink.writes).toEqual([]);
    const { id } = await happen({ type: "update", published });
    expect(sink.writes).toEqual([json(id)]);
    expect(sink.outcome).toBe("ended");
    expect(channels.size).toBe(0);
  });

  it("is the next one after an older id, at once (EQ-DM-4)", async () => {
    const { queryPlan, subscribe, happen } = createFixture();
    const [first, second] = [await happen({ type: "update" }), await happen({ type: "update", published })];
    await happen({ type: "update" });
    const { sink } = await subscribe(queryPlan("{}", { "last-event-id": first.id }));
    expect(sink.text).toBe(json(second.id));
    expect(sink).toMatchObject({ outcome: "ended", eventId: first.id });
  });

  it("is the first of those that come in the same tick", async () => {
    const { queryPlan, subscribe, channels } = createFixture();
    const { sink } = await subscribe(queryPlan("{}"));
    const recorded = [1, 2].map(() => channels.record("/notes/welcome", { type: "update", published }));
    for (const one of recorded) (await one).release();
    expect(sink.text).toBe(json((await recorded[0])?.event.id ?? ""));
  });

  it("is empty if its duration is over before an event", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { queryPlan, subscribe } = createFixture();
    const { sink } = await subscribe(queryPlan("{}", { events: "duration=1.5" }));
    vi.advanceTimersByTime(1_499);
    expect(sink.outcome).toBe("open");
    vi.advanceTimersByTime(1);
    expect(sink).toMatchObject({ outcome: "ended", writes: [] });
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });
});

const withState = '{"events":{},"state":{}}';
const representation = { "content-type": "text/plain", "content-length": "13", etag: '"v1"' };

describe("a representation in the stream (EQ-RP-1)", () => {
  it("comes first in multipart/mixed, with Content-* fields only (EQ-ST-4)", async () => {
    const { queryPlan, subscribe, happen } = createFixture();
    const { sink } = await subscribe(queryPlan(withState), baseOf("Hello World!\n", representation));
    const { id } = await happen({ type: "update", published });
    expect(sink.text).toBe(
      `--${sink.boundary}\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello World!\n\r\n--${sink.boundary}` +
        part(sink, json(id)),
    );
    expect(sink.fields.get("etag")).toBeNull();
    sink.leave();
  });

  it("comes first in application/http, with the fields that the response itself does not have (EQ-ST-4)", async () => {
    const { queryPlan, subscribe, happen } = createFixture();
    const base = baseOf("Hello World!\n", { ...representation, "access-control-allow-origin": "*" });
    const { sink } = await subscribe(queryPlan(withState, http), base);
    const { id } = await happen({ type: "update", published });
    expect(sink.text).toBe(
      `HTTP/1.1 200 OK\r\nETag: "v1"\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello World!\n${message(json(id))}`,
    );
    sink.leave();
  });

  it("is the first item in application/json-seq (EQ-RP-4)", async () => {
    const { queryPlan, subscribe, happen } = createFixture();
    const base = baseOf('{"a":\n1}', { "content-type": "application/json", "content-length": "8" });
    const { sink } = await subscribe(queryPlan(withState, sequence), base);
    const { id } = await happen({ type: "update", published });
    expect(sink.text).toBe(`\x1e{"a":\n1}\n\x1e${json(id)}\n`);
    sink.leave();
  });

  it.each([
    ["of another type", { "content-type": "text/plain" }, 200],
    ["without a type", {}, 200],
    ["with a content coding", { "content-type": "application/json", "content-encoding": "gzip" }, 200],
    ["without content", { "content-type": "application/json" }, 204],
  ])("is refused with 406 in application/json-seq if it is %s (EQ-RP-4)", async (_, fields, status) => {
    const { queryPlan, subscribe, channels } = createFixture();
    const base = baseOf("x", { ...fields, "access-control-allow-origin": "*", etag: '"v1"' }, status);
    const { sink } = await subscribe(queryPlan(withState, sequence), base);
    expect(sink.status).toBe(406);
    expect(JSON.parse(sink.text)).toMatchObject({ status: 406, code: "representation-not-json" });
    expect(Object.fromEntries(sink.fields)).toEqual({
      "access-control-allow-origin": "*",
      "content-length": String(sink.text.length),
      "content-type": "application/problem+json",
    });
    expect(sink.outcome).toBe("ended");
    expect(channels.size).toBe(0);
  });

  it("uses the next acceptable encapsulation if the first does not fit (EQ-ST-3)", async () => {
    const { queryPlan, subscribe } = createFixture();
    const accept = "application/json-seq, application/http;q=0.1";
    const { sink } = await subscribe(queryPlan(withState, { accept }), baseOf("x", { "content-type": "text/plain" }));
    expect(sink.fields.get("content-type")).toBe("application/http");
    sink.leave();
  });

  it("is broken off in application/json-seq if it has a record separator", async () => {
    const { queryPlan, subscribe, codes } = createFixture();
    const base = baseOf(bodyOf('{"a":', '"\x1e"}'), { "content-type": "application/json" });
    const { sink, begun } = await subscribe(queryPlan(withState, sequence), base);
    await begun;
    expect(sink).toMatchObject({ outcome: "aborted", text: '\x1e{"a":' });
    expect(codes()).toEqual(["representation"]);
  });

  it.each([
    ["text/plain", {}],
    ["text/plain", http],
    ["application/json", sequence],
  ])("of type %s is broken off if its Content-Length is wrong: %o", async (type, headers) => {
    for (const length of ["12", "14"]) {
      const { queryPlan, subscribe, codes, channels } = createFixture();
      const body = new PushedBody();
      const base = baseOf(body, { "content-type": type, "content-length": length });
      const { sink, begun } = await subscribe(queryPlan(withState, headers), base);
      // The content comes so late that the head was sent with the announced length.
      await vi.waitFor(() => expect(sink.status).toBe(200));
      body.push("Hello World!\n");
      body.end();
      await begun;
      expect(sink.outcome).toBe("aborted");
      expect(codes()).toEqual(["representation"]);
      expect(channels.size).toBe(0);
    }
  });

  it.each([{}, http])("that is available at once has its true length, whatever was announced: %o", async (headers) => {
    const { queryPlan, subscribe } = createFixture();
    const base = baseOf("Hello", { "content-length": "3" });
    const { sink } = await subscribe(queryPlan(withState, headers), base);
    expect(sink.text).toContain("Content-Length: 5\r\n\r\nHello");
    expect(sink.outcome).toBe("open");
    sink.leave();
  });

  it("of unknown length is chunked in application/http", async () => {
    const { queryPlan, subscribe, happen } = createFixture();
    const body = new PushedBody();
    const { sink } = await subscribe(queryPlan(withState, http), baseOf(body, {}));
    await vi.waitFor(() => expect(sink.status).toBe(200));
    body.push("Hello");
    body.push("");
    body.push(" World!\n");
    body.end();
    await vi.waitFor(() => expect(sink.text).toContain("0\r\n\r\n"));
    const { id } = await happen({ type: "update", published });
    expect(sink.text).toBe(
      `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nHello\r\n8\r\n World!\n\r\n0\r\n\r\n${message(json(id))}`,
    );
    sink.leave();
  });

  it.each([
    ["multipart/mixed", {}, "xyz\r\n--"],
    ["application/http", http, "x\r\n1\r\ny\r\n1\r\nz\r\n0\r\n\r\n"],
  ])("that is long is not collected before the head is sent: %s", async (_, headers, expected) => {
    const { queryPlan, subscribe } = createFixture();
    const body = new PushedBody();
    body.push("x".repeat(65_536));
    body.push("y");
    const { sink } = await subscribe(queryPlan(withState, headers), baseOf(body, {}));
    expect(sink.status).toBe(200);
    expect(sink.text.length).toBeGreaterThan(65_536);
    body.push("z");
    body.end();
    await turn();
    expect(sink.text.slice(65_536).includes(expected)).toBe(true);
    sink.leave();
  });
});

describe("a representation without content", () => {
  const conditional = '{"events":{},"state":{"If-None-Match":"\\"v1\\"","If-Match":"*"}}';

  it.each([
    [
      "multipart/mixed, 304 (EQ-RP-3)",
      conditional,
      {},
      304,
      (sink: RecordingSink) => `--${sink.boundary}\r\n\r\n\r\n--${sink.boundary}`,
    ],
    [
      "multipart/mixed, 412 (EQ-RP-3)",
      conditional,
      {},
      412,
      (sink: RecordingSink) => `--${sink.boundary}\r\n\r\n\r\n--${sink.boundary}`,
    ],
    [
      "multipart/mixed, 204",
      withState,
      {},
      204,
      (sink: RecordingSink) => `--${sink.boundary}\r\n\r\n\r\n--${sink.boundary}`,
    ],
    [
      "application/http, 304 (EQ-RP-3)",
      conditional,
      http,
      304,
      () => 'HTTP/1.1 304 Not Modified\r\nETag: "v1"\r\n\r\n',
    ],
    [
      "application/http, 412 (EQ-RP-3)",
      conditional,
      http,
      412,
      () => 'HTTP/1.1 412 Precondition Failed\r\nETag: "v1"\r\nContent-Length: 0\r\n\r\n',
    ],
    ["application/http, 204", withState, http, 204, () => 'HTTP/1.1 204 No Content\r\nETag: "v1"\r\n\r\n'],
  ])("is empty in the stream: %s", async (_, content, headers, status, expected) => {
    const { queryPlan, subscribe } = createFixture();
    const body = new PushedBody();
    body.push("what must not be sent");
    const base = baseOf(body, { etag: '"v1"', "content-length": "21" }, status);
    const { sink } = await subscribe(queryPlan(content, headers), base);
    expect(sink).toMatchObject({ status: 200, text: expected(sink), outcome: "open" });
    expect(body.left).toBe(true);
    sink.leave();
  });

  it("has its range in application/http, if it is partial (206)", async () => {
    const { queryPlan, subscribe } = createFixture();
    const plan = queryPlan('{"events":{},"state":{"Range":"bytes=1-3"}}', http);
    const { sink } = await subscribe(plan, baseOf("ell", { "content-range": "bytes 1-3/5" }, 206));
    expect(sink.text).toBe(
      "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 1-3/5\r\nContent-Length: 3\r\n\r\nell",
    );
    sink.leave();
  });

  it("of status 304 or 412 is admitted only for a conditional request (EQ-RP-2, EQ-RP-3)", () => {
    const statuses = [200, 201, 203, 204, 206, 226, 301, 303, 304, 403, 404, 406, 412, 500];
    const { queryPlan } = createFixture();
    const admitted = (content: string) => {
      const { protocol } = queryPlan(content);
      return statuses.filter((status) => protocol.admits(status));
    };
    expect(admitted('{"events":{},"state":{}}')).toEqual([200, 203, 204, 206, 226]);
    expect(admitted('{"events":{},"state":{"If-Match":"*"}}')).toEqual([200, 203, 204, 206, 226, 304, 412]);
    expect(admitted('{"events":{}}')).toEqual([200, 201, 203, 204, 206, 226]);
  });
});

describe("the boundary that delimits representation and notifications (architecture, invariant 6)", () => {
  /** Subscribes with a representation. Returns whether the subscription shares the audience of the first one. */
  async function sharesAudience(make: (boundary: string) => PushedBody): Promise<boolean> {
    const { queryPlan, subscribe, happen } = createFixture();
    const { sink: first } = await subscribe(queryPlan(withState));
    const sink = new RecordingSink();
    const body = make(first.boundary);
    await subscribe(queryPlan(withState), baseOf(body), sink);
    await vi.waitFor(() => expect(sink.status === 200 || sink.writes.length > 0).toBe(true));
    body.end();
    await turn();
    await happen({ type: "update" });
    expect(sink.text.endsWith(`\r\n--${sink.boundary}`)).toBe(true);
    const shares = sink.boundary === first.boundary;
    first.leave();
    sink.leave();
    return shares;
  }

  it.each<[string, (boundary: string) => PushedBody, boolean]>([
    ["is shared", () => bodyOf("Hello"), true],
    ["is shared if it is within a line", (boundary) => bodyOf(`a--${boundary}`), true],
    ["is the subscriber's own if it begins a line", (boundary) => bodyOf(`a\n--${boundary}`), false],
    ["is the subscriber's own if it begins the body", (boundary) => bodyOf(`--${boundary}`), false],
    ["is found across pieces", (boundary) => bodyOf("a\r", `\n--${boundary.slice(0, 5)}`, boundary.slice(5)), false],
    ["is the subscriber's own if the representation is long", () => bodyOf("x".repeat(65_537)), false],
    ["is the subscriber's own if the representation is slow", () => new PushedBody(), false],
  ])("%s", async (_, make, expected) => {
    expect(await sharesAudience(make)).toBe(expected);
  });
});
