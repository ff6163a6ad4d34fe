import { type Fields, fieldBlock, head } from "./byte-text.ts";
import type { Answer, ExpectedNotification, Scenario } from "./scenario.ts";
import type { StreamScenario } from "./stream-scenario.ts";

/** The default boundaries of a PREP response. */
export const outer = "OUTER-1";
export const inner = "inner-2";

/** The default representation. */
export const greeting = "Hello World!\n";

/** The expected report of it. */
export const greeted = { status: 200, type: "text/plain", body: greeting };

const date = "Sat, 01 Apr 2023 10:11:12 GMT";

/** Writes a part: its fields, the empty line, and its content. */
export function part(fields: Fields, content: string): string {
  return `${fieldBlock(fields)}${content}`;
}

/** Writes a message of type `message/rfc822`. */
export function message(method: string, eventId: string, fields: Fields = {}, body = ""): string {
  return `${fieldBlock({ Method: method, Date: date, "Event-ID": eventId, ...fields })}${body}`;
}

/** Writes a part of the digest with such a message. */
export function notice(...words: Parameters<typeof message>): string {
  return part({}, message(...words));
}

/** The three default notifications. */
export const notices: readonly string[] = [notice("PUT", "1"), notice("PATCH", "2"), notice("DELETE", "3")];

/** The expected report of a message. */
export function noticed(eventId: string, type: "create" | "update" | "delete", body = ""): ExpectedNotification {
  return { eventId, type, mediaType: "message/rfc822", body };
}

export const allNoticed: readonly ExpectedNotification[] = [
  noticed("1", "update"),
  noticed("2", "update"),
  noticed("3", "delete"),
];

/** The elements of a PREP response. */
export interface PrepBody {
  readonly outer?: string;
  readonly inner?: string;
  /** The first part. */
  readonly first?: string;
  /** The fields of the digest, without the final line ending. */
  readonly digest?: string;
  /** The parts of the digest. */
  readonly notices?: readonly string[];
}

/** The pieces of a PREP body: the opening, each notification with the delimiter after it, and the end. */
export function prepPieces(body: PrepBody = {}): string[] {
  const { outer: mixed = outer, inner: digest = inner } = body;
  const { first = part({ "Content-Type": "text/plain" }, greeting), notices: parts = notices } = body;
  const { digest: fields = `Content-Type: multipart/digest; boundary="${digest}"` } = body;
  return [
    `--${mixed}\r\n${first}\r\n--${mixed}\r\n${fields}\r\n\r\n--${digest}`,
    ...parts.map((one) => `\r\n${one}\r\n--${digest}`),
    `--\r\n--${mixed}--\r\n`,
  ];
}

/** The head of a PREP response. The given fields are added, or replace its own. */
export function prepHead(fields: Fields = {}, status = "200 OK"): string {
  return head(status, {
    Date: "{date}",
    "Content-Type": `multipart/mixed; boundary="${outer}"`,
    Events: 'protocol="prep", status=200, expires=600',
    Vary: "Accept-Events",
    "Cache-Control": "no-store",
    "Event-ID": "0",
    "Transfer-Encoding": "chunked",
    ...fields,
  });
}

/** Makes a scenario of PREP. */
export function prep(id: string, own: StreamScenario): Scenario {
  const { level, requirements, sentence, lastEventId } = own;
  const answer: Answer = {
    method: "GET",
    head: own.head ?? prepHead(),
    chunked: own.chunked ?? true,
    body: own.body ?? prepPieces(),
    paced: id.startsWith("ragged/"),
    end: own.end ?? "complete",
  };
  return {
    id: `client/prep/${id}`,
    requirements,
    level,
    sentence,
    task: {
      protocol: "prep",
      mode: "stream",
      representation: true,
      ...(lastEventId === undefined ? {} : { lastEventId }),
    },
    needs: [...(lastEventId === undefined ? [] : (["resume"] as const)), ...(own.needs ?? [])],
    answers: own.answers ?? [answer],
    expected: { representation: greeted, notifications: allNoticed, ends: ["clean"], ...own.expected },
  };
}
