import { randomBytes } from "node:crypto";
import type { ServerResponse } from "node:http";
import { byWeight, type Member, readMembers, type Value } from "./accept-events.ts";

/** Something that happened on a resource. Contents are texts whose characters are bytes. */
export interface Happening {
  readonly id: string;
  readonly method: string;
  readonly type: "create" | "update" | "delete";
  readonly date: Date;
  /** The resource on which it is notified. */
  readonly resource: string;
  readonly etag?: string;
  /** The child concerned, on a container. */
  readonly object?: string;
  /** The content of the request. */
  readonly delta?: { readonly type: string; readonly content: string };
  /** Whether the state is another one than before. */
  readonly changed: boolean;
}

/** The response of a resource to a plain GET. */
export interface Base {
  readonly status: number;
  readonly fields: Readonly<Record<string, string>>;
  readonly content: string;
}

/** The form of notifications that was chosen, and the types of deltas that are wanted. */
export interface Choice {
  readonly form: string;
  readonly delta?: string;
}

/** Where notifications begin. */
export interface Start {
  /** Whether the representation is sent. */
  readonly sent: boolean;
  readonly replay: readonly Happening[];
  /** The event after which they begin. */
  readonly id: string;
  readonly honoured: boolean;
}

/** An open response with notifications. */
export interface Stream {
  readonly response: ServerResponse;
  readonly outer: string;
  readonly inner: string;
  readonly choice: Choice;
}

const forms = ["message/rfc822", "application/json", "application/ld+json"];

/** The correct rules of the server. A mutation replaces some of them. */
export const soundRules = {
  acceptEvents: (method: string): string | undefined =>
    method === "GET" || method === "HEAD" ? `"prep";accept=(${forms.map((form) => `"${form}"`).join(" ")})` : undefined,

  /** `Events` in answers to other methods than GET. */
  eventsElsewhere: (_method: string): string | undefined => undefined,

  vary: (answer: "GET" | "HEAD" | "refused" | "notified", honoured: boolean): string =>
    answer === "notified" && honoured ? "Accept-Events, Last-Event-ID" : "Accept-Events",

  /** The items of `Accept-Events` that ask for PREP, best first (PREP-AE-2 to PREP-AE-4). */
  asked(field: string): readonly Member[] {
    const members = readMembers(field) ?? [];
    return byWeight(members.filter(({ value }) => typeof value === "string" && value.toLowerCase() === "prep"));
  },

  choose: (item: Member): Choice | 400 | 406 => chooseForm(item.parameters.get("accept") ?? "*/*"),

  admits: (status: number): boolean => [200, 204, 206, 226].includes(status),

  refusal: (status: number): string | undefined => `protocol="prep", status=${status}`,

  refusedContent: (content: string): string => content,

  events: (seconds: number): string => `protocol="prep", status=200, expires=${seconds}`,

  lasts: (seconds: number): number => seconds * 1_000,

  head: (fields: Record<string, string>): Record<string, string> => fields,

  boundaries: (): readonly [string, string] => [randomBytes(12).toString("hex"), randomBytes(12).toString("hex")],

  start(log: readonly Happening[], birth: string, wanted: string | undefined): Start {
    const last = log.at(-1)?.id ?? birth;
    if (wanted === undefined || wanted === "*") {
      return { sent: wanted === undefined, replay: [], id: last, honoured: wanted === "*" };
    }
    const at = log.findIndex(({ id }) => id === wanted);
    if (at < 0 && wanted !== birth) return { sent: true, replay: [], id: last, honoured: true };
    const later = log.slice(at + 1);
    const deleted = later.findIndex(({ type, object }) => type === "delete" && object === undefined);
    return { sent: false, replay: deleted < 0 ? later : later.slice(0, deleted + 1), id: wanted, honoured: true };
  },

  /** The part with the representation, without the delimiter after it. */
  firstPart({ fields, content }: Base, sent: boolean, outer: string): string {
    const length = sent ? { "Content-Length": `${content.length}` } : {};
    const own = Object.entries({ ...fields, ...length }).filter(([name]) => name.startsWith("Content-"));
    return `--${outer}\r\n${lines(own)}\r\n${sent ? content : ""}`;
  },

  digestHead: (outer: string, inner: string): string =>
    `\r\n--${outer}\r\nContent-Type: multipart/digest; boundary=${inner}\r\n\r\n--${inner}`,

  opening: (response: ServerResponse, first: string, digest: string): void => {
    response.write(first + digest, "latin1");
  },

  /** All bytes from the line ending of the delimiter before to the delimiter after. */
  part: (type: string, content: string, inner: string): string =>
    `\r\n${type === "message/rfc822" ? "" : `Content-Type: ${type}\r\n`}\r\n${content}\r\n--${inner}`,

  write: ({ response }: Stream, part: string, _happening: Happening): void => {
    response.write(part, "latin1");
  },

  close: ({ response, outer }: Stream): void => {
    response.end(`--\r\n--${outer}--\r\n`);
  },

  /** Whether the notification is the stream's last one. */
  isLast: ({ type, object }: Happening): boolean => type === "delete" && object === undefined,

  /** Selects the streams that get the notification. */
  audience: (streams: readonly Stream[], _happening: Happening): readonly Stream[] => streams,

  /** The events of one request: on its target first, in the order of notifications. */
  happenings: (all: readonly Happening[], status: number): readonly Happening[] => (status < 300 ? all : []),

  delta(happening: Happening, { choice, inner, outer }: Stream): Happening["delta"] {
    const { delta, object, changed } = happening;
    const wanted = choice.delta?.split(",").some((range) => ["*/*", delta?.type].includes(range.trim()));
    const safe = delta !== undefined && ![inner, outer].some((boundary) => delta.content.includes(boundary));
    return wanted === true && safe && changed && object === undefined ? delta : undefined;
  },

  message: ({ method, date, id, etag, object }: Happening, delta: Happening["delta"]): Record<string, string> => ({
    Method: method,
    Date: date.toUTCString(),
    "Event-ID": id,
    ...(etag === undefined ? {} : { ETag: etag }),
    ...(object === undefined ? {} : { "Content-Location": object }),
    ...(delta === undefined ? {} : { "Content-Type": delta.type }),
  }),

  json: ({ method, date, id, type, etag, object }: Happening, delta: Happening["delta"]): object => ({
    published: date.toISOString(),
    "event-id": id,
    type,
    method,
    etag,
    object,
    delta: delta && (/json$/.test(delta.type) ? JSON.parse(delta.content) : delta.content),
  }),

  activity: ({ type, id, date, resource, object }: Happening): object => ({
    "@context": "https://www.w3.org/ns/activitystreams",
    id: `urn:prep:${id}`,
    type:
      object === undefined
        ? type === "delete"
          ? "Delete"
          : "Update"
        : { create: "Add", update: "Update", delete: "Remove" }[type],
    published: date.toISOString(),
    state: id,
    object: object ?? resource,
  }),

  /** Responds to a writing request, and notifies when the response was sent (PREP-MS-2). */
  answer(response: ServerResponse, status: number, fields: Record<string, string>, notify: () => void): void {
    response.once("finish", notify);
    response.writeHead(status, fields).end();
  },
};

export type Rules = typeof soundRules;

/** The best form for the value of `accept` (PREP-AE-5, PREP-AE-6). */
export function chooseForm(accept: Value): Choice | 400 | 406 {
  const ranges = typeof accept === "string" ? [{ value: accept, token: false, parameters: new Map() }] : accept;
  if (typeof ranges !== "object") return 400;
  for (const { value, parameters } of byWeight(ranges)) {
    const form = value === "*/*" ? forms[0] : forms.find((one) => one === value);
    const delta = parameters.get("delta");
    if (form !== undefined) return { form, ...(typeof delta === "string" ? { delta } : {}) };
  }
  return 406;
}

export function lines(fields: Iterable<readonly [string, string]>): string {
  return [...fields].map(([name, value]) => `${name}: ${value}\r\n`).join("");
}
