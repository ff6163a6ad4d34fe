import type { Adapter } from "../server/configuration.ts";
import type { Attack } from "./attack.ts";
import type { Scene } from "./scene.ts";

/** What an attacker must meet with. */
interface Expectation {
  /** Statuses of which at least one must be among its responses. */
  readonly refused?: readonly string[];
  /** Whether the server must close some of its connections, or none. Default: either. */
  readonly closed?: "some" | "none";
  /** The seconds that the attack has to last for that. Default: any. */
  readonly seconds?: number;
  /** Only with these adapters. Default: all. */
  readonly adapters?: readonly Adapter[];
}

/** The adapters that know which requests come on one connection. */
const knowConnections = ["node", "express", "koa"] as const;

/** What becomes of each attack, by its name and version. One that is not here need not meet with anything. */
const expectations: Readonly<Record<string, Expectation>> = {
  "window of 0, HTTP/2": { closed: "none" },
  "silenced container, HTTP/2": { closed: "none" },
  "a byte a second, HTTP/2": { closed: "none" },
  "requests behind a stream, HTTP/1.1": { closed: "some" },
  "unfinished contents, HTTP/1.1": { refused: ["408", "503"], seconds: 12 },
  "thousands of subscriptions, HTTP/2": { refused: ["429"], adapters: knowConnections, seconds: 5 },
  "costly contents, HTTP/1.1": { refused: ["400", "413", "422"] },
  "odd targets, HTTP/1.1": { refused: ["400", "404"] },
  "header flood, HTTP/1.1": { refused: ["431"], closed: "some" },
  "header flood, HTTP/2": { closed: "some" },
  "rapid reset, HTTP/2": { closed: "some" },
  "frame flood, HTTP/2": { closed: "some" },
};

/** What is expected of an attack. */
function expectationOf({ name, version }: Attack): Expectation {
  return expectations[`${name}, ${version}`] ?? {};
}

/** What an attacker should have met with, but did not. */
export function disappointment(
  attack: Attack,
  { statuses, closedByServer }: Scene,
  { adapter, seconds }: { readonly adapter: Adapter; readonly seconds: number },
): string | undefined {
  const { refused, closed, adapters, seconds: needed = 0 } = expectationOf(attack);
  if (seconds < needed || adapters?.includes(adapter) === false) return undefined;
  if (refused !== undefined && !refused.some((status) => status in statuses)) {
    return `The attacker was never refused with ${refused.join(" or ")}`;
  }
  if (closed === "some" && closedByServer === 0) return "No connection of the attacker was closed";
  if (closed === "none" && closedByServer > 0) return `${closedByServer} connections of the attacker were closed`;
  return undefined;
}
