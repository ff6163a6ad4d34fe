import type { ClientTask } from "../../../src/clients/client-under-test.ts";
import type { End } from "../../../src/scenarios/scenario.ts";
import { BrokenOff, type Bytes } from "./bytes.ts";
import type { Fault } from "./faults.ts";
import type { Item } from "./items.ts";
import type { FieldMap, Multipart } from "./multipart.ts";
import { readNotification } from "./notification.ts";

export type Has = (fault: Fault) => boolean;
export type Print = (value: unknown) => void;

/** Reports items, with the faults of the client. */
export class Reporter {
  readonly task: ClientTask;
  bytes: Bytes | undefined;
  readonly #print: Print;
  readonly #has: Has;
  readonly #start = performance.now();
  #duration = Infinity;
  #resumed = false;
  #count = 0;
  #items = 0;
  #deleted = false;
  #held: unknown[] = [];
  #unfinished: { fields: FieldMap; isRepresentation: boolean; byDefault: string } | undefined;

  constructor(task: ClientTask, print: Print, has: Has) {
    this.task = task;
    this.#print = print;
    this.#has = has;
  }

  get isLost(): boolean {
    return this.bytes?.lost ?? false;
  }

  begin(events: ReadonlyMap<string, string>, eventId: string): void {
    const { lastEventId } = this.task;
    this.#resumed = lastEventId !== undefined && (eventId === lastEventId || this.#has("resumed-always"));
    const duration = Number(events.get("duration") ?? Number.NaN);
    const unusable = this.#has("unusable-duration-is-zero") ? 0 : Infinity;
    this.#duration = Number.isNaN(duration) ? (events.has("duration") ? unusable : Infinity) : duration;
  }

  /** Reads the first part and reports it. */
  async representation(multipart: Multipart, status: number): Promise<void> {
    const fields = await multipart.head();
    this.#unfinished = { fields, isRepresentation: true, byDefault: "" };
    const content = await multipart.body();
    this.#unfinished = undefined;
    this.#represent({ status, fields, content });
  }

  /** Reads the other parts and reports them. */
  async parts(multipart: Multipart, byDefault: string): Promise<void> {
    while (await multipart.line()) {
      const fields = await multipart.head();
      if (this.#has("part-length-refused") && fields.has("content-length")) throw new Error("a length");
      this.#unfinished = { fields, isRepresentation: false, byDefault };
      const content = await multipart.body();
      this.#unfinished = undefined;
      if (this.#notify({ status: 200, fields, content }, byDefault)) return;
    }
  }

  /** Reports a message or a text. @returns whether nothing is to follow */
  report(item: Item, byDefault: string): boolean {
    const isFirst = this.#items++ === 0;
    if (isFirst && this.task.representation) {
      this.#represent(item);
      return false;
    }
    return this.#notify(item, byDefault);
  }

  /** The end of a stream without an end mark. */
  endOfItems(): End {
    if (this.isLost) throw new BrokenOff();
    const seconds = (performance.now() - this.#start) / 1000;
    const isDue = seconds >= this.#duration - 1;
    if (isDue && !this.#deleted && this.#has("due-end-is-cut-off")) return "cut-off";
    if (this.#deleted && this.#has("deletion-is-no-end")) return "cut-off";
    return isDue || this.#deleted || this.#has("early-end-is-clean") ? "clean" : "cut-off";
  }

  brokenOff(): End {
    const { waiting } = this.bytes ?? {};
    const unfinished = this.#unfinished;
    if (unfinished && waiting) {
      const item = { status: 200, fields: unfinished.fields, content: waiting };
      if (unfinished.isRepresentation && this.#has("half-representation-told")) this.#represent(item);
      if (!unfinished.isRepresentation && this.#has("half-notification-told")) this.#notify(item, unfinished.byDefault);
    }
    if (!unfinished && waiting?.length && this.#has("half-notification-told")) {
      this.#notify({ status: 200, fields: new Map(), content: waiting }, "application/json");
    }
    if (this.isLost) return this.#has("lost-connection-is-clean") ? "clean" : "cut-off";
    return this.#has("missing-close-is-clean") ? "clean" : "cut-off";
  }

  /** Reports the items that it held back. */
  finish(): void {
    if (this.#has("drops-last")) this.#held.pop();
    for (const one of this.#held) this.#print(one);
  }

  #represent({ status, fields, content }: Item): void {
    if (this.#resumed && (this.#has("resumed-always") || !this.#has("empty-is-representation"))) {
      if (content.length === 0 || this.#has("resumed-always")) return;
    }
    const type = fields.get("content-type") ?? null;
    this.#print({ representation: { status, type, base64: this.#text(content).toString("base64") } });
  }

  #notify(item: Item, byDefault: string): boolean {
    const has = this.#has;
    if (this.#count >= 3000 && has("stops-after-3000")) throw new Error("Maximum call stack size exceeded");
    const notification = readNotification({ ...item, content: this.#text(item.content) }, byDefault, has);
    if (!notification) return false;
    const { isEnd, ...told } = notification;
    this.#count++;
    this.#deleted ||= isEnd;
    this.#held.push({ notification: told });
    const several = this.#count === 1 && this.bytes && this.bytes.waiting.length > 150 && this.bytes.lastChunk > 500;
    if (several && has("doubles-in-chunk")) this.#held.push({ notification: told });
    const keeps = has("waits-for-next") || has("drops-last") ? 1 : 0;
    while (this.#held.length > keeps) this.#print(this.#held.shift());
    return told.type === "delete" && has("every-deletion-is-the-end");
  }

  #text(content: Buffer): Buffer {
    if (!this.#has("decodes-chunks-apart") || this.bytes?.lastChunk !== 1) return content;
    return Buffer.from(content.toString("latin1").replace(/[\x80-\xff]/g, "?"), "latin1");
  }
}
