import { type Fields, fieldBlock, head } from "./byte-text.ts";
import type { Answer, ExpectedNotification, ExpectedRepresentation, Scenario, Task } from "./scenario.ts";
import type { StreamScenario } from "./stream-scenario.ts";

/** An encapsulation of Events Query. */
export interface Encapsulation {
  /** Its name in ids. */
  readonly name: "multipart" | "http" | "json-seq";
  readonly mediaType: NonNullable<Task["encapsulation"]>;
  readonly contentType: string;
  /** The default representation. */
  readonly representation: Required<ExpectedRepresentation>;
  /** The bytes before the first item. */
  readonly opening: string;
  /** The bytes after the last item. */
  readonly closing: string;
  /** Writes an item: a part, a message, or a JSON text. */
  item(mediaType: string, content: string, fields?: Fields): string;
}

export const boundary = "MIXED-1";
const greeting = { status: 200, type: "text/plain", body: "Hello World!\n" };

export const multipart: Encapsulation = {
  name: "multipart",
  mediaType: "multipart/mixed",
  contentType: `multipart/mixed; boundary=${boundary}`,
  representation: greeting,
  opening: `--${boundary}`,
  closing: "--\r\n",
  item: (mediaType, content, fields = {}) =>
    `\r\n${fieldBlock({ "Content-Type": mediaType, ...fields })}${content}\r\n--${boundary}`,
};

export const http: Encapsulation = {
  name: "http",
  mediaType: "application/http",
  contentType: "application/http",
  representation: greeting,
  opening: "",
  closing: "",
  item: (mediaType, content, fields = {}) =>
    head("200 OK", { "Content-Type": mediaType, "Content-Length": String(content.length), ...fields }) + content,
};

export const jsonSequence: Encapsulation = {
  name: "json-seq",
  mediaType: "application/json-seq",
  contentType: "application/json-seq",
  representation: { status: 200, type: "application/json", body: '{"greeting":"Hello World!"}' },
  opening: "",
  closing: "",
  item: (_, content) => `\x1e${content}\n`,
};

export const encapsulations: readonly Encapsulation[] = [multipart, http, jsonSequence];

/** The content of a notification in `application/json` (NF-2). */
export function notice(eventId: string, type: "create" | "update" | "delete", more: object = {}): string {
  return JSON.stringify({ published: "2023-04-01T10:11:12.345Z", "event-id": eventId, type, ...more });
}

/** The expected report of it. */
export function noticed(eventId: string, type: "create" | "update" | "delete", body: string): ExpectedNotification {
  return { eventId, type, mediaType: "application/json", body };
}

/** The three default notifications. */
export const notices: readonly string[] = [notice("1", "update"), notice("2", "update"), notice("3", "delete")];

export const allNoticed: readonly ExpectedNotification[] = [
  noticed("1", "update", notice("1", "update")),
  noticed("2", "update", notice("2", "update")),
  noticed("3", "delete", notice("3", "delete")),
];

/** The pieces of a body: the opening with the representation, each notification, and the end. */
export function queryPieces(
  encapsulation: Encapsulation,
  own: { withState?: boolean; notices?: readonly string[] } = {},
) {
  const { item, opening, closing, representation } = encapsulation;
  const { withState = true, notices: contents = notices } = own;
  return [
    opening + (withState ? item(representation.type, representation.body) : ""),
    ...contents.map((content) => item("application/json", content)),
    closing,
  ].filter((piece) => piece !== "");
}

/** The head of a response. The given fields are added, or replace its own. */
export function queryHead(contentType: string, fields: Fields = {}, status = "200 OK"): string {
  return head(status, {
    Date: "{date}",
    "Content-Type": contentType,
    Events: "duration=600",
    Incremental: "?1",
    "Cache-Control": "no-store, no-transform",
    Vary: "Accept, Content-Type, Last-Event-ID",
    "Event-ID": "0",
    "Transfer-Encoding": "chunked",
    ...fields,
  });
}

/** The members of a scenario of Events Query that have no default. */
export interface QueryScenario extends StreamScenario {
  /** Whether the task asks for the representation. Default true. */
  readonly withState?: boolean;
}

/** A valid answer to a subscription. */
export function answerTo(encapsulation: Encapsulation): Answer {
  const body = queryPieces(encapsulation);
  return { method: "QUERY", head: queryHead(encapsulation.contentType), chunked: true, body, end: "complete" };
}

/** Makes a scenario with a stream of Events Query. */
export function query(encapsulation: Encapsulation, id: string, own: QueryScenario): Scenario {
  const { name, mediaType, contentType, representation } = encapsulation;
  const { level, requirements, sentence, lastEventId, withState = true } = own;
  const answer: Answer = {
    method: "QUERY",
    head: own.head ?? queryHead(contentType),
    chunked: own.chunked ?? true,
    body: own.body ?? queryPieces(encapsulation, { withState }),
    paced: id.startsWith("ragged/"),
    end: own.end ?? "complete",
  };
  return {
    id: `client/events-query/${id}`,
    requirements,
    level,
    sentence,
    task: {
      protocol: "events-query",
      mode: "stream",
      encapsulation: mediaType,
      representation: withState,
      ...(lastEventId === undefined ? {} : { lastEventId }),
    },
    needs: [name, ...(lastEventId === undefined ? [] : (["resume"] as const)), ...(own.needs ?? [])],
    answers: own.answers ?? [answer],
    expected: {
      representation: withState ? representation : "none",
      notifications: allNoticed,
      ends: ["clean"],
      ...own.expected,
    },
  };
}
