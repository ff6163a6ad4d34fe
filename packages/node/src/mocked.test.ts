import type { RequestListener } from "node:http";
import { until } from "@resource-events/testing-support";
import inject from "light-my-request";
import { createRequest, createResponse, type RequestMethod } from "node-mocks-http";
import serverless from "serverless-http";
import supertest from "supertest";
import { describe, expect, it } from "vitest";
import { type NodeHandler, type NodeOptions, type NodeResourceEvents, resourceEvents } from "./index.ts";

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly field: (name: string) => unknown;
}

type Ask = (
  handler: RequestListener,
  method: "GET" | "PUT" | "PATCH" | "QUERY",
  fields: Readonly<Record<string, string>>,
  content?: string,
) => Promise<Answer>;

/** Ways to call a handler without a server: for tests, and on serverless platforms. */
const mocks: Readonly<Record<string, Ask>> = {
  "node-mocks-http": async (handler, method, fields) => {
    const request = createRequest({ method: method as RequestMethod, url: "/note", headers: fields });
    const response = createResponse({ req: request });
    await handler(request, response as never);
    return {
      status: response.statusCode,
      body: String(response._getData()),
      field: (name) => response.getHeader(name),
    };
  },
  "serverless-http": async (handler, method, fields, content) => {
    const event = {
      httpMethod: method,
      path: "/note",
      headers: fields,
      multiValueHeaders: {},
      requestContext: {},
      body: content,
    };
    const answer = (await serverless(handler)(event, {})) as {
      readonly statusCode: number;
      readonly body: string;
      readonly headers: Readonly<Record<string, string>>;
    };
    return { status: answer.statusCode, body: answer.body, field: (name) => answer.headers[name.toLowerCase()] };
  },
};

/** Tools of tests that have real streams. */
const streaming: Readonly<Record<string, Ask>> = {
  "light-my-request": async (handler, method, fields, content) => {
    const answer = await inject(handler as never, {
      method: method as "GET",
      url: "/note",
      headers: fields,
      ...(content !== undefined && { payload: content }),
    });
    return { status: answer.statusCode, body: answer.payload, field: (name) => answer.headers[name.toLowerCase()] };
  },
  supertest: async (handler, method, fields, content) => {
    const verb = method.toLowerCase() as "get";
    // It gives out the content of unknown types only if it is told how to read it.
    const asked = supertest(handler)
      [verb]("/note")
      .set(fields)
      .buffer(true)
      .parse((response, done) => {
        let text = "";
        response.on("data", (bytes) => {
          text += bytes;
        });
        response.on("end", () => done(null, text));
      });
    const answer = await (content === undefined ? asked : asked.send(content));
    return { status: answer.status, body: String(answer.body), field: (name) => answer.headers[name.toLowerCase()] };
  },
};

const note: NodeHandler = (request, response) => {
  response.setHeader("Content-Type", "text/plain");
  response.statusCode = request.method === "PUT" ? 204 : 200;
  response.end(request.method === "GET" ? "hello" : undefined);
};

function wrapped(options: NodeOptions = {}): {
  listener: RequestListener;
  events: NodeResourceEvents;
  heard: unknown[];
} {
  const heard: unknown[] = [];
  const events = resourceEvents({ onError: (error) => heard.push(error), ...options });
  return { listener: events.wrap(note) as RequestListener, events, heard };
}

const prep = { "accept-events": '"prep"' };
const query = ["QUERY", { "content-type": "application/json", accept: "multipart/mixed" }] as const;
const content = '{"state":{},"events":{}}';

describe.each(Object.entries({ ...mocks, ...streaming }))("%s", (_, ask) => {
  it("gets ordinary responses, and its mutations are events", async () => {
    const { listener, events, heard } = wrapped();
    const read = await ask(listener, "GET", {});
    expect([read.status, read.body, read.field("Vary")]).toEqual([200, "hello", "Accept-Events"]);
    const changed = await ask(listener, "PUT", { "content-type": "text/plain" }, "new");
    expect([changed.status, typeof changed.field("Event-ID")]).toEqual([204, "string"]);
    expect(events.stats().log?.events).toBe(1);
    expect(heard).toEqual([]);
  });
});

describe.each(Object.entries(mocks))("%s, whose messages are no streams,", (_, ask) => {
  it("gets the ordinary response to PREP, and a refusal of a QUERY; onError hears once what is needed", async () => {
    const { listener, events, heard } = wrapped();
    const read = await ask(listener, "GET", prep);
    expect([read.status, read.body, read.field("Events")]).toEqual([200, "hello", 'protocol="prep", status=503']);
    const refused = await ask(listener, ...query, content);
    expect([refused.status, JSON.parse(refused.body).code]).toEqual([503, "not-streamed"]);
    expect(heard).toMatchObject([{ name: "MiddlewareError", code: "mocked" }]);
    expect(events.stats().refused).toMatchObject({ 503: 2 });
  });
});

describe.each(Object.entries(streaming))("%s, whose messages are streams,", (_, ask) => {
  it("gets a whole stream once it has ended", async () => {
    const { listener, events, heard } = wrapped();
    for (const [method, fields, sent] of [["GET", prep, undefined] as const, [...query, content] as const]) {
      const asked = ask(listener, method, fields, sent);
      await until(() => events.stats().subscriptions.total === 1);
      const id = await events.notify("/note", { type: "delete" });
      const stream = await asked;
      expect(stream.status).toBe(200);
      expect(stream.body).toContain("\r\n\r\nhello\r\n");
      expect(stream.body).toContain(id);
    }
    expect(heard).toEqual([]);
  });
});
