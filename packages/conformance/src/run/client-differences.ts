import {
  type Observation,
  type ObservedNotification,
  type ObservedRepresentation,
  type PrintedBytes,
  printedBytes,
} from "../clients/observation.ts";
import type {
  Ability,
  ExpectedNotification,
  ExpectedReport,
  ExpectedRepresentation,
  ExpectedRequest,
} from "../scenarios/scenario.ts";
import type { ReceivedRequest } from "../scripted-server/request-reader.ts";

/** A difference from a correct client. */
export interface Difference {
  readonly expected: string;
  readonly observed: string;
}

/** What a client reported and sent in one scenario. */
export interface ClientBehaviour {
  readonly observations: readonly Observation[];
  readonly answered: readonly ReceivedRequest[];
  readonly received: readonly ReceivedRequest[];
  readonly late: readonly (number | "representation")[];
}

/** Compares the behaviour of a client with the expected report, except for abilities that the client lacks. */
export function differences(
  expected: ExpectedReport,
  seen: ClientBehaviour,
  without: ReadonlySet<Ability>,
): Difference[] {
  const { observations, answered, received, late } = seen;
  const representations = observations.flatMap((one) => ("representation" in one ? [one.representation] : []));
  const notifications = observations.flatMap((one) => ("notification" in one ? [one.notification] : []));
  const ends = observations.flatMap((one) => ("end" in one ? [one] : []));
  const last = observations.at(-1);
  const found: Difference[] = [
    ...(answered.length > 0 ? [] : [{ expected: "a request", observed: "no request" }]),
    ...ofRepresentation(expected.representation, representations),
    ...ofNotifications(expected, notifications, without),
    ...late.map((what) => ({
      expected: `${what === "representation" ? "the representation" : `notification ${what}`} as soon as its bytes have arrived`,
      observed: "not reported before more was sent",
    })),
    ...ofRequests(expected, answered, received),
  ];
  if (ends.length !== 1 || last === undefined || !("end" in last)) {
    found.push({
      expected: "one end, in the last line",
      observed: `${ends.length} ends in ${observations.length} lines`,
    });
  } else if (!expected.ends.includes(last.end)) {
    const code = last.code === undefined ? "" : ` (${last.code})`;
    found.push({ expected: `the end ${expected.ends.join(" or ")}`, observed: `${last.end}${code}` });
  }
  return found;
}

function ofRepresentation(
  expected: ExpectedReport["representation"],
  [observed, ...others]: readonly ObservedRepresentation[],
): Difference[] {
  if (expected === "any") return [];
  if (others.length > 0) return [{ expected: "one representation", observed: `${others.length + 1}` }];
  if (expected === "none") {
    return observed ? [{ expected: "no representation", observed: shown(printedBytes(observed)) }] : [];
  }
  if (!observed) return [{ expected: `the representation ${shown(expected.body)}`, observed: "none" }];
  return [
    ...differs("the status of the representation", expected.status, observed.status ?? expected.status),
    ...differs("the type of the representation", expected.type, essence(observed.type) ?? expected.type),
    ...ofBytes("the representation", expected, observed, isJson(expected.type)),
  ];
}

function ofNotifications(
  { notifications: expected, atLeast = expected.length }: ExpectedReport,
  observed: readonly ObservedNotification[],
  without: ReadonlySet<Ability>,
): Difference[] {
  const found: Difference[] = [];
  for (const [index, one] of expected.entries()) {
    const other = observed[index];
    if (!other) break;
    found.push(...ofNotification(`notification ${index + 1}`, one, other, without));
    // A notification out of place makes all later ones differ.
    if (found.length > 0) return found;
  }
  if (observed.length < atLeast || observed.length > expected.length) {
    const count = atLeast === expected.length ? `${atLeast}` : `${atLeast} to ${expected.length}`;
    found.push({ expected: `${count} notifications`, observed: `${observed.length}` });
  }
  return found;
}

function ofNotification(
  name: string,
  expected: ExpectedNotification,
  observed: ObservedNotification,
  without: ReadonlySet<Ability>,
): Difference[] {
  const judged = (ability: Ability, value: string | undefined) => (without.has(ability) ? undefined : value);
  return [
    ...differs(`the event id of ${name}`, judged("event-id", expected.eventId), observed.eventId),
    ...differs(`the type of ${name}`, judged("type", expected.type), observed.type?.toLowerCase()),
    ...differs(`the media type of ${name}`, judged("media-type", expected.mediaType), essence(observed.mediaType)),
    ...(without.has("body") ? [] : ofBytes(name, expected, observed, isJson(expected.mediaType))),
  ];
}

function differs(name: string, expected: unknown, observed: unknown): Difference[] {
  if (expected === undefined || expected === observed) return [];
  return [{ expected: `${name}: ${JSON.stringify(expected)}`, observed: JSON.stringify(observed) ?? "none" }];
}

/** Compares bytes. JSON is compared by value: a client may have only the parsed value to print. */
function ofBytes(
  name: string,
  { body: expected }: ExpectedRepresentation | ExpectedNotification,
  printed: PrintedBytes,
  isJson: boolean,
): Difference[] {
  if (expected === undefined) return [];
  const observed = printedBytes(printed);
  if (expected === observed) return [];
  const value = isJson ? canonical(expected) : undefined;
  if (value !== undefined && value === canonical(observed)) return [];
  return [{ expected: `the content of ${name}: ${shown(expected)}`, observed: shown(observed) }];
}

function ofRequests(
  { requests = [], neverBesidesGet = {} }: ExpectedReport,
  answered: readonly ReceivedRequest[],
  received: readonly ReceivedRequest[],
): Difference[] {
  const found = requests.flatMap((expected, index) => {
    const request = answered[index];
    const name = `request ${index + 1}`;
    return request ? ofRequest(name, expected, request) : [{ expected: name, observed: "no such request" }];
  });
  for (const { method, fields } of received) {
    for (const [field, pattern] of Object.entries(neverBesidesGet)) {
      const value = fields.get(field);
      if (method !== "GET" && value !== undefined && pattern.test(value)) {
        found.push({ expected: `${method} without this field`, observed: `${field}: ${value}` });
      }
    }
  }
  return found;
}

function ofRequest(name: string, expected: ExpectedRequest, request: ReceivedRequest): Difference[] {
  const found: Difference[] = [];
  const { target, fields = {}, content, lastEventId } = expected;
  if (target !== undefined && !request.target.endsWith(target)) {
    found.push({ expected: `${name} to …${target}`, observed: request.target });
  }
  for (const [field, pattern] of Object.entries(fields)) {
    const value = request.fields.get(field);
    if (value === undefined || !pattern.test(value)) {
      found.push({ expected: `${name} with ${field} matching ${pattern}`, observed: value ?? `no ${field}` });
    }
  }
  if (content !== undefined && !content.test(request.content)) {
    found.push({ expected: `${name} with content matching ${content}`, observed: shown(request.content) });
  }
  if (lastEventId !== undefined) {
    const named = request.fields.get("last-event-id") === lastEventId || request.content.includes(lastEventId);
    if (!named)
      found.push({ expected: `${name} with the last event id ${lastEventId}`, observed: "another id, or none" });
  }
  return found;
}

function essence(type: string | null | undefined): string | undefined {
  return type?.replace(/;.*/s, "").trim().toLowerCase();
}

/** Whether a media type is JSON. A missing type counts as JSON: then any content that parses is compared by value. */
function isJson(type = "application/json"): boolean {
  return /[/+]json$/.test(type);
}

function canonical(text: string | undefined): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text ?? ""));
  } catch {
    return undefined;
  }
}

/** Escapes and shortens bytes for the report. */
function shown(text: string | undefined): string {
  if (text === undefined) return "none";
  return text.length > 80 ? `${JSON.stringify(text.slice(0, 80))}… (${text.length} bytes)` : JSON.stringify(text);
}
