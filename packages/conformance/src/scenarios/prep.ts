import { type Fields, fieldBlock, head } from "./byte-text.ts";
import type { Answer, ExpectedNotification, Scenario } from "./scenario.ts";
import type { StreamScenario } from "./stream-scenario.ts";

/** The boundaries of a PREP response, unless a scenario is about others. */
export const outer = "OUTER-1";
export const inner = "inner-2";

/** The representation, unless a scenario is about another. */
export const greeting = "Hello World!\n";

/** What a client reports of it. */
export const greeted = { status: 200, type: "text/plain", body: greeting };

const date = "Sat, 01 Apr 2023 10:11:12 GMT";

/** A part: its fields, the empty line, its content. */
export function part(fields: Fields, content: string): string {
  return `${fieldBlock(fields)}${content}`;
}

/** A message of type `message/rfc822`. */
export function message(method: string, eventId: string, fields: Fields = {}, body = ""): string {
  return `${fieldBlock({ Method: method, Date: date, "Event-ID": eventId, ...fields })}${body}`;
}

/** A part of the digest with such a message. */
export function notice(...words: Parameters<typeof message>): string {
  return part({}, message(...words));
}

/** The three notifications, unless a scenario is about others. */
export const notices: readonly string[] = [notice("PUT", "1"), notice("PATCH", "2"), notice("DELETE", "3")];

/** What a client reports of a message. */
export function noticed(eventId: string, type: "create" | "update" | "delete", body = ""): ExpectedNotification {
  return { eventId, type, mediaType: "message/rfc822", body };
}

export const allNoticed: readonly ExpectedNotification[] = [
  noticed("1", "update"),
  noticed("2", "update"),
  noticed("3", "delete"),
];

/** What a PREP response is made of. */
export interface PrepBody {
  readonly outer?: string;
  readonly inner?: string;
  /** The first part. */
  readonly first?: string;
  /** The fields of the digest, without the line end behind them. */
  readonly digest?: string;
  /** The parts of the digest. */
  readonly notices?: readonly string[];
}

/** The body of a PREP response as it leaves: what opens it, each notification with the delimiter behind it, the end. */
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

/** The head of a PREP response; fields are added to it, or replace its own. */
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

/** A scenario of PREP. */
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
