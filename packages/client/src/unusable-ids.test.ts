import { afterEach, describe, expect, it } from "vitest";
import { type Answerer, serve, type Wire } from "../test/wire.ts";
import { next, type Observation, observe, subscribe } from "./index.ts";

const retry = { minimum: 0.001, maximum: 0.004 };
const controls = ["a\r\nX-Evil: 1", "a\nb", "a\tb", "\0"];
const others = ["é", "*", "x".repeat(1001)];

let wire: Wire | undefined;
afterEach(async () => {
  await wire?.close();
  wire = undefined;
});

/** Starts a server whose streams each begin with `head`, tell of one event and are cut off; the last one tells of the deletion. */
async function answers(
  stream: (head: string | undefined, told: string, method: string) => Answerer,
  ids: readonly string[],
) {
  let count = 0;
  wire = await serve((response, request) => {
    const id = ids[count++];
    stream(id, id ?? "end", id === undefined ? "DELETE" : "PUT")(response, request);
    // A client that waits for the end of the stream reads what was written.
    response.write("", () => (id === undefined ? response.end() : response.destroy()));
  });
  return wire.url;
}

const header = (id: string | undefined) => (id !== undefined && /^[ -~\xa0-\xff]*$/.test(id) ? { "Event-ID": id } : {});

const eventsQuery =
  (head: string | undefined, told: string, method: string): Answerer =>
  (response) => {
    response.writeHead(200, { "Content-Type": "application/json-seq", Events: "duration=600", ...header(head) });
    response.write(`\x1e{"state":"shown"}\n\x1e${JSON.stringify({ "event-id": told, method })}\n`);
  };

const prep =
  (head: string | undefined, told: string, method: string): Answerer =>
  (response) => {
    response.writeHead(200, {
      "Content-Type": "multipart/mixed; boundary=o",
      Events: 'protocol="prep", status=200, expires=600',
      ...header(head),
    });
    response.write("--o\r\n\r\nshown\r\n--o\r\nContent-Type: multipart/digest; boundary=i\r\n\r\n--i\r\n\r\n");
    response.write(
      `Method: ${method}\r\nEvent-ID: ${told}\r\n\r\n\r\n--i${method === "DELETE" ? "--\r\n--o--" : ""}`,
      "latin1",
    );
  };

/** What came, in short. */
async function short(observation: Observation): Promise<string[]> {
  const seen: string[] = [];
  for await (const item of observation) {
    seen.push(item.kind === "notification" ? (item.notification.eventId ?? "-") : item.reason);
  }
  return seen;
}

describe("an event id that can't be sent back", () => {
  it.each([
    ["events-query", eventsQuery, [...controls, "日本", "", " a", ...others]],
    ["prep", prep, others],
  ] as const)("counts as none: %s goes on with a representation", async (protocol, stream, ids) => {
    const url = await answers(stream, ids);
    const seen = await short(observe(url, { protocol, retry }));
    expect(seen).toEqual([
      ...ids.flatMap((_, index) => [index ? "unknown-position" : "first", "-"]),
      "unknown-position",
      "end",
    ]);
    expect(wire?.received).toHaveLength(ids.length + 1);
    for (const { headers, content } of wire?.received ?? []) {
      expect(headers).not.toHaveProperty("last-event-id");
      expect(headers).not.toHaveProperty("x-evil");
      expect(content).not.toContain("last-event-id");
    }
  });

  it("counts as none without a representation, too", async () => {
    const url = await answers(eventsQuery, others);
    // What begins the stream is a notification then.
    const seen = await short(observe(url, { protocol: "events-query", representation: false, retry }));
    expect(seen.filter((one) => one === "unknown-position")).toHaveLength(others.length);
    expect(seen.at(-1)).toBe("end");
  });

  it("does not keep from resuming after a later one", async () => {
    const url = await answers(prep, ["é", "good"]);
    expect(await short(observe(url, { protocol: "prep", retry }))).toContain("good");
    expect(wire?.received.map(({ headers }) => headers["last-event-id"])).toEqual([undefined, undefined, "good"]);
  });

  it("is not what a subscription began with, nor in a single notification", async () => {
    const url = await answers(eventsQuery, ["é"]);
    const subscription = await subscribe(url, { protocol: "events-query", lastEventId: "known" });
    expect(subscription).toMatchObject({ startEventId: undefined, resumed: false });
    subscription.close();
    await wire?.close();
    wire = await serve((response) => {
      response.writeHead(200, { "Content-Type": "application/json" }).end('{"event-id":"a\\nb","type":"delete"}');
    });
    expect(await next(wire.url)).toMatchObject({ eventId: undefined, type: "delete" });
  });

  it("of the user is an error of the user", async () => {
    const observation = observe("http://127.0.0.1:1/", { lastEventId: "a\nb" });
    await expect(short(observation)).rejects.toMatchObject({ name: "ClientError", code: "option" });
  });
});
