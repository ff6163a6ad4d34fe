import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Base, type Choice, type Happening, lines, type Rules, type Stream, soundRules } from "./rules.ts";

interface Thing {
  /** Its state. `undefined` before it is created and after it is deleted. */
  base?: { readonly type: string; readonly content: string; readonly modified: Date } | undefined;
  /** Its events, which survive a deletion. */
  readonly log: Happening[];
  /** The id before its first event. */
  readonly birth: string;
  readonly streams: Set<Stream>;
}

const containerPath = "/things/";

/**
 * A little server of PREP that has nothing in common with this project's: things under `/things/`, made by PUT, or by
 * POST to `/things/`. Streams last a minute; those of things with `expiry` in their names a second.
 */
export async function startPrepServer(changed: Partial<Rules> = {}) {
  const rules: Rules = { ...soundRules, ...changed };
  const things = new Map<string, Thing>();
  let ids = 0;
  const thingAt = (path: string): Thing => {
    const thing: Thing = things.get(path) ?? { log: [], birth: `start-${++ids}`, streams: new Set() };
    things.set(path, thing);
    return thing;
  };
  thingAt(containerPath).base = { type: "text/plain", content: "things\n", modified: new Date() };
  thingAt(`${containerPath}one`).base = { type: "text/plain", content: "one\n", modified: new Date() };

  const notify = (stream: Stream, happening: Happening) => {
    const { form } = stream.choice;
    const delta = rules.delta(happening, stream);
    const content =
      form === "message/rfc822"
        ? `${lines(Object.entries(rules.message(happening, delta)))}\r\n${delta?.content ?? ""}`
        : JSON.stringify(form === "application/json" ? rules.json(happening, delta) : rules.activity(happening));
    rules.write(stream, rules.part(form, content, stream.inner), happening);
    if (rules.isLast(happening)) rules.close(stream);
  };
  const publish = (happening: Happening) => {
    const { log, streams } = thingAt(happening.resource);
    log.push(happening);
    const open = [...streams].filter(({ response }) => !response.writableEnded);
    for (const stream of rules.audience(open, happening)) notify(stream, happening);
  };

  const read = (request: IncomingMessage, response: ServerResponse, path: string) => {
    const { method = "" } = request;
    const base = baseOf(thingAt(path), request);
    const acceptEvents = rules.acceptEvents(method);
    const fields = { ...base.fields, ...(acceptEvents === undefined ? {} : { "Accept-Events": acceptEvents }) };
    const refuse = (status: number) => {
      const events = rules.refusal(status);
      const named = events === undefined ? {} : { Events: events };
      const content = Buffer.from(rules.refusedContent(base.content), "latin1");
      response.writeHead(base.status, { ...fields, Vary: rules.vary("refused", false), ...named }).end(content);
    };
    const items = method === "GET" ? rules.asked(`${request.headers["accept-events"] ?? ""}`) : [];
    const choices = items.map((item) => rules.choose(item));
    const choice = choices.find((one): one is Choice => typeof one === "object");
    if (choices.length === 0) {
      const events = method === "GET" ? undefined : rules.eventsElsewhere(method);
      const vary = rules.vary(method === "HEAD" ? "HEAD" : "GET", false);
      const named = events === undefined ? {} : { Events: events };
      response.writeHead(base.status, { ...fields, ...named, ...(vary && { Vary: vary }) }).end(base.content, "latin1");
    } else if (!rules.admits(base.status)) refuse(412);
    else if (choice === undefined) refuse(Number(choices[0]));
    else subscribe(request, response, path, { ...base, fields }, choice);
  };

  const subscribe = (request: IncomingMessage, response: ServerResponse, path: string, base: Base, choice: Choice) => {
    const { log, birth, streams } = thingAt(path);
    const [outer, inner] = rules.boundaries();
    const start = rules.start(log, birth, request.headers["last-event-id"]?.toString());
    const seconds = path.includes("expiry") ? 1 : 60;
    const general = Object.entries(base.fields).filter(([name]) => !name.startsWith("Content-"));
    const fields = {
      ...Object.fromEntries(general),
      Date: new Date().toUTCString(),
      Vary: rules.vary("notified", start.honoured),
      Events: rules.events(seconds),
      "Content-Type": `multipart/mixed; boundary="${outer}"`,
      "Cache-Control": "no-store, no-transform",
      Incremental: "?1",
      "Event-ID": start.id,
    };
    response.sendDate = false;
    response.writeHead(base.status, rules.head(fields));
    rules.opening(response, rules.firstPart(base, start.sent, outer), rules.digestHead(outer, inner));
    const stream = { response, outer, inner, choice };
    const end = setTimeout(() => rules.close(stream), rules.lasts(seconds));
    streams.add(stream);
    response.on("close", () => {
      clearTimeout(end);
      streams.delete(stream);
    });
    for (const happening of start.replay) notify(stream, happening);
  };

  const change = (request: IncomingMessage, response: ServerResponse, path: string, content: string) => {
    const { method = "", headers } = request;
    const type = headers["content-type"] ?? "";
    const target = method === "POST" ? `${path}made-${++ids}` : path;
    const thing = thingAt(target);
    const before = thing.base;
    const unmatched = headers["if-match"] !== undefined && headers["if-match"] !== etagOf(before);
    const after = method === "DELETE" ? undefined : method === "PATCH" ? merged(before?.content, content) : content;
    const [status, refused] = unmatched
      ? [412, true]
      : (method === "POST") !== (path === containerPath)
        ? [405, true]
        : (method === "DELETE" || method === "PATCH") && before === undefined
          ? [404, true]
          : method === "PATCH" && (type !== "application/merge-patch+json" || after === undefined)
            ? [415, true]
            : [before === undefined ? 201 : 204, false];
    const event = {
      id: `event-${++ids}`,
      method,
      date: new Date(),
      resource: target,
      changed: after !== before?.content,
    };
    if (!refused) {
      const kept = method === "PATCH" ? before?.type : type;
      thing.base = after === undefined ? undefined : { type: kept ?? "", content: after, modified: new Date() };
    }
    const kind = method === "DELETE" ? "delete" : before === undefined ? "create" : "update";
    const etag = etagOf(thing.base);
    const delta = method === "DELETE" ? {} : { delta: { type, content } };
    const onTarget: Happening = { ...event, type: kind, ...(etag === undefined ? {} : { etag }), ...delta };
    const onContainer: Happening = { ...event, type: kind, resource: containerPath, object: target, ...delta };
    const happenings = rules.happenings([onTarget, onContainer], status);
    const acceptEvents = rules.acceptEvents(method);
    const events = rules.eventsElsewhere(method);
    const fields = {
      ...(refused ? {} : { "Event-ID": event.id }),
      ...(method === "POST" ? { Location: target } : {}),
      ...(acceptEvents === undefined ? {} : { "Accept-Events": acceptEvents }),
      ...(events === undefined ? {} : { Events: events }),
    };
    rules.answer(response, status, fields, () => happenings.forEach(publish));
  };

  const server = createServer(async (request, response) => {
    const content: Buffer[] = [];
    for await (const piece of request) content.push(piece);
    const { method = "", url = "" } = request;
    if (["GET", "HEAD", "OPTIONS", "QUERY"].includes(method)) read(request, response, url);
    else change(request, response, url, Buffer.concat(content).toString("latin1"));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function baseOf({ base }: Thing, { headers, method }: IncomingMessage): Base {
  if (method === "OPTIONS")
    return { status: 204, fields: { Allow: "GET, HEAD, PUT, PATCH, POST, DELETE" }, content: "" };
  if (method === "QUERY") return { status: 405, fields: {}, content: "" };
  const etag = etagOf(base);
  if (base === undefined || etag === undefined) return { status: 404, fields: {}, content: "" };
  const { type, content, modified } = base;
  const fields = { ETag: etag, "Last-Modified": modified.toUTCString(), "Content-Type": type };
  if (headers["if-none-match"] === etag) return { status: 304, fields: { ETag: etag }, content: "" };
  if (headers.range === "bytes=0-0") {
    const range = { "Content-Range": `bytes 0-0/${content.length}` };
    return { status: 206, fields: { ...fields, ...range }, content: content.slice(0, 1) };
  }
  return { status: 200, fields, content };
}

function etagOf(base: Thing["base"]): string | undefined {
  return base && `"${createHash("sha256").update(`${base.type}\n${base.content}`).digest("hex").slice(0, 16)}"`;
}

function merged(content: string | undefined, patch: string): string | undefined {
  try {
    return JSON.stringify({ ...JSON.parse(content ?? ""), ...JSON.parse(patch) });
  } catch {
    return undefined;
  }
}
