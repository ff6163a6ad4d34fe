import { type IncomingMessage, request } from "node:http";
import type { Fault } from "./faults.ts";

/** A request, and how it is sent on. */
export interface Sent {
  readonly method: string;
  readonly fields: Record<string, string>;
  readonly content: string;
}

/** A response, and whether a 303 led to it. */
export interface Answered {
  readonly response: IncomingMessage;
  readonly method: string;
}

/** Sends a request, and follows redirects. */
export async function send(url: string, sent: Sent, has: (fault: Fault) => boolean, hops = 0): Promise<Answered> {
  const response = await once(url, sent);
  const { statusCode = 0 } = response;
  const { location } = response.headers;
  if (![301, 302, 303, 307, 308].includes(statusCode) || location === undefined || hops > 5) {
    return { response, method: sent.method };
  }
  response.resume();
  if (has("follows-nothing")) throw new Error("a redirect");
  const to = new URL(location, url).href;
  const becomesGet = statusCode === 303 || (has("query-becomes-get") && statusCode < 303 && sent.method === "QUERY");
  if (sent.method === "QUERY" && becomesGet) return send(to, { method: "GET", fields: {}, content: "" }, has, hops + 1);
  const fields = has("redirect-forgets-fields") ? {} : sent.fields;
  const content = has("query-loses-content") ? "" : sent.content;
  return send(to, { ...sent, fields, content }, has, hops + 1);
}

function once(url: string, { method, fields, content }: Sent): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const length: Record<string, string> = content === "" ? {} : { "Content-Length": String(content.length) };
    const outgoing = request(url, { method, headers: { ...fields, ...length }, agent: false });
    outgoing.on("response", resolve).on("error", reject).end(content);
  });
}

/** The members of `Events`. Undefined if it does not parse. Strings keep their quotes. */
export function readEvents(field: string, has: (fault: Fault) => boolean): Map<string, string> | undefined {
  const members = new Map<string, string>();
  const member =
    /\s*([a-z*][a-z\d_\-.*]*)(?:=((?:"(?:[^"\\]|\\.)*"|\((?:[^()"]|"(?:[^"\\]|\\.)*")*\)|[^,;"()\s])+))?((?:;(?:"(?:[^"\\]|\\.)*"|\((?:[^()"]|"(?:[^"\\]|\\.)*")*\)|[^,"()])*)*)\s*(,|$)/y;
  while (member.lastIndex < field.length) {
    const [, key, value = "", parameters = ""] = member.exec(field) ?? [];
    if (key === undefined) {
      if (!has("events-syntax-ignored")) return undefined;
      return new Map([
        ["protocol", '"prep"'],
        ["status", "200"],
      ]);
    }
    if (has("events-nested-refused") && parameters.includes("=(")) return undefined;
    members.set(key, value);
  }
  return members;
}

/** The boundary in a `Content-Type`. Undefined if there is none. */
export function boundaryOf(type: string, has: (fault: Fault) => boolean): string | undefined {
  const flags = has("parameter-names-cased") ? "" : "i";
  const parameters = type.matchAll(/;\s*([^=\s;]+)=(?:([^\s;"]+)|"((?:[^"\\]|\\.)*)")/g);
  for (const [, name = "", token, quoted = ""] of parameters) {
    if (!new RegExp("^boundary$", flags).test(name)) continue;
    const text = token ?? (has("boundary-unescaped") ? quoted : quoted.replace(/\\(.)/g, "$1"));
    if (has("boundary-token-only") && /[^\w'+.-]/.test(text)) return undefined;
    return text;
  }
  return has("boundary-default") ? (/digest/i.test(type) ? "inner-2" : "OUTER-1") : undefined;
}
