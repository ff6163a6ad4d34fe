import { expect, it } from "vitest";
import { sendPrep, sendQuery } from "../../node/test/requests.ts";
import { eventsWithErrors, serve, versions } from "../test/applications.ts";

it.each(versions)("%s: the context says who may subscribe, and who a client is", async (_, Koa) => {
  const { events } = eventsWithErrors({
    resource: "/notes/:id",
    authorize: (context, resource) => context.get("x-token") === `${context.originalUrl} is ${resource}`,
    client: (context) => context.ip,
    limits: { subscriptionsPerClient: 1 },
  });
  const app = new Koa();
  app.use(events);
  app.use((context) => {
    context.body = "hello";
  });
  const { connect } = await serve(app);
  const ask = async (fields: string) => {
    const client = connect();
    sendQuery(client, { target: "/notes/1?a", fields });
    return client;
  };
  const token = "X-Token: /notes/1?a is /notes/1";
  expect((await (await ask("X-Token: guessed")).response()).status).toBe(403);
  expect((await (await ask(token)).partial()).status).toBe(200);
  expect((await (await ask(token)).response()).status).toBe(429);
  const prep = connect();
  sendPrep(prep, "/notes/1");
  const plain = await prep.response();
  expect([plain.body, plain.field("events")]).toEqual(["hello", 'protocol="prep", status=403']);
  expect(events.stats()).toMatchObject({ subscriptions: { total: 1 }, refused: { 403: 2, 429: 1 } });
});
