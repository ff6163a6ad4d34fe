import type { Notification, Observed } from "@resource-events/client";
import { AnnotatedWire } from "./annotated-wire.ts";
import { gapLine, notificationLine, representationLine } from "./lines.ts";
import { jsonLine } from "./printable.ts";
import type { WaitingSettings } from "./settings.ts";
import type { Terminal } from "./terminal.ts";
import { TextFormat } from "./text.ts";
import { exactWire, showingFetch } from "./wire.ts";

/** Writes items in the chosen format. */
export interface ItemWriter {
  /** The `fetch` to send requests with, if the format is `raw`. */
  readonly fetch: typeof fetch | undefined;
  notification(notification: Notification): Promise<void>;
  item(item: Observed, url: string): Promise<void>;
}

/** Makes the writer for the format in the settings. */
export function itemWriter({ format, lines }: WaitingSettings, terminal: Terminal): ItemWriter {
  const { output, palette } = terminal;
  if (format === "raw") {
    const wire = terminal.isForPeople ? new AnnotatedWire(output, palette) : exactWire(output);
    return { fetch: showingFetch(wire), notification: async () => {}, item: async () => {} };
  }
  const text = new TextFormat(palette, lines);
  const isJson = format === "json";
  const notification = (one: Notification) =>
    output.write(isJson ? jsonLine(notificationLine(one)) : text.notification(one));
  return {
    fetch: undefined,
    notification,
    async item(item, url) {
      if (item.kind === "notification") {
        await notification(item.notification);
      } else if (item.kind === "gap") {
        const { reason, eventId } = item;
        await output.write(isJson ? jsonLine(gapLine(reason, eventId)) : text.gap(reason, eventId));
      } else {
        const content = new Uint8Array(await item.representation.arrayBuffer());
        const shown = { ...item, url, content };
        await output.write(isJson ? jsonLine(representationLine(shown)) : text.representation(shown));
      }
    },
  };
}
