import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Has } from "./faults.ts";
import type { LittleEvent } from "./forms.ts";
import type { Representation } from "./subscriber.ts";

/** The events of one resource, in order. */
export interface Log {
  readonly number: number;
  readonly events: LittleEvent[];
}

/** The stored notes and their events. */
export class Notes {
  readonly #stored = new Map<string, { readonly type: string; readonly body: Buffer }>();
  readonly #first = new Map<string, Representation>();
  readonly #logs = new Map<string, Log>();

  constructor(private readonly has: Has) {
    this.#stored.set("/notes/welcome", { type: "application/json", body: Buffer.from('{"text":"Hello"}') });
  }

  exists(path: string): boolean {
    return path === "/notes/" || this.#stored.has(path);
  }

  /** The first representation that there was. */
  first(path: string): Representation {
    return this.#first.get(path) ?? this.get(path, {});
  }

  put(path: string, type: string, body: Buffer): void {
    this.#stored.set(path, { type, body });
    if (!this.#first.has(path)) this.#first.set(path, this.get(path, {}));
  }

  /** Merges (RFC 7396), at the first level. */
  patch(path: string, patch: string): void {
    const before: unknown = JSON.parse(String(this.#stored.get(path)?.body));
    const merged = Object.assign({}, before, JSON.parse(patch));
    this.put(path, "application/json", Buffer.from(JSON.stringify(merged)));
  }

  remove(path: string): void {
    this.#stored.delete(path);
  }

  /** The answer to a GET with these fields. */
  get(path: string, { accept = "*/*", ...fields }: IncomingHttpHeaders): Representation {
    const names = JSON.stringify([...this.#stored.keys()]);
    const { type, body } = this.#stored.get(path) ?? { type: "application/json", body: Buffer.from(names) };
    const etag = `"${createHash("sha1").update(type).update(body).digest("hex")}"`;
    const accepted = accept.split(",").some((range) => {
      const [wanted = ""] = range.trim().split(";");
      return wanted === "*/*" || wanted === type || wanted === `${type.split("/")[0]}/*`;
    });
    const { "if-none-match": noneMatch, "if-match": match } = fields;
    let status = accepted ? 200 : 406;
    if (!this.exists(path)) status = 404;
    if (status === 200 && match !== undefined && match !== etag && match !== "*") status = 412;
    if (status === 200 && (noneMatch === etag || noneMatch === "*")) status = 304;
    return { status, type, etag, body };
  }

  log(path: string): Log {
    const log = this.#logs.get(path) ?? { number: this.#logs.size + 1, events: [] };
    this.#logs.set(path, log);
    return log;
  }

  /** The id after which nothing has happened yet. */
  latest(path: string): string {
    const { number, events } = this.log(path);
    return events.at(-1)?.id ?? `${number}-0`;
  }

  /** The events after an id. `undefined` if it is not an id of this resource. */
  after(path: string, id: string): readonly LittleEvent[] | undefined {
    const { number, events } = this.log(path);
    const { has } = this;
    const place = id === `${number}-0` ? 0 : events.findIndex((event) => event.id === id) + 1;
    if (place === 0 && id !== `${number}-0`) {
      const replays =
        id === "*" ? "any-id-replays" : /^\d+-\d+$/.test(id) ? "other-resource-replays" : "unknown-id-replays";
      return has(replays) ? events : undefined;
    }
    const from = Math.max(0, place + (has("resume-loses") ? 1 : 0) - (has("resume-doubles") ? 1 : 0));
    const missed = events.slice(from);
    const end = missed.findIndex(({ type, object }) => type === "delete" && object === undefined);
    return end < 0 || has("resume-passes-deletion") ? missed : missed.slice(0, end + 1);
  }

  record(path: string, what: Omit<LittleEvent, "id" | "at" | "etag">): LittleEvent {
    const { number, events } = this.log(path);
    const etag = this.exists(path) ? this.get(path, {}).etag : undefined;
    const event = { ...what, etag, id: `${number}-${events.length + 1}`, at: new Date() };
    events.push(event);
    return event;
  }
}
