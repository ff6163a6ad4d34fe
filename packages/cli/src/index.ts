export type { Content } from "./content.ts";
export type { Delta } from "./delta.ts";
export { exitStatus } from "./exit-status.ts";
export type {
  DiscoveryLine,
  GapLine,
  Line,
  LineHeaders,
  NotificationLine,
  OfferedTypeLine,
  RepresentationLine,
} from "./lines.ts";
