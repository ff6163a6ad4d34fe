import { describe, expect, it } from "vitest";
import { baseOf, turn } from "../../test/fixture.ts";
import { MemoryExchange } from "../../test/memory-exchange.ts";
import { PushedBody } from "../../test/pushed-body.ts";
import type { ApplicationResponse } from "../delivery/sink.ts";
import { createResourceEvents } from "../resource-events.ts";
import type { ResourceEventsOptions } from "../settings/options.ts";

const note = "/notes/welcome";

/** An application whose resource is watched over many connections, each by PREP. */
function createWatched(options: ResourceEventsOptions = {}) {
  const events = createResourceEvents(options);
  const watch = async (response: ApplicationResponse, connection = {}) => {
    const exchange = new MemoryExchange({ fields: { "accept-events": '"prep"' }, response });
    void events.handle(Object.assign(exchange, { connection }));
    await turn();
    return exchange;
  };
  return { events, watch };
}

/** A representation in a media type. */
const inType = (mediaType: string) => baseOf("x", { "content-type": mediaType });
/** The boundary of the audience, once the representation was sent. */
const boundaryIn = ({ sink }: MemoryExchange) => /multipart\/digest; boundary="([^"]+)"/.exec(sink.text)?.[1];
const etagsIn = ({ sink }: MemoryExchange) => [...sink.text.matchAll(/ETag: (\S+)/g)].map(([, tag]) => tag);

describe("audiences of a resource in many media types (PREP-MS-4)", () => {
  it("are one beyond the limit, which is told no entity tag of a single media type", async () => {
    const { events, watch } = createWatched({ limits: { audiencesPerResource: 2 } });
    const readers = [];
    for (let type = 0; type < 5; type += 1) readers.push(await watch(inType(`a/${type}`)));
    const boundaries = readers.map(boundaryIn);
    // The first needs no place, two more have one, and the rest are one audience.
    expect(new Set(boundaries).size).toBe(4);
    expect(boundaries[3]).toBe(boundaries[4]);
    await events.notify(note, { type: "update", etag: { "a/1": '"one"' } });
    await events.notify(note, { type: "update", etag: { "a/4": '"four"' } });
    await events.notify(note, { type: "update", etag: '"all"' });
    await turn();
    expect(readers.map(etagsIn)).toEqual([['"all"'], ['"one"', '"all"'], ['"all"'], ['"all"'], ['"all"']]);
    readers[1]?.sink.leave();
    expect(boundaryIn(await watch(inType("a/9")))).not.toBe(boundaries[4]);
  });

  it("are a share for each connection", async () => {
    const { watch } = createWatched({ limits: { audiencesPerConnection: 1 } });
    const connection = {};
    const greedy = [];
    for (let type = 0; type < 4; type += 1) greedy.push(await watch(inType(`a/${type}`), connection));
    const boundaries = greedy.map(boundaryIn);
    expect(boundaries[2]).toBe(boundaries[3]);
    expect(new Set(boundaries).size).toBe(3);
    expect(boundaries).not.toContain(boundaryIn(await watch(inType("b/1"))));
  });
});

it("subscribers that still get their representation keep their audience, so that nobody multiplies audiences", async () => {
  const { events, watch } = createWatched();
  const slow = [];
  for (let reader = 0; reader < 4; reader += 1) {
    const body = new PushedBody();
    slow.push({ body, exchange: await watch(baseOf(body)) });
    // What nobody needs is dropped when somebody leaves.
    (await watch(baseOf("x"))).sink.leave();
  }
  for (const { body } of slow) body.end();
  await turn();
  expect(new Set(slow.map(({ exchange }) => boundaryIn(exchange))).size).toBe(1);
  for (const { exchange } of slow) exchange.sink.leave();
  expect(events.stats().subscriptions.total).toBe(0);
});
