import { discover } from "@resource-events/client";
import { exitStatus } from "./exit-status.ts";
import { discoveryLine } from "./lines.ts";
import { jsonLine } from "./printable.ts";
import type { DiscoverSettings } from "./settings.ts";
import type { Terminal } from "./terminal.ts";
import { TextFormat } from "./text.ts";

/** Shows what a resource offers. @returns the exit status */
export async function runDiscover({ url, headers, format }: DiscoverSettings, terminal: Terminal): Promise<number> {
  const discovery = await discover(url, { headers, signal: terminal.ended });
  const text =
    format === "json" ? jsonLine(discoveryLine(discovery)) : new TextFormat(terminal.palette, 0).discovery(discovery);
  await terminal.output.write(text);
  return discovery.protocols.length > 0 ? exitStatus.done : exitStatus.noNotifications;
}
