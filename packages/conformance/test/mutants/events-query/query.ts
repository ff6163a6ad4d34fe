import { randomBytes } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { Has } from "./faults.ts";
import { type Choice, negotiate } from "./negotiate.ts";
import type { Notes } from "./notes.ts";
import { Subscriber } from "./subscriber.ts";
import { type Asked, Refused, readSubscription, subscriptionTypes } from "./subscription.ts";

/** The subscribers of each resource. */
export interface Audiences {
  of(path: string): ReadonlySet<Subscriber>;
  join(path: string, subscriber: Subscriber): void;
  leave(path: string, subscriber: Subscriber): void;
}

interface Query {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  readonly content: Buffer;
  readonly notes: Notes;
  readonly audiences: Audiences;
  readonly has: Has;
}

const usual = 2;
const longest = 60;

/** Answers a QUERY: with notifications, or the reason why not. */
export function answerQuery(query: Query): void {
  const { request, response, content, has } = query;
  try {
    serve(query, readSubscription(content, request.headers, has));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { status, message } = error;
    if (has("refusals-not-exposed")) response.removeHeader("Access-Control-Allow-Origin");
    if (status === 415 && !has("accept-query-missing-in-415")) response.setHeader("Accept-Query", subscriptionTypes);
    if (has("events-in-refusal")) response.setHeader("Events", "duration=60");
    const problem = JSON.stringify({ status, title: message });
    response.setHeader("Content-Type", has("problems-in-html") ? "text/html" : "application/problem+json");
    response.writeHead(status).end(has("problems-in-html") ? `<p>${message}</p>` : problem);
  }
}

function serve({ request, response, path, notes, audiences, has }: Query, asked: Asked): void {
  const { headers } = request;
  const exists = notes.exists(path);
  if (!exists && !has("absent-served") && !has("absent-followed-by-stream")) throw new Refused(404, "absent");
  const json = /json$/.test(notes.get(path, {}).type);
  const choice = negotiate(asked, headers.accept, json, has);
  const status = exists || has("absent-served") ? 200 : 404;
  const duration = grant(headers["events"], has);
  const unasked = has("representation-unasked") && asked.events !== undefined;
  const state = asked.state ?? (unasked ? new Map<string, string>() : undefined);
  const representation = state === undefined ? undefined : represent(notes, path, state, choice, has);
  const member = has("resume-member-disregarded") ? undefined : asked.events?.get("last-event-id");
  const id = has("no-resume") ? undefined : (member ?? single(headers["last-event-id"]));
  const missed = id === undefined ? undefined : notes.after(path, id);
  const resumed = missed !== undefined && id !== undefined && notes.log(path).events.some((event) => event.id === id);
  const echoes = has("id-echoed") && id !== undefined && /^[!-~]+$/.test(id);
  const begin =
    id !== undefined && (resumed || echoes || id === `${notes.log(path).number}-0`) ? id : notes.latest(path);
  const head = has("head-event-id-first") ? `${notes.log(path).number}-0` : begin;
  const boundary = has("boundary-fixed") ? "little" : randomBytes(12).toString("hex");
  response.writeHead(status, headOf(choice, boundary, duration, head, has));
  const left = (one: Subscriber) => audiences.leave(path, one);
  const url = `http://${headers.host}${path}`;
  const odd = audiences.of(path).size % 2 === 1;
  const subscriber = new Subscriber(response, choice, url, boundary, has, left, representation?.status === 200, odd);
  subscriber.begin(duration, representation);
  if (has("line-ends-echoed") && choice.encapsulation === "application/http") {
    const fields = [...(asked.events ?? [])].filter(([, value]) => /[\r\n]/.test(value));
    for (const [, value] of fields) response.write(`HTTP/1.1 204 No Content\r\nAsked: ${value}\r\n\r\n`);
  }
  for (const event of missed ?? []) {
    subscriber.send(event, has("resume-passes-deletion") && event !== missed?.at(-1));
    if (choice.encapsulation === "single") break;
  }
  if (response.writableEnded) return;
  if (has("query-is-event")) {
    const extra = { id: randomBytes(4).toString("hex"), at: new Date(), etag: undefined, method: "QUERY" };
    for (const other of audiences.of(path)) {
      other.notify({ ...extra, type: "update", object: undefined, delta: undefined }, 0);
    }
  }
  audiences.join(path, subscriber);
}

/** The representation. The request is refused if there is none (EQ-RP-2). */
function represent(notes: Notes, path: string, state: ReadonlyMap<string, string>, choice: Choice, has: Has) {
  const seq = choice.encapsulation === "application/json-seq";
  const fields: IncomingHttpHeaders = Object.fromEntries(state);
  if (has("state-accept-disregarded")) delete fields.accept;
  if (has("conditions-disregarded") || (seq && !has("conditions-in-json-seq"))) {
    delete fields["if-none-match"];
    delete fields["if-match"];
  }
  const conditional = fields["if-none-match"] !== undefined || fields["if-match"] !== undefined;
  const found = notes.get(path, fields);
  if (conditional && has("conditions-never-fulfilled")) return { ...found, status: 304 };
  const lets = has("absent-served") || has("absent-followed-by-stream");
  if (found.status >= 400 && found.status !== 412 && !(lets && found.status === 404))
    throw new Refused(found.status, "no representation");
  if (seq && found.body.includes("\x1e") && !has("text-in-json-seq")) throw new Refused(406, "no JSON");
  if (seq && found.status !== 200) return undefined;
  return has("representation-kept") && found.status === 200 ? notes.first(path) : found;
}

function grant(field: string | string[] | undefined, has: Has): number {
  const text = single(field)?.trim();
  if (text === undefined || text === "") return usual;
  const members = text.split(/,\s*/).map((member) => /^([a-z*][\w.*-]*)(?:=([^;]+))?((?:;.*)?)$/.exec(member));
  if (members.includes(null) || /;;|=$|\.\d{4}/.test(text)) {
    if (has("malformed-events-refused")) throw new Refused(400, "Events");
    return usual;
  }
  if (members.some((member) => member?.[1] !== "duration") && has("unknown-keys-refused"))
    throw new Refused(400, "keys");
  const [, , value = "", parameters] = members.filter((member) => member?.[1] === "duration").at(-1) ?? [];
  if (parameters !== "" && parameters !== undefined && has("duration-parameters-refused")) throw new Refused(400, "…");
  const plain = has("string-duration-honoured") ? value.replaceAll('"', "") : value;
  const wish = /^-?\d{1,15}(\.\d{1,3})?$/.test(plain) ? Number(plain) : undefined;
  if (wish === undefined || (wish < 0 && !has("negative-duration-honoured"))) return usual;
  if (wish === 0 && !has("zero-honoured")) return usual;
  const granted = has("wish-rounded") ? Math.ceil(wish) : wish;
  return has("maximum-forgotten") ? granted : Math.min(granted, longest);
}

function headOf({ encapsulation, form }: Choice, boundary: string, duration: number, begin: string, has: Has) {
  const type = encapsulation === "single" ? form : encapsulation;
  const parts = type === "multipart/mixed" || (encapsulation === "single" && has("single-in-parts"));
  const stated = has("duration-string") ? `"${duration}"` : String(duration);
  const events = has("events-without-duration") && encapsulation !== "single" ? "example" : `duration=${stated}`;
  const vary = has("vary-stale") ? "Accept, Content-Type" : "Accept, Content-Type, Last-Event-ID";
  return {
    "Content-Type": parts ? `multipart/mixed; boundary="${boundary}"` : type,
    Events: has("events-with-other-keys") ? `${events}, colour=blue` : events,
    Vary: vary,
    ...(has("incremental-missing") ? {} : { Incremental: has("incremental-string") ? '"?1"' : "?1" }),
    ...(has("cacheable") ? {} : { "Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no" }),
    ...(has("accept-query-missing-in-stream") ? {} : { "Accept-Query": subscriptionTypes }),
    ...(has("head-event-id-missing") ? {} : { "Event-ID": begin }),
  };
}

function single(field: string | string[] | undefined): string | undefined {
  return Array.isArray(field) ? field.join() : field;
}
