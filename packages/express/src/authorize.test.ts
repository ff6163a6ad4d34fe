import { expect, it } from "vitest";
import { sendPrep, sendQuery } from "../../node/test/requests.ts";
import { eventsWithErrors, quiet, serve, versions } from "../test/applications.ts";

it.each(versions)(
  "%s: the request as Express knows it says who may subscribe, and who a client is",
  async (_, express) => {
    const { events } = eventsWithErrors({
      resource: "/notes/:id",
      authorize: (req, resource) => req.get("x-token") === `${req.originalUrl} is ${resource}`,
      client: (req) => req.ip,
      limits: { subscriptionsPerClient: 1 },
    });
    const app = quiet(express());
    app.use(events);
    app.get("/notes/:id", (_req, res) => void res.send("hello"));
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
  },
);
