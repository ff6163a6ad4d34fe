import type { ResourceEventsOptions } from "./options.ts";
import { type Settings, settingsOf } from "./settings.ts";
import { Meter } from "./statistics.ts";

/** The settings of one instance, and what it counts. */
export interface Core extends Settings {
  readonly meter: Meter;
}

/**
 * @throws {@link ServerError} `option`, with the option's name and what it must be.
 */
export function coreOf(options: ResourceEventsOptions = {}): Core {
  return { ...settingsOf(options), meter: new Meter() };
}
