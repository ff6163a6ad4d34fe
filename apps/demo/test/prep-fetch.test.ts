// @ts-expect-error The package has no types.
import prepFetch from "prep-fetch";
import { expect, it } from "vitest";
import { useDemo } from "./demo.ts";

const demo = useDemo();

interface Message {
  readonly headers: Headers;
  text(): Promise<string>;
}

interface PrepResponse {
  getRepresentation(): Promise<Response>;
  getNotifications(): Promise<AsyncIterable<{ message(): Promise<Message> }>>;
}

it("the published client of another author reads the representation, every notification, and the end", async () => {
  await demo.put("/notes/peer", '{"a":1}', "application/json");
  const response = await fetch(`${demo.origin}/notes/peer`, {
    headers: { "Accept-Events": '"prep";accept=("message/rfc822";delta="application/merge-patch+json")' },
  });
  const prepared = prepFetch(response) as PrepResponse;
  const representation = await prepared.getRepresentation();
  expect(await representation.json()).toEqual({ a: 1 });

  const notifications = (await prepared.getNotifications())[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await notifications.next();
    if (done === true) return undefined;
    const message = await value.message();
    return { method: message.headers.get("method"), id: message.headers.get("event-id"), body: await message.text() };
  };
  const put = await demo.put("/notes/peer", '{"a":2}', "application/json");
  expect(await next()).toEqual({ method: "PUT", id: put.field("Event-ID"), body: "" });
  const type = { "Content-Type": "application/merge-patch+json" };
  const patch = await demo.exchange("PATCH", "/notes/peer", type, '{"a":3}');
  expect(await next()).toEqual({ method: "PATCH", id: patch.field("Event-ID"), body: '{"a":3}' });
  const removed = await demo.exchange("DELETE", "/notes/peer");
  expect(await next()).toEqual({ method: "DELETE", id: removed.field("Event-ID"), body: "" });
  expect(await next()).toBeUndefined();
});
