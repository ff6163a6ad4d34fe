import { ClientError, type Notification, next, subscribe } from "@resource-events/client";
import { describe, expect, it } from "vitest";
import { useDemo } from "./demo.ts";

const demo = useDemo();

/** The next notification of a subscription; undefined at its clean end. */
async function nextOf(notifications: AsyncIterator<Notification>): Promise<Notification | undefined> {
  const { value, done } = await notifications.next();
  return done === true ? undefined : value;
}

const ways = [
  { protocol: "prep" },
  { protocol: "prep", accept: "application/json" },
  { protocol: "prep", accept: "application/activity+json" },
  { protocol: "events-query", encapsulation: "multipart/mixed" },
  { protocol: "events-query", encapsulation: "multipart/mixed", accept: "message/rfc822" },
  { protocol: "events-query", encapsulation: "application/http", accept: "example/event-notification" },
  { protocol: "events-query", encapsulation: "application/http" },
  { protocol: "events-query", encapsulation: "application/json-seq" },
] as const;

describe("our client", () => {
  it.each(ways)("follows a note to its end by %o", async (options) => {
    const name = `/notes/${Object.values(options).join("-").replaceAll("/", "-")}`;
    await demo.client.put(name, '{"n":1}', "application/json");
    const note = await subscribe(`${demo.origin}${name}`, options);
    expect(note.protocol).toBe(options.protocol);
    expect(await note.representation?.json()).toEqual({ n: 1 });
    const notifications = note[Symbol.asyncIterator]();
    const put = await demo.client.put(name, '{"n":2}', "application/json");
    expect(await nextOf(notifications)).toMatchObject({ type: "update", eventId: put.field("Event-ID") });
    const removed = await demo.client.exchange("DELETE", name);
    expect(await nextOf(notifications)).toMatchObject({ type: "delete", eventId: removed.field("Event-ID") });
    expect(await nextOf(notifications)).toBeUndefined();
  });

  it.each(ways)("resumes by %o", async (options) => {
    const first = await demo.client.put("/notes/resumed", "1");
    const second = await demo.client.put("/notes/resumed", "2");
    const lastEventId = first.field("Event-ID") ?? "";
    const note = await subscribe(`${demo.origin}/notes/resumed`, { ...options, lastEventId, representation: false });
    expect(note.resumed).toBe(true);
    expect(note.representation).toBeUndefined();
    for await (const { eventId } of note) {
      expect(eventId).toBe(second.field("Event-ID"));
      break;
    }
  });

  it("takes PREP where it may choose", async () => {
    const note = await subscribe(`${demo.origin}/notes/welcome`);
    expect(note.protocol).toBe("prep");
    expect(note.duration).toBe(600);
    note.close();
  });

  it("is told of a delta where it asks for one", async () => {
    await demo.client.put("/notes/delta", '{"n":1}', "application/json");
    for (const options of [
      { protocol: "prep", accept: 'message/rfc822;delta="application/json-patch+json, application/merge-patch+json"' },
      { protocol: "events-query", accept: 'message/rfc822;delta="application/merge-patch+json"' },
    ] as const) {
      const note = await subscribe(`${demo.origin}/notes/delta`, options);
      const type = { "Content-Type": "application/merge-patch+json" };
      const delta = `{"n":"${options.protocol}"}`;
      await demo.client.exchange("PATCH", "/notes/delta", type, delta);
      const notifications = note[Symbol.asyncIterator]();
      const notification = await nextOf(notifications);
      expect(notification?.text()).toBe(delta);
      // What changes nothing brings none (PREP-MS-6).
      await demo.client.exchange("PATCH", "/notes/delta", type, delta);
      expect((await nextOf(notifications))?.body.byteLength).toBe(0);
      note.close();
    }
  });

  it("waits for a single notification", async () => {
    const id = (await demo.client.put("/notes/next", "1")).field("Event-ID") ?? "";
    const url = `${demo.origin}/notes/next`;
    expect(await next(url, { duration: 0.1 })).toBeUndefined();
    const second = await demo.client.put("/notes/next", "2");
    expect(await next(url, { lastEventId: id })).toMatchObject({ type: "update", eventId: second.field("Event-ID") });
  });

  it("says why there are no notifications", async () => {
    const refusal = async (path: string, options: Parameters<typeof subscribe>[1]) =>
      subscribe(`${demo.origin}${path}`, options).then(
        () => undefined,
        (error: unknown) => (error instanceof ClientError ? [error.code, error.status] : error),
      );
    expect(await refusal("/notes/welcome", { protocol: "prep", accept: "image/png" })).toEqual([
      "no-notifications",
      406,
    ]);
    expect(await refusal("/notes/welcome", { protocol: "events-query", accept: "image/png" })).toEqual([
      "response",
      406,
    ]);
    expect(await refusal("/notes/absent", {})).toEqual(["response", 404]);
    expect(await refusal("/", {})).toMatchObject(["no-notifications", undefined]);
  });
});
