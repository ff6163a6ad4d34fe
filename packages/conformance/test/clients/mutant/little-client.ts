import type { ClientTask } from "../../../src/clients/client-under-test.ts";
import type { End } from "../../../src/scenarios/scenario.ts";
import { BrokenOff, Bytes } from "./bytes.ts";
import type { Fault } from "./faults.ts";
import { boundaryOf, readEvents, type Sent, send } from "./http.ts";
import { httpMessages, jsonTexts } from "./items.ts";
import { Multipart } from "./multipart.ts";
import { type Has, type Print, Reporter } from "./reporter.ts";

/**
 * A client that shares no line with those that the suite is for, and does every scenario right, unless it is given
 * faults: so the suite is seen to catch them.
 */
export async function littleClient(
  task: ClientTask,
  print: Print,
  given: ReadonlySet<Fault> = new Set(),
): Promise<void> {
  const has: Has = (fault) => given.has(fault);
  const reporter = new Reporter(task, print, has);
  let end: { end: End; code?: string };
  try {
    end = { end: await perform(task, reporter, has) };
  } catch (error) {
    if (error instanceof RangeError) throw error;
    const lost = error instanceof BrokenOff;
    if (lost && reporter.isLost && has("lost-connection-crashes")) throw error;
    end = lost ? { end: reporter.brokenOff() } : { end: "error", code: String(error) };
  }
  reporter.finish();
  print(end);
}

/** Sends the request and reads the response. */
async function perform(task: ClientTask, reporter: Reporter, has: Has): Promise<End> {
  const { response, method } = await send(task.url, requestOf(task, has), has);
  const { statusCode: status = 0, headers } = response;
  const bytes = new Bytes(response);
  reporter.bytes = bytes;
  const done = (end: End): End => {
    response.destroy();
    return end;
  };
  if (status >= 400 && !has("status-ignored")) return done("error");
  if (status === 206 && has("partial-content-refused")) return done("error");
  if (status === 226 && has("im-used-refused")) return done("error");
  const type = headers["content-type"] ?? "";
  const written = type.replace(/;.*/, "").trim();
  const essence = has("types-cased") ? written : written.toLowerCase();
  const all = String(headers["events"] ?? "");
  const line = response.rawHeaders.findIndex((name) => /^events$/i.test(name));
  const field = line >= 0 && has("events-one-line") ? (response.rawHeaders[line + 1] ?? "") : all;
  const isPrep = task.protocol === "prep";
  const asked = method === "QUERY" || isPrep;
  if (!asked && !has("see-other-is-stream")) return done("no-notifications");
  const events = readEvents(field, has);
  if (isPrep && !has("events-ignored")) {
    const refused = refusedByEvents(field, events, has);
    if (refused) return done(refused);
  }
  reporter.begin(events ?? new Map(), String(headers["event-id"] ?? ""));
  if (task.mode === "single") return single(reporter, bytes, essence, String(headers["event-id"] ?? ""), has);
  const fieldsRefuse = !isPrep && has("unusable-duration-refused") && /="/.test(field) && !/duration=\d/.test(field);
  if (fieldsRefuse) return done("error");
  if (essence === "multipart/mixed") {
    const boundary = boundaryOf(type, has);
    if (boundary === undefined) return done("error");
    const multipart = new Multipart(bytes, boundary, has);
    await (isPrep || (!asked && field !== "")
      ? prepParts(multipart, bytes, status, reporter, has)
      : queryParts(multipart, reporter, has));
    if (has("epilogue-refused")) {
      const rest = await bytes.whole();
      if (!/^\s*$/.test(rest.toString("latin1"))) return done("error");
    } else if (has("waits-for-http-end")) {
      await bytes.whole();
    }
    return done("clean");
  }
  const items = essence === "application/http" ? httpMessages(bytes, has) : jsonTexts(bytes, has);
  if (!/^application\/(?:http|json-seq)$/.test(essence)) return done("no-notifications");
  for await (const item of items) if (reporter.report(item, "application/json")) return done("clean");
  return done(reporter.endOfItems());
}

function requestOf({ protocol, mode, encapsulation, representation, lastEventId }: ClientTask, has: Has): Sent {
  const resumed = lastEventId === undefined || has("no-last-event-id") ? {} : { "Last-Event-ID": lastEventId };
  if (protocol === "prep") {
    const asks = has("no-accept-events") ? {} : { "Accept-Events": '"prep"' };
    return { method: "GET", fields: { ...asks, ...resumed }, content: "" };
  }
  const fields: Record<string, string> = {
    Accept: has("accepts-wrong-type") ? "text/html" : (encapsulation ?? "application/json"),
    ...(has("no-content-type") ? {} : { "Content-Type": "application/json" }),
    ...(has("prep-with-query") ? { "Accept-Events": "prep" } : {}),
  };
  const document = mode === "single" ? {} : { events: resumed, ...(representation ? { state: {} } : {}) };
  return { method: "QUERY", fields, content: JSON.stringify(document) };
}

function refusedByEvents(field: string, events: Map<string, string> | undefined, has: Has): End | undefined {
  if (field === "") return "no-notifications";
  if (!events) return "error";
  const protocol = events.get("protocol") ?? "";
  if (has("events-first-member") && !field.startsWith("protocol")) return "error";
  if (has("events-token-refused") && !protocol.startsWith('"')) return "error";
  if (!/^"?prep"?$/i.test(protocol) && !has("events-protocol-ignored")) return "error";
  if (events.get("status") !== "200" && !has("events-status-ignored")) return "no-notifications";
  const expires = events.get("expires");
  if (has("expires-needed") && expires === undefined) return "error";
  if (has("expires-number-only") && expires !== undefined && !/^\d+$/.test(expires)) return "error";
  return undefined;
}

async function single(reporter: Reporter, bytes: Bytes, type: string, headId: string, has: Has): Promise<End> {
  const content = await bytes.whole();
  if (bytes.lost) throw new BrokenOff();
  if (content.length === 0) {
    if (has("empty-single-is-clean")) return "clean";
    return has("empty-single-is-cut-off") ? "cut-off" : reporter.endOfItems();
  }
  const told = has("head-id-is-notification") ? content.toString().replace(/"after"/, JSON.stringify(headId)) : content;
  reporter.report({ status: 200, fields: new Map([["content-type", type]]), content: Buffer.from(told) }, type);
  return "clean";
}

async function prepParts(
  multipart: Multipart,
  bytes: Bytes,
  status: number,
  reporter: Reporter,
  has: Has,
): Promise<void> {
  await multipart.begin();
  await multipart.line();
  await reporter.representation(multipart, status);
  if (!(await multipart.line())) {
    if (has("second-part-forgotten")) return;
    throw new Error("one part only");
  }
  const type = (await multipart.head()).get("content-type") ?? "";
  const isDigest = (has("types-cased") ? /^multipart\/digest/ : /^multipart\/digest/i).test(type);
  if (!isDigest && !has("digest-assumed")) throw new Error("no digest");
  const boundary = boundaryOf(type, has) ?? (has("digest-assumed") ? "inner-2" : undefined);
  if (boundary === undefined) throw new Error("no boundary");
  const digest = new Multipart(bytes, boundary, has);
  await digest.begin();
  const byDefault = has("digest-default-type") ? "text/plain" : "message/rfc822";
  await reporter.parts(digest, byDefault);
  if (has("inner-close-is-clean")) return;
  await multipart.body();
  await multipart.line();
}

async function queryParts(multipart: Multipart, reporter: Reporter, has: Has): Promise<void> {
  await multipart.begin();
  if (reporter.task.representation) {
    await multipart.line();
    await reporter.representation(multipart, 200);
  }
  await reporter.parts(multipart, has("mixed-default-type") ? "application/octet-stream" : "text/plain");
}
