import { message } from "../../wire/exchange.ts";
import { shared } from "../honest/places.ts";

/** One of the members that honest people watch and write to. */
export function sharedAt(index: number): string {
  return shared[index % shared.length] ?? shared[0];
}

/** New content for a member, long enough that a few responses with it fill the buffers of a connection. */
export function filling(index: number): string {
  return JSON.stringify({ n: -1, by: "attacker", index, text: "x".repeat(65_536) });
}

/** A PUT whose response has content. */
export function putAndShow(target: string, content: string): Buffer {
  return message("PUT", target, { "Content-Type": "application/json", Prefer: "return=representation" }, content);
}

/** The same on HTTP/2. */
export const putAndShowFields = [
  ["content-type", "application/json"],
  ["prefer", "return=representation"],
] as const;

/** A request for a stream of PREP. */
export function prep(target: string, fields: Readonly<Record<string, string>> = {}): Buffer {
  return message("GET", target, { "Accept-Events": '"prep"', ...fields });
}
