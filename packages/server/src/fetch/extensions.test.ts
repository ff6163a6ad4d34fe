import { describe, expect, it, onTestFinished, vi } from "vitest";
import { type Fault, faults } from "../../test/faults.ts";
import type { FetchOptions } from "./options.ts";
import { type FetchHandler, fetchResourceEvents } from "./resource-events.ts";

/*
 * Every option of the Fetch form, and its handler, times every way in which they can go wrong (invariant 8): the request ends
 * or its client leaves, its slot is given back, and nobody else notices.
 */

const note: FetchHandler = ({ method }) =>
  method === "GET" ? new Response("here") : new Response(null, { status: 204 });

/** Puts a fault into options or a handler; it concerns requests for `/spoilt` alone. */
type Place = (fault: Fault) => { readonly options?: FetchOptions; readonly handler?: FetchHandler };

const isSpoilt = ({ url }: { readonly url: string }): boolean => url.endsWith("/spoilt");

/** An option as an untyped application might give it; it gets the request first. */
const option =
  (name: "scope" | "client" | "authorize" | "whenSent", sound?: unknown): Place =>
  (fault) => ({ options: { [name]: (request: Request) => (isSpoilt(request) ? fault() : sound) } });

const places: Readonly<Record<string, Place>> = {
  resource: (fault) => ({
    options: { resource: (url) => (url.pathname === "/spoilt" ? fault() : url.pathname) as string },
  }),
  scope: option("scope"),
  client: option("client", "me"),
  authorize: option("authorize", true),
  whenSent: option("whenSent"),
  "the handler": (fault) => ({
    handler: (request) => (isSpoilt(request) ? (fault() as Response) : note(request)),
  }),
};

function requests(path: string, signal: AbortSignal): Request[] {
  const url = `http://localhost${path}`;
  const query = { "Content-Type": "application/json", Accept: "application/json-seq" };
  return [
    new Request(url, { headers: { "Accept-Events": '"prep"' }, signal }),
    new Request(url, { method: "QUERY", headers: query, body: '{"events":{}}', signal }),
    new Request(url, { method: "PUT", body: "x", signal }),
  ];
}

describe.each(Object.entries(places))("%s", (place, spoilt) => {
  it.each(faults)("%s: it costs that request at most", async (_, fault) => {
    const surprises: unknown[] = [];
    const onSurprise = (error: unknown) => surprises.push(error);
    process.on("unhandledRejection", onSurprise);
    onTestFinished(() => void process.off("unhandledRejection", onSurprise));
    const { options, handler = note } = spoilt(fault);
    const limits = { extensionSeconds: 0.02, withheldSeconds: 0.02 };
    const events = fetchResourceEvents({ onError: () => {}, ...options, limits });
    const handle = events.wrap(handler);
    const total = (): number => events.stats().subscriptions.total;

    const [, query] = requests("/sound", new AbortController().signal);
    const neighbour = (await handle(query as Request)).body?.pipeThrough(new TextDecoderStream()).getReader();

    const client = new AbortController();
    const answers = requests("/spoilt", client.signal).map((request) => handle(request).catch(() => "failed"));
    // What a handler of its own does not answer is not ours to answer.
    if (place !== "the handler") {
      for (const answer of await Promise.all(answers)) expect(answer).toBeInstanceOf(Response);
    }
    client.abort();
    await vi.waitUntil(() => total() === 1);

    const id = await events.notify("/sound", { type: "update" });
    for (let text = ""; !text.includes(id); ) text += (await neighbour?.read())?.value ?? "";
    await neighbour?.cancel();
    expect(total()).toBe(0);
    await new Promise((resolve) => setTimeout(resolve));
    expect(surprises).toEqual([]);
  });
});

describe("a client that leaves", () => {
  const never = new Promise<never>(() => {});

  it.each([
    ["the handler", { handler: () => never }],
    ["the log", { options: { log: { append: () => never, position: () => never, after: () => never } } }],
  ])("gives its slot back at once while %s hangs", async (_, { handler, options }: ReturnType<Place>) => {
    const events = fetchResourceEvents({ onError: () => {}, ...options });
    const handle = events.wrap(handler ?? note);
    const client = new AbortController();
    for (const request of requests("/a", client.signal).slice(0, 2)) void handle(request).catch(() => {});
    await vi.waitUntil(() => events.stats().subscriptions.total === 2);
    client.abort();
    expect(events.stats().subscriptions.total).toBe(0);
  });
});

describe("whenSent (PREP-MS-2)", () => {
  it("that returns no promise does not count as sent", async () => {
    const errors: unknown[] = [];
    const events = fetchResourceEvents({
      onError: (error) => errors.push(error),
      whenSent: () => "soon" as unknown as Promise<void>,
    });
    const handle = events.wrap(({ method }) => (method === "PUT" ? new Response("done") : new Response("here")));
    const [, query, put] = requests("/a", new AbortController().signal);
    const reader = (await handle(query as Request)).body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    const reading = (async () => {
      for (;;) {
        const { done, value = "" } = (await reader?.read()) ?? { done: true };
        if (done) return;
        text += value;
      }
    })();
    const response = await handle(put as Request);
    await new Promise((resolve) => setTimeout(resolve));
    expect(text).not.toContain("event-id");
    await response.text();
    await vi.waitUntil(() => text.includes("event-id"));
    expect(errors).toEqual([expect.any(TypeError)]);
    await reader?.cancel();
    await reading;
  });
});
