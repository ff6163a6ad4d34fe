import { describe, expect, it } from "vitest";
import { baseOf, createFixture, turn } from "../../../test/fixture.ts";
import { PushedBody } from "../../../test/pushed-body.ts";
import { RecordingSink } from "../../../test/recording-sink.ts";
import { prepAdmits } from "./protocol.ts";
import { notAdmitted, prepRefusalFields } from "./refusal.ts";

/** The inner boundary, from the head of the digest. */
function innerOf(sink: RecordingSink): string {
  return /multipart\/digest; boundary="(\w+)"/.exec(sink.text)?.[1] ?? "";
}

/** The bytes between the representation and the first notification (PREP-RS-8). */
function subscription(sink: RecordingSink): string {
  return `\r\n--${sink.boundary}\r\nContent-Type: multipart/digest; boundary="${innerOf(sink)}"\r\n\r\n--${innerOf(sink)}`;
}

function closing(sink: RecordingSink): string {
  return `--\r\n--${sink.boundary}--\r\n`;
}

describe("the response with notifications", () => {
  it("has the head that PREP-RS-1 to PREP-RS-3, PREP-RS-11 and EQ-ST-2 require", async () => {
    const { prepPlan, subscribe } = createFixture({ deltas: ["text/plain"], duration: { default: 30 } });
    const base = baseOf("Hello", {
      "access-control-allow-origin": "*",
      "accept-ranges": "bytes",
      age: "5",
      "cache-control": "max-age=60",
      connection: "keep-alive",
      "content-language": "en",
      "content-length": "5",
      "content-security-policy": "default-src 'none'",
      "content-type": "text/plain",
      date: "Sun, 22 Nov 2020 07:05:09 GMT",
      etag: '"v1"',
      "event-id": "nobody-knows",
      events: "nonsense",
      "last-modified": "Sun, 22 Nov 2026 07:05:09 GMT",
      "transfer-encoding": "chunked",
      vary: "Accept",
    });
    const { sink } = await subscribe(prepPlan(), base);
    expect(sink.status).toBe(200);
    expect(Object.fromEntries(sink.fields)).toEqual({
      "accept-events":
        '"prep";accept=("message/rfc822";delta="text/plain" "application/json";delta="text/plain" ' +
        '"application/ld+json" "application/activity+json")',
      "accept-query": '"application/json", "example/events-query"',
      "access-control-allow-origin": "*",
      "cache-control": "no-store, no-transform",
      "content-security-policy": "default-src 'none'",
      "content-type": `multipart/mixed; boundary="${sink.boundary}"`,
      date: expect.stringMatching(/ GMT$/),
      etag: '"v1"',
      "event-id": expect.stringMatching(/^[!-~]+$/),
      events: 'protocol="prep", status=200, expires=30',
      incremental: "?1",
      "last-modified": "Sun, 22 Nov 2026 07:05:09 GMT",
      vary: "Accept, Accept-Events",
      "x-accel-buffering": "no",
    });
    expect(Date.parse(sink.fields.get("date") ?? "")).toBeGreaterThan(Date.UTC(2021));
    expect(sink.head.map(([name]) => name)).toEqual(expect.arrayContaining(["ETag", "Event-ID", "Last-Modified"]));
    expect(sink.text).toBe(
      `--${sink.boundary}\r\nContent-Language: en\r\nContent-Length: 5\r\nContent-Type: text/plain\r\n\r\nHello${subscription(sink)}`,
    );
    expect(innerOf(sink)).not.toBe(sink.boundary);
    sink.leave();
  });

  it("writes each notification with the delimiter after it, without a line end (PREP-RS-8)", async () => {
    const { prepPlan, subscribe, happen, channels } = createFixture();
    const { sink } = await subscribe(prepPlan());
    const inner = innerOf(sink);
    const written = sink.writes.length;
    const published = new Date(Date.UTC(2026, 10, 22, 7, 5, 9));
    const first = await happen({ type: "update", etag: '"v2"', published });
    const second = await happen({ type: "update", object: "/child", published });
    expect(sink.writes.slice(written)).toEqual([
      `\r\n\r\nMethod: PUT\r\nDate: Sun, 22 Nov 2026 07:05:09 GMT\r\nEvent-ID: ${first.id}\r\nETag: "v2"\r\n\r\n\r\n--${inner}`,
      `\r\n\r\nMethod: PUT\r\nDate: Sun, 22 Nov 2026 07:05:09 GMT\r\nEvent-ID: ${second.id}\r\n` +
        `Content-Location: /child\r\n\r\n\r\n--${inner}`,
    ]);
    sink.leave();
    expect(channels.size).toBe(0);
  });

  it("names the type of a part that is not message/rfc822 (PREP-RS-5)", async () => {
    const { prepPlan, subscribe, happen } = createFixture();
    const { sink } = await subscribe(prepPlan({ "accept-events": '"prep";accept="application/json"' }));
    const { id } = await happen({ type: "update", published: new Date(0) });
    expect(sink.writes.at(-1)).toBe(
      `\r\nContent-Type: application/json\r\n\r\n{"published":"1970-01-01T00:00:00.000Z","event-id":"${id}",` +
        `"type":"update","method":"PUT"}\r\n--${innerOf(sink)}`,
    );
    sink.leave();
  });

  it("ends with both close-delimiters right after the deletion (PREP-RS-9)", async () => {
    const { prepPlan, subscribe, happen, channels } = createFixture();
    const { sink } = await subscribe(prepPlan());
    await happen({ type: "delete", object: "/child" });
    expect(sink.outcome).toBe("open");
    await happen({ type: "delete" });
    expect(sink.text.endsWith(`\r\n--${innerOf(sink)}${closing(sink)}`)).toBe(true);
    expect(sink.outcome).toBe("ended");
    expect(channels.size).toBe(0);
  });

  it.each([
    ["a 204 becomes a 200 with an empty first part", 204, null, {}, 200, ""],
    ["a 206 keeps its range", 206, "ell", { "content-range": "bytes 1-3/5" }, 206, "Content-Range: bytes 1-3/5\r\n"],
    ["a 226", 226, "ell", {}, 226, ""],
  ])("has the base response's status (PREP-RS-1): %s", async (_, status, body, fields, expected, head) => {
    const { prepPlan, subscribe } = createFixture();
    const { sink } = await subscribe(prepPlan(), baseOf(body, fields, status));
    expect(sink.status).toBe(expected);
    expect(sink.text).toBe(`--${sink.boundary}\r\n${head}\r\n${body ?? ""}${subscription(sink)}`);
    sink.leave();
  });

  it("has an empty first part for a 204 that claims to have content", async () => {
    const { prepPlan, subscribe } = createFixture();
    const body = new PushedBody();
    body.push("smuggled");
    const { sink } = await subscribe(prepPlan(), baseOf(body, { "content-length": "8", "content-type": "a/b" }, 204));
    expect(sink.text).toBe(`--${sink.boundary}\r\nContent-Type: a/b\r\n\r\n${subscription(sink)}`);
    expect(body.left).toBe(true);
    sink.leave();
  });

  it("sends an empty representation", async () => {
    const { prepPlan, subscribe } = createFixture();
    for (const body of ["", null]) {
      const { sink } = await subscribe(prepPlan(), baseOf(body, { "content-length": "0" }));
      expect(sink.text).toBe(`--${sink.boundary}\r\nContent-Length: 0\r\n\r\n${subscription(sink)}`);
      sink.leave();
    }
  });
});

describe("Last-Event-ID", () => {
  const vary = "Accept-Events, Last-Event-ID";

  it.each(["*", "the last"])("opts out of the body: %s (PREP-RS-6)", async (which) => {
    const { prepPlan, subscribe, happen } = createFixture();
    const { id } = await happen({ type: "update" });
    const body = new PushedBody();
    const plan = prepPlan({ "last-event-id": which === "*" ? "*" : id });
    const { sink } = await subscribe(plan, baseOf(body, { "content-type": "text/plain", "content-length": "5" }));
    expect(sink.text).toBe(`--${sink.boundary}\r\nContent-Type: text/plain\r\n\r\n${subscription(sink)}`);
    expect(body).toMatchObject({ left: true, asked: 0 });
    expect(sink.eventId).toBe(id);
    expect(sink.fields.get("vary")).toBe(vary);
    sink.leave();
  });

  it("resumes, in one write, with an empty first part (PREP-RS-7)", async () => {
    const { prepPlan, subscribe, happen } = createFixture();
    const [first, second, third] = [
      await happen({ type: "update" }),
      await happen({ type: "update" }),
      await happen({ type: "update" }),
    ];
    const { sink } = await subscribe(prepPlan({ "last-event-id": first.id }));
    expect(sink.eventId).toBe(first.id);
    expect(sink.writes).toHaveLength(1);
    expect([...sink.text.matchAll(/Event-ID: (\S+)/g)].map(([, id]) => id)).toEqual([second.id, third.id]);
    expect(sink.fields.get("vary")).toBe(vary);
    sink.leave();
  });

  it("is ignored if it is unknown (PREP-RS-7)", async () => {
    const { prepPlan, subscribe, happen } = createFixture();
    const elsewhere = await happen({ type: "update" }, "/elsewhere");
    const { id } = await happen({ type: "update" });
    const { sink } = await subscribe(prepPlan({ "last-event-id": elsewhere.id }));
    expect(sink.text).toBe(`--${sink.boundary}\r\nContent-Type: text/plain\r\n\r\nHello World!\n${subscription(sink)}`);
    expect(sink.eventId).toBe(id);
    expect(sink.fields.get("vary")).toBe("Accept-Events");
    sink.leave();
  });

  it("does not override the representation's own Event-ID if it is unknown (EQ-RP-6)", async () => {
    const { prepPlan, join, happen } = createFixture();
    const subscription = await join(prepPlan({ "last-event-id": "unknown" }));
    const shown = await happen({ type: "update" });
    const sink = new RecordingSink();
    await subscription.begin(baseOf("Hello", { "event-id": shown.id }), (_, fields) => {
      sink.head = fields;
      return sink;
    });
    expect(sink.eventId).toBe(shown.id);
    expect(sink.text).not.toContain("Event-ID");
    sink.leave();
  });
});

describe("the ETag in notifications (PREP-MS-4)", () => {
  it("is that of the representation's own media type, or left out", async () => {
    const { prepPlan, subscribe, happen } = createFixture();
    const { sink: html } = await subscribe(prepPlan(), baseOf("x", { "content-type": "Text/HTML; charset=UTF-8" }));
    const { sink: plain } = await subscribe(prepPlan(), baseOf("x", { "content-type": "text/plain" }));
    const { sink: json } = await subscribe(prepPlan(), baseOf("x", { "content-type": "application/json" }));
    await happen({ type: "update", etag: { "text/html;charset=utf-8": '"h"', "text/plain": '"p"' } });
    expect([html, plain, json].map(({ text }) => /ETag: (\S+)/.exec(text)?.[1])).toEqual(['"h"', '"p"', undefined]);
    for (const sink of [html, plain, json]) sink.leave();
  });
});

describe("the Content-Length of a representation", () => {
  it.each([
    ["too large", "10", ["Hello"]],
    ["too small", "3", ["Hello"]],
    ["too small because of a later piece", "7", ["Hello", "Hello"]],
    ["not zero for an empty body", "1", []],
  ])("causes a visible abort, reported once, if it is %s", async (_, length, pieces) => {
    const { prepPlan, subscribe, codes, channels } = createFixture();
    const body = new PushedBody();
    for (const piece of pieces) body.push(piece);
    body.end();
    const { sink, begun } = await subscribe(prepPlan(), baseOf(body, { "content-length": length }));
    await begun;
    expect(sink.outcome).toBe("aborted");
    expect(sink.text).not.toContain("multipart/digest");
    expect(codes()).toEqual(["representation"]);
    expect(body.left).toBe(true);
    expect(channels.size).toBe(0);
  });

  it.each(["5 ", "-5", "5, 5", "1e1", "x"])("is ignored if it is invalid: %j", async (length) => {
    const { prepPlan, subscribe } = createFixture();
    const { sink } = await subscribe(prepPlan(), baseOf("Hello", { "content-length": length }));
    expect(sink.outcome).toBe("open");
    sink.leave();
  });
});

it("sends the head before any of the body is available", async () => {
  const { prepPlan, subscribe } = createFixture();
  const body = new PushedBody();
  const { sink } = await subscribe(prepPlan(), baseOf(body, {}));
  expect(sink.status).toBe(200);
  body.push("a");
  await turn();
  expect(sink.text).toBe(`--${sink.boundary}\r\n\r\na`);
  body.push("b");
  body.end();
  await turn();
  expect(sink.text).toBe(`--${sink.boundary}\r\n\r\nab${subscription(sink)}`);
  sink.leave();
});

it("allows everything in the representation except its private boundary (PREP-RS-10)", async () => {
  const { prepPlan, subscribe } = createFixture();
  const { sink: other } = await subscribe(prepPlan());
  const inner = innerOf(other);
  const { sink } = await subscribe(prepPlan(), baseOf(`\r\n--${inner}--\r\n--${other.boundary}--\r\n`));
  // The inner boundary delimits nothing before its own part has begun; the outer one is this response's own.
  expect(innerOf(sink)).toBe(inner);
  expect(sink.boundary).not.toBe(other.boundary);
  sink.leave();
  other.leave();
});

describe("a response without notifications", () => {
  it("is the rule for all statuses except four (PREP-NO-2)", () => {
    const all = Array.from({ length: 500 }, (_, index) => index + 100);
    expect(all.filter(prepAdmits)).toEqual([200, 204, 206, 226]);
  });

  it("says why it has none (PREP-NO-3, PREP-NO-4)", async () => {
    const refusal = { kind: "prep-refusal", status: 406 } as const;
    expect(prepRefusalFields(refusal, 200)).toEqual([["Events", 'protocol="prep", status=406']]);
    expect(prepRefusalFields({ ...refusal, status: 429, retryAfter: 7 }, 204)).toEqual([
      ["Events", 'protocol="prep", status=429'],
      ["Retry-After", "7"],
    ]);
    expect(prepRefusalFields(refusal, 404)).toEqual(notAdmitted);
    expect(notAdmitted).toEqual([["Events", 'protocol="prep", status=412']]);
    const { prepPlan, join, channels } = createFixture();
    const pending = await join(prepPlan());
    expect(pending.plan.protocol.admits(404)).toBe(false);
    pending.cancel();
    expect(channels.size).toBe(0);
  });
});
