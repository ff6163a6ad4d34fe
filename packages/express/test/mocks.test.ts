import type { RequestListener } from "node:http";
import { createRequest, createResponse } from "node-mocks-http";
import serverless from "serverless-http";
import { describe, expect, it } from "vitest";
import { resourceEvents } from "../src/index.ts";
import { versions } from "./applications.ts";

describe.each(versions)("%s without a server", (_, express) => {
  const create = () => {
    const heard: unknown[] = [];
    const events = resourceEvents({ onError: (error) => heard.push(error) });
    const application = express();
    application.use(events);
    application.get("/note", (_request, response) => void response.type("text").send("hello"));
    application.put("/note", (_request, response) => void response.sendStatus(204));
    return { application, events, heard };
  };

  it.each(["", '"prep"'])(
    "responds to node-mocks-http, and its mutations are events; Accept-Events: %s",
    async (accept) => {
      const { application, events, heard } = create();
      const ask = (method: "GET" | "PUT") => {
        const request = createRequest({ method, url: "/note", headers: { "accept-events": accept } });
        const response = createResponse({ req: request });
        application(request, response);
        return response;
      };
      const [read, changed] = [ask("GET"), ask("PUT")];
      await expect.poll(() => changed.writableEnded).toBe(true);
      expect([read.statusCode, read._getData(), read.getHeader("Vary")]).toEqual([200, "hello", "Accept-Events"]);
      expect([changed.statusCode, changed.getHeader("Event-ID")]).toEqual([204, expect.any(String)]);
      expect(events.stats().log?.events).toBe(1);
      expect(heard).toMatchObject(accept === "" ? [] : [{ code: "mocked" }]);
    },
  );

  it("responds to serverless-http, and its mutations are events", async () => {
    const { application, events, heard } = create();
    const call = serverless(application as unknown as RequestListener);
    const ask = (httpMethod: string) =>
      call({ httpMethod, path: "/note", headers: {}, multiValueHeaders: {}, requestContext: {} }, {});
    expect(await ask("GET")).toMatchObject({ statusCode: 200, body: "hello", headers: { vary: "Accept-Events" } });
    expect(await ask("PUT")).toMatchObject({ statusCode: 204, headers: { "event-id": expect.any(String) } });
    expect(events.stats().log?.events).toBe(1);
    expect(heard).toEqual([]);
  });
});
