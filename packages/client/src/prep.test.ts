import { parseAcceptEventField, parseAcceptEvents } from "@resource-events/fields";
import { until } from "@resource-events/testing-support";
import { afterEach, describe, expect, it } from "vitest";
import { answering, bytesOf, everyChunking, serve, type Wire, writeAll } from "../test/wire.ts";
import { ClientError } from "./errors.ts";
import { type Notification, type Subscription, subscribe } from "./index.ts";

const head = {
  "Content-Type": 'multipart/mixed; boundary="outer+/"',
  Events: 'protocol="prep", status=200, expires=600',
  "Event-ID": "e0",
  ETag: '"v0"',
  Date: new Date().toUTCString(),
};

/** As our own server writes it: delimiters at the end of the chunk, without their line end (PREP-RS-8). */
const beginning =
  "--outer+/\r\nContent-Type: text/plain\r\n\r\nHello\r\n--outer+/\r\nContent-Type: multipart/digest; boundary=inner\r\n\r\n--inner";
const put = '\r\n\r\nMethod: PUT\r\nEvent-ID: e1\r\nETag: "v1"\r\n\r\n\r\n--inner';
const patch =
  '\r\n\r\nMethod: PATCH\r\nEvent-ID: e2\r\nContent-Type: application/merge-patch+json\r\n\r\n{"a":1}\r\n--inner';
const json = '\r\nContent-Type: application/json\r\n\r\n{"event-id":"e3","type":"delete"}\r\n--inner';
const end = "--\r\n--outer+/--\r\n";
const whole = beginning + put + patch + json + end;

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

const summary = (all: readonly Notification[]) =>
  all.map(({ type, eventId, mediaType }) => `${type} ${eventId} ${mediaType}`);
const expected = ["update e1 message/rfc822", "update e2 message/rfc822", "delete e3 application/json"];

describe("a subscription by PREP", () => {
  it("reads the stream however its bytes are split", async () => {
    for (const chunks of everyChunking(bytesOf(whole))) {
      const subscription = await subscribe("http://example.org/", { fetch: answering(head, chunks).fetch });
      expect(await subscription.representation?.text()).toBe("Hello");
      const all = await collect(subscription);
      expect(summary(all)).toEqual(expected);
      expect(all[1]?.json()).toEqual({ a: 1 });
    }
  });

  it("reports as cut-off every end before the last close-delimiter (EQ-ST-11)", async () => {
    const bytes = bytesOf(whole);
    for (let at = 0; at < bytes.length - 2; at++) {
      const reading = async () => {
        const { fetch } = answering(head, at === 0 ? [] : [bytes.subarray(0, at)]);
        const subscription = await subscribe("http://example.org/", { fetch });
        const text = subscription.representation?.text();
        text?.catch(() => {});
        for await (const { eventId } of subscription) expect(["e1", "e2", "e3"]).toContain(eventId);
      };
      await expect(reading(), `cut at ${at}`).rejects.toMatchObject({ name: "ClientError", code: "cut-off" });
    }
  });

  it("tells what the head says", async () => {
    wire = await serve(async (response) => {
      response.writeHead(200, head);
      await writeAll(response, [bytesOf(whole)]);
      response.end();
    });
    const subscription = await subscribe(wire.url, { lastEventId: "older" });
    expect(subscription).toMatchObject({
      protocol: "prep",
      url: wire.url,
      startEventId: "e0",
      resumed: false,
      duration: 600,
    });
    expect(subscription.response.status).toBe(200);
    expect(subscription.representation?.headers.get("content-type")).toBe("text/plain");
    expect(subscription.representation?.headers.get("etag")).toBe('"v0"');
    expect(subscription.representation?.headers.has("events")).toBe(false);
    expect(summary(await collect(subscription))).toEqual(expected);
    expect(wire.received[0]).toMatchObject({
      method: "GET",
      headers: { "accept-events": '"prep"', "last-event-id": "older" },
    });
  });

  it("gives each notification out as soon as its last byte is here (PREP-RS-8)", async () => {
    wire = await serve((response) => {
      response.writeHead(200, head);
      response.write(beginning);
      proceed = () => response.write(put);
    });
    let proceed = () => false;
    const subscription = await subscribe(wire.url);
    const notifications = subscription[Symbol.asyncIterator]();
    const first = notifications.next();
    proceed();
    expect((await first).value?.eventId).toBe("e1");
    subscription.close();
    await wire.idle();
  });

  it("asks for forms by a strict list (PREP-AE-5, PREP-AE-6), which a server reads back", async () => {
    wire = await serve((response) => response.end());
    const accept = 'message/rfc822;delta="application/json-patch+json, text/*;q=0.5";x="a\\"b", application/json;q=0.5';
    await expect(subscribe(wire.url, { accept, protocol: "prep" })).rejects.toMatchObject({ code: "no-notifications" });
    const field = String(wire.received[0]?.headers["accept-events"]);
    expect(field).toBe(
      '"prep";accept=("message/rfc822";delta="application/json-patch+json, text/*;q=0.5";x="a\\"b" "application/json";q=0.5)',
    );
    const ranges = parseAcceptEventField(parseAcceptEvents(field)[0]?.parameters.get("accept"));
    expect(ranges?.map(({ subtype, weight }) => [subtype, weight])).toEqual([
      ["rfc822", 1],
      ["json", 0.5],
    ]);
    expect(ranges?.[0]?.parameters.get("delta")).toBe("application/json-patch+json, text/*;q=0.5");
  });

  it("selects the representation, with the user's fields", async () => {
    wire = await serve((response) => response.end());
    const options = {
      protocol: "prep",
      headers: { Authorization: "Bearer x" },
      representation: { accept: "text/html", headers: { "Accept-Language": "de" } },
    } as const;
    await expect(subscribe(wire.url, options)).rejects.toThrow(ClientError);
    expect(wire.received[0]?.headers).toMatchObject({
      authorization: "Bearer x",
      accept: "text/html",
      "accept-language": "de",
    });
  });

  it("opts out of the representation, and passes over one sent all the same (PREP-RS-6)", async () => {
    const empty = beginning.replace("Hello", "");
    for (const text of [empty, beginning]) {
      wire = await serve((response) => {
        response.writeHead(200, head);
        response.end(text + put + end);
      });
      const subscription = await subscribe(wire.url, { representation: false });
      expect(subscription.representation).toBeUndefined();
      expect(summary(await collect(subscription))).toEqual(expected.slice(0, 1));
      expect(wire.received[0]?.headers["last-event-id"]).toBe("*");
      await wire.close();
    }
    wire = undefined;
  });

  it("has no representation where it resumed (PREP-RS-7, PREP-RS-11)", async () => {
    const empty = beginning.replace("Hello", "");
    for (const chunks of everyChunking(bytesOf(empty + put + end))) {
      const { fetch } = answering(head, chunks);
      const subscription = await subscribe("http://example.org/", { fetch, lastEventId: "e0" });
      expect(subscription).toMatchObject({ representation: undefined, resumed: true, startEventId: "e0" });
      expect(await collect(subscription)).toHaveLength(1);
    }
  });

  it("takes an empty representation for one where it was asked for, or history was lost", async () => {
    const empty = [bytesOf(beginning.replace("Hello", "") + end)];
    for (const lastEventId of [undefined, "other"]) {
      const subscription = await subscribe("http://example.org/", { fetch: answering(head, empty).fetch, lastEventId });
      expect(await subscription.representation?.text()).toBe("");
    }
  });

  it("reads any status that notifications may come with, and no other (PREP-NO-2)", async () => {
    for (const status of [200, 206, 226]) {
      const { fetch } = answering(head, [bytesOf(whole)], status);
      const subscription = await subscribe("http://example.org/", { fetch });
      expect(subscription.representation?.status).toBe(status);
      subscription.close();
    }
    for (const status of [201, 404]) {
      const answer = answering(head, [bytesOf(whole)], status);
      await expect(subscribe("http://example.org/", { fetch: answer.fetch })).rejects.toMatchObject({
        code: "invalid-response",
        status,
      });
    }
  });

  it("does not process what it must not (PREP-EV-5)", async () => {
    const bad: Record<string, string>[] = [
      { Events: 'protocol="other", status=200' },
      { Events: "protocol=" },
      { Events: "duration=5" },
      { "Content-Type": "text/plain" },
      { "Content-Type": "multipart/mixed" },
      { "Content-Type": 'multipart/mixed; boundary=""' },
    ];
    for (const fields of bad) {
      const { fetch } = answering({ ...head, ...fields }, [bytesOf(whole)]);
      await expect(subscribe("http://example.org/", { fetch })).rejects.toMatchObject({ code: "invalid-response" });
    }
  });

  it("keeps the plain response usable, and says why there are no notifications (PREP-NO-3, PREP-NO-4)", async () => {
    for (const [events, status] of [
      ['protocol="prep", status=406', 406],
      ["protocol=prep, status=412", 412],
      ['protocol="other", status=200', undefined],
      ["not(parseable", undefined],
    ] as const) {
      const { fetch } = answering({ "Content-Type": "text/plain", Events: events }, [bytesOf("plain")]);
      const error: unknown = await subscribe("http://example.org/", { fetch }).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: "no-notifications", status });
      expect(await (error as ClientError).response?.text()).toBe("plain");
    }
    const mixed = answering(
      { "Content-Type": "multipart/mixed;boundary=x", Events: 'protocol="prep", status=406' },
      [],
    );
    await expect(subscribe("http://example.org/", { fetch: mixed.fetch })).rejects.toMatchObject({ status: 406 });
  });

  it("reports what is wrong with the stream", async () => {
    const cases: [string, string, object?][] = [
      [`--outer+/\r\n\r\nx\r\n--outer+/--`, "stream"],
      [`--outer+/\r\n\r\nx\r\n--outer+/\r\nContent-Type: text/plain\r\n\r\n`, "stream"],
      [`${beginning}\r\nno colon\r\n\r\nmore`, "stream"],
      [`${beginning}${put}\r\n--outer+/--`, "cut-off"],
      [`${beginning}${patch}${end}`, "too-large", { notification: 60 }],
      [`${beginning}${put}${end}`, "too-large", { fieldBlock: 30 }],
    ];
    for (const [text, code, limits] of cases) {
      const { fetch } = answering(head, [bytesOf(text)]);
      const reading = subscribe("http://example.org/", { fetch, limits: limits ?? {} }).then(collect);
      await expect(reading, text).rejects.toMatchObject({ name: "ClientError", code });
    }
  });
});

describe("PREP as other servers write it", () => {
  // A date for `expires`, tokens, a nested list, no Event-ID, fillers; each chunk ends with the bare inner delimiter.
  const fields = {
    "Content-Type": 'multipart/mixed; boundary="mN+x/a"',
    Events: `protocol=prep, status=200, expires="${new Date(Date.now() + 3_600_000).toUTCString()}"`,
    "Accept-Events": '"prep";accept=(message/rfc822;delta=(text/plain) application/json)',
    Vary: "Accept-Events",
    Date: new Date().toUTCString(),
  };
  const chunks = [
    '--mN+x/a\r\nContent-Type: text/plain\r\n\r\nHello World!\r\n--mN+x/a\r\nContent-Type: multipart/digest; boundary="q/+1"\r\n\r\n--q/+1',
    "\r\n\r\nMethod: PUT\r\nDate: Sat, 01 Apr 2023 10:11:12 GMT\r\n\r\n\r\n--q/+1",
    "\r\n\r\n\r\n--q/+1",
    "\r\nContent-Type: message/rfc822\r\n\r\nMethod: DELETE\r\nDate: Sat, 01 Apr 2023 10:11:12 GMT\r\n\r\n\r\n--q/+1",
    "--\r\n--mN+x/a--\r\n",
  ];

  it("reads each notification before the next chunk comes, and skips fillers", async () => {
    let next = 1;
    wire = await serve((response) => {
      response.writeHead(200, fields);
      response.write(chunks[0]);
      proceed = () => void response.write(chunks[next++] ?? "");
      finish = () => void response.end(chunks[4]);
    });
    let proceed = () => {};
    let finish = () => {};
    const subscription = await subscribe(wire.url, { lastEventId: "unknown" });
    expect(await subscription.representation?.text()).toBe("Hello World!");
    expect(subscription.duration).toBeGreaterThan(3590);
    expect(subscription).toMatchObject({ startEventId: undefined, resumed: false });
    const notifications = subscription[Symbol.asyncIterator]();
    proceed();
    expect((await notifications.next()).value).toMatchObject({ type: "update", eventId: undefined, etag: undefined });
    proceed();
    proceed();
    expect((await notifications.next()).value).toMatchObject({ type: "delete" });
    finish();
    expect(await notifications.next()).toEqual({ done: true, value: undefined });
    await until(() => next === 4);
  });

  it("has no representation after a last event id that was up to date, though the head does not say", async () => {
    const silent = [(chunks[0] ?? "").replace("Hello World!", ""), chunks[4] ?? ""].map(bytesOf);
    const { fetch } = answering(fields, silent);
    const subscription = await subscribe("http://example.org/", { fetch, lastEventId: "x" });
    expect(subscription.representation).toBeUndefined();
    expect(await collect(subscription)).toEqual([]);
  });
});
