import { describe, expect, it } from "vitest";
import { pipelines } from "./pipelines.ts";
import { fetchResourceEvents } from "./resource-events.ts";

const request = (fields: Record<string, string> = { Host: "x" }): Request =>
  new Request("http://localhost/a", { headers: { "Accept-Events": '"prep"', ...fields } });

describe("pipelines", () => {
  it("are of the requests that come before anything else runs", async () => {
    const pipelineOf = pipelines();
    const [first, second] = [pipelineOf(request()), pipelineOf(request())];
    expect(first).toBeInstanceOf(Object);
    expect(second).toBe(first);
    await undefined;
    expect(pipelineOf(request())).not.toBe(first);
  });

  it("are not those of HTTP/2, nor of what an application makes, nor of another instance", () => {
    const pipelineOf = pipelines();
    expect(pipelineOf(request({}))).toBeUndefined();
    expect(pipelineOf(request())).not.toBe(pipelines()(request()));
  });
});

describe("subscriptions that are asked for at once", () => {
  const ask = async (count: number, fields?: Record<string, string>) => {
    const events = fetchResourceEvents({ limits: { waitingRequests: 3 } });
    const handle = events.wrap(() => new Response("here"));
    const responses = await Promise.all(Array.from({ length: count }, () => handle(request(fields))));
    const refusals = responses.map(({ headers }) => /status=(\d+)/.exec(headers.get("Events") ?? "")?.[1]);
    const { subscriptions, refused } = events.stats();
    for (const { body } of responses) await body?.cancel();
    return { refusals, subscriptions: subscriptions.total, refused: refused[429] };
  };

  it("are all refused if there are more than limits.waitingRequests, and the handler responds", async () => {
    expect(await ask(4)).toMatchObject({ refusals: Array(4).fill("429"), subscriptions: 0, refused: 4 });
  });

  it("are served if there are no more, or if they have no turn", async () => {
    expect(await ask(3)).toMatchObject({ subscriptions: 3, refused: 0 });
    expect(await ask(4, {})).toMatchObject({ subscriptions: 4, refused: 0 });
  });
});
