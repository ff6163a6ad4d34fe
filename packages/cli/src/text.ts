import type { Discovery, GapReason, Notification, NotificationType, OfferedMediaType } from "@resource-events/client";
import { contentOf } from "./content.ts";
import { deltaOf } from "./delta.ts";
import type { ShownRepresentation } from "./lines.ts";
import type { Palette } from "./palette.ts";
import { printable, printableLines } from "./printable.ts";

const reasons: Readonly<Record<GapReason, string>> = {
  "history-lost": "the server lost its history: events before this may be missing",
  "unknown-position": "the server sent no position: events before this may be missing",
};

/** Forms whose content contains no more than the line shows (NF-1 to NF-4). */
const known: readonly string[] = [
  "message/rfc822",
  "application/json",
  "application/activity+json",
  "application/ld+json",
  "example/event-notification",
];

/** Formats items for people. */
export class TextFormat {
  readonly #palette: Palette;
  readonly #lines: number;

  /** @param lines how many lines of each content to show */
  constructor(palette: Palette, lines: number) {
    this.#palette = palette;
    this.#lines = lines;
  }

  representation({ representation: { status, headers }, content, reason, eventId }: ShownRepresentation): string {
    const { cyan, yellow } = this.#palette;
    const type = headers.get("content-type");
    const size = content.length === 1 ? "1 byte" : `${content.length} bytes`;
    return this.#item(
      new Date(),
      cyan("representation"),
      [
        ...(status === 200 ? [] : [`status ${status}`]),
        ...(type === null ? [] : [printable(type)]),
        size,
        ...(reason === "first" ? [] : [yellow(reasons[reason])]),
        ...this.#ids(headers.get("etag") ?? undefined, eventId),
      ],
      content,
    );
  }

  notification(notification: Notification): string {
    const { type, published, method, object, etag, eventId, skipped, mediaType, raw } = notification;
    const delta = deltaOf(notification);
    const content = delta ?? (known.includes(mediaType) ? undefined : contentOf(raw));
    const shown = content && ("text" in content ? content.text : Buffer.from(content.base64, "base64"));
    return this.#item(
      published ?? new Date(),
      this.#colourOf(type)(type.padEnd(6)),
      [
        ...(method === undefined ? [] : [printable(method)]),
        ...(object === undefined ? [] : [printable(object)]),
        ...(delta?.mediaType === undefined ? [] : [printable(delta.mediaType)]),
        ...(skipped === undefined ? [] : [this.#palette.yellow(`${skipped} skipped before`)]),
        ...this.#ids(etag, eventId),
      ],
      shown,
    );
  }

  gap(reason: GapReason, eventId: string | undefined): string {
    const { yellow } = this.#palette;
    return this.#item(new Date(), yellow("gap"), [yellow(reasons[reason]), ...this.#ids(undefined, eventId)]);
  }

  discovery({ url, prep, eventsQuery }: Discovery): string {
    const { bold, dim } = this.#palette;
    const block = (name: string, types: readonly (OfferedMediaType & { deltas?: readonly string[] })[] = []) =>
      types.map(({ mediaType, parameters, deltas = [] }, at) => {
        const shown = [mediaType, ...Array.from(parameters, ([key, value]) => `${key}=${JSON.stringify(value)}`)];
        const carried = deltas.length === 0 ? "" : dim(`  deltas: ${printable(deltas.join(", "))}`);
        return `  ${(at === 0 ? name : "").padEnd(14)}${printable(shown.join("; "))}${carried}\n`;
      });
    const offers = [...block("PREP", prep), ...block("Events Query", eventsQuery)];
    // A PREP offer without a readable form is still an offer.
    if (prep?.length === 0) offers.unshift("  PREP\n");
    return `${bold(printable(url))}\n${offers.join("") || "  no notifications advertised\n"}`;
  }

  #item(time: Date, name: string, details: readonly string[], content?: Uint8Array | string): string {
    const line = [`${this.#palette.dim(timeOf(time))} ${name}`, ...details].join("  ");
    return `${[line, ...this.#content(content)].join("\n")}\n`;
  }

  #ids(etag: string | undefined, eventId: string | undefined): string[] {
    const { dim } = this.#palette;
    return [
      ...(etag === undefined ? [] : [dim(`ETag ${printable(etag)}`)]),
      ...(eventId === undefined ? [] : [dim(`Event-ID ${printable(eventId)}`)]),
    ];
  }

  #content(content: Uint8Array | string = ""): string[] {
    if (content.length === 0 || this.#lines === 0) return [];
    const decoded = typeof content === "string" ? { text: content } : contentOf(content);
    const lines = "text" in decoded ? printableLines(decoded.text) : ["(not text)"];
    const rest = lines.length - this.#lines;
    const shown = rest > 0 ? [...lines.slice(0, this.#lines), this.#palette.dim(`… and ${rest} more`)] : lines;
    return shown.map((line) => `         ${line}`.trimEnd());
  }

  #colourOf(type: NotificationType): (text: string) => string {
    const { green, yellow, red } = this.#palette;
    return { create: green, update: yellow, delete: red }[type];
  }
}

/** Formats a local time, with the date unless it is today. */
function timeOf(time: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(":");
  if (time.toDateString() === new Date().toDateString()) return clock;
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${clock}`;
}
