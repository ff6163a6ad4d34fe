import { expect, it } from "vitest";
import { fetchResourceEvents } from "./resource-events.ts";

const url = "http://localhost/notes/1";

function subscribe(method: "GET" | "QUERY", fields: Record<string, string> = {}): Request {
  if (method === "GET") return new Request(url, { headers: { "Accept-Events": '"prep"', ...fields } });
  const headers = { "Content-Type": "application/json", Accept: "application/json-seq", ...fields };
  return new Request(url, { method, headers, body: '{"events":{}}' });
}

it("calls `authorize` and `client` with the handler's arguments, and limits each client", async () => {
  const events = fetchResourceEvents<[{ secret: string }]>({
    authorize: ({ headers }, resource, { secret }) => headers.get("authorization") === `${secret} ${resource}`,
    client: ({ headers }, { secret }) => `${secret} ${headers.get("authorization")}`,
    limits: { subscriptionsPerClient: 1 },
  });
  const handler = events.wrap(() => new Response("hello"));
  const environment = { secret: "s" };
  const allowed = { Authorization: "s /notes/1" };

  const forbidden = await handler(subscribe("QUERY"), environment);
  expect(forbidden.status).toBe(403);
  expect(await forbidden.json()).toMatchObject({ code: "unauthorized" });
  const plain = await handler(subscribe("GET"), environment);
  expect([await plain.text(), plain.headers.get("events")]).toEqual(["hello", 'protocol="prep", status=403']);

  const served = await handler(subscribe("QUERY", allowed), environment);
  expect(served.status).toBe(200);
  const limited = await handler(subscribe("QUERY", allowed), environment);
  expect([limited.status, limited.headers.get("retry-after")]).toEqual([429, "5"]);
  const plainAgain = await handler(subscribe("GET", allowed), environment);
  expect([await plainAgain.text(), plainAgain.headers.get("events"), plainAgain.headers.get("retry-after")]).toEqual([
    "hello",
    'protocol="prep", status=429',
    "5",
  ]);

  await events.close();
  expect(await served.text()).toBe("");
  expect(events.stats()).toMatchObject({ subscriptions: { total: 0 }, ended: { closed: 1 } });
  expect((await handler(subscribe("QUERY", allowed), environment)).status).toBe(503);
});
