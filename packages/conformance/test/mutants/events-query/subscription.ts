import type { IncomingHttpHeaders } from "node:http";
import type { Has } from "./faults.ts";

/** A subscription: its fields by lower-case name. */
export interface Asked {
  readonly events: ReadonlyMap<string, string> | undefined;
  readonly state: ReadonlyMap<string, string> | undefined;
  readonly context: string | undefined;
}

/** A refusal. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export const subscriptionTypes = '"application/json", "example/events-query"';

/** Reads a subscription (EQ-RQ-2, EQ-RQ-3, EQ-DM-2, EQ-DM-3). */
export function readSubscription(content: Buffer, headers: IncomingHttpHeaders, has: Has): Asked {
  const given = headers["content-type"]?.toLowerCase();
  if (given === undefined && !has("type-guessed")) {
    throw new Refused(has("missing-type-is-415") ? 415 : 400, "no Content-Type");
  }
  const type = given ?? "application/json";
  const offered = type === "application/json" || type === "example/events-query";
  if (!offered && !has("type-disregarded")) throw new Refused(has("wrong-type-is-400") ? 400 : 415, "another type");
  if (headers["content-encoding"] !== undefined && !has("coding-disregarded")) throw new Refused(415, "a coding");
  if (content.length > 16_384) throw new Refused(has("too-large-is-400") ? 400 : 413, "too large");
  if (headers["incremental"] !== undefined && !/^\?[01]/.test(String(headers["incremental"]))) {
    if (has("incremental-refused")) throw new Refused(400, "no Boolean");
  }
  if (has("nested-is-500") && content.includes("[[[[")) throw new Refused(500, "nested");
  let document: unknown;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(content);
    document = type === "example/events-query" ? readYaml(text, has) : JSON.parse(text);
  } catch {
    throw new Refused(has("syntax-is-422") ? 422 : 400, "syntax");
  }
  return readDocument(document, has);
}

/** The subset of YAML in the drafts' examples: JSON, and nested members on separate lines. */
function readYaml(text: string, has: Has): unknown {
  const comment = has("comments-refused") ? /$^/ : /(^|\s)#.*$/;
  const lines = text.split("\n").map((line) => line.replace(comment, "").trimEnd());
  const content = lines.filter((line) => line !== "" && line !== "---");
  if (content.length === 0) return {};
  if (/^[{[]./.test(content[0] ?? "") && content[0] !== "{}" && has("json-is-no-yaml")) throw new SyntaxError("JSON");
  if (/^[{[]/.test(content[0] ?? "")) return JSON.parse(content.join("\n"));
  const document: Record<string, unknown> = {};
  let inner: Record<string, unknown> | undefined;
  for (const line of content) {
    if (line.startsWith("- ")) return [];
    const [, indent = "", name = "", value = ""] = /^( *)([^:]+):(?: +(.*))?$/.exec(line) ?? [];
    if (name === "@context" && has("context-is-no-yaml")) throw new SyntaxError(line);
    if (/["'] #/.test(value)) throw new SyntaxError(line);
    if (name === "") throw new SyntaxError(line);
    if (indent === "") {
      inner = value === "" ? {} : undefined;
      document[name] = inner ?? readScalar(value);
    } else if (inner === undefined) throw new SyntaxError(line);
    else inner[name] = readScalar(value);
  }
  return document;
}

function readScalar(text: string): unknown {
  if (/^[{["]|^(\d+|true|false|null)$/.test(text)) return JSON.parse(text);
  if (/^[&*!%@`|>]/.test(text)) throw new SyntaxError(text);
  return text;
}

function readDocument(document: unknown, has: Has): Asked {
  const nonsense = has("nonsense-is-400") ? 400 : 422;
  const isObject = (value: unknown): value is object =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  if (!isObject(document)) throw new Refused(nonsense, "no object");
  const members = new Map<string, unknown>(Object.entries(document));
  const unknown = [...members.keys()].find((name) => name !== "events" && name !== "state");
  if (unknown !== undefined && has("unknown-members-refused")) throw new Refused(422, unknown);
  if (members.has("state") && !members.has("events") && !has("state-alone-served")) {
    throw new Refused(nonsense, "state alone");
  }
  let context: string | undefined;
  const fieldsOf = (name: string): ReadonlyMap<string, string> | undefined => {
    if (!members.has(name)) return undefined;
    const value = members.get(name);
    if (value === null ? has("null-refused") : !isObject(value)) throw new Refused(nonsense, name);
    const fields = new Map<string, string>();
    for (const [member, field] of Object.entries(value ?? {})) {
      if (member === "@context" && name === "events") context = JSON.stringify(field);
      if (member.startsWith("@")) continue;
      if (typeof field !== "string" && has("values-unchecked")) continue;
      const endsLine = /[\r\n]/.test(String(field)) && !has("line-ends-echoed");
      if (typeof field !== "string" || endsLine) throw new Refused(nonsense, member);
      if (has("members-cased") && !/^(Accept|If-Match|If-None-Match|Last-Event-ID)$/.test(member)) continue;
      fields.set(member.toLowerCase(), field);
    }
    return fields;
  };
  const events = fieldsOf("events");
  const conditional = events?.has("if-none-match") === true || events?.has("if-match") === true;
  if (conditional && has("preconditions-everywhere")) throw new Refused(412, "a condition");
  return { events, state: fieldsOf("state"), context };
}
